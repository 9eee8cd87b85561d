import Logging
import NIOCore
import Routing
import Transport
import WAMP

extension Router {
    /// A session whose identity has been established joins the realm: answers WELCOME.
    func join(
        _ session: RouterSession, role: RealmPolicy.Role, identity: SessionIdentity, opening: SessionOpening
    ) {
        guard hasRoom(for: role) else {
            quotaCounters.sessions += 1
            return session.abort(
                ErrorURI.limitExceeded.text,
                "max_sessions: role \(role.name) has as many sessions as it may have")
        }
        let hello = opening.hello
        let index = takeIndex()
        let id = indexes[opening.id] == nil ? opening.id : takeID()
        indexes[id] = index

        sessions[index.position] = session
        session.router = self
        session.index = index
        session.id = id
        session.identity = identity
        session.role = role
        session.requests = RequestIDSequence(isTolerant: policy.toleratesRequestIDs)
        idsByRole[role.name, default: SortedIDs()].insert(id)
        session.announced = hello.roles
        setQuotas(of: session, role, hello.roles)
        session.limitOutput()
        session.state.welcomed()
        session.transport?.sessionOpened()
        guard session.welcome(welcomeDetails(of: session)) else {
            session.abort(
                ErrorURI.payloadSizeExceeded.text, "WELCOME is longer than the messages this client takes")
            return leave(session, .unwelcomed)
        }
        policy.logger.info(
            "session opened",
            metadata: [
                "session": "\(id)", "realm": "\(realm)", "authid": "\(identity.authid)",
                "authrole": "\(identity.authrole)", "authmethod": "\(identity.authmethod)",
                "peer": "\(session.origin.address)",
                "transport": "\(session.origin.transport.rawValue)",
                "serializer": "\(session.serializer.name)",
                "agent": "\((hello.agent ?? "").prefix(200))",
            ])
        publishJoined(session)
    }

    /// A place for another session.
    func takeIndex() -> SessionIndex {
        if let index = freeIndexes.popLast() { return index }
        sessions.append(nil)
        return SessionIndex(Int32(sessions.count - 1))
    }

    /// An id that no live session has.
    func takeID() -> UInt64 {
        var id = ids.makeID()
        while indexes[id] != nil { id = ids.makeID() }
        return id
    }

    private func welcomeDetails(of session: RouterSession) -> ValueDictionary {
        var details = ValueDictionary()
        details["realm"] = .string(realm)
        details["authid"] = .string(session.identity.authid)
        details["authrole"] = .string(session.identity.authrole)
        details["authmethod"] = .string(session.identity.authmethod)
        details["authprovider"] = .string(session.identity.authprovider)
        if !session.identity.authextra.isEmpty {
            details["authextra"] = .dictionary(session.identity.authextra)
        }
        details["agent"] = .string(RouterVersion.agent)
        details["roles"] = RouterFeatures.announced
        return details
    }
}
