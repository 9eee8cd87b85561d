import Routing
import Transport
import WAMP

extension Router {
    /// HELLO has named this realm: finds out who the client is, and lets it join or not.
    func authenticate(_ session: RouterSession, hello: HelloDetails) {
        if isShuttingDown {
            session.abort(CloseURI.systemShutdown.text, "the router is shutting down")
        } else if sessionCount >= policy.maximumSessions {
            quotaCounters.sessions += 1
            session.abort(ErrorURI.limitExceeded.text, "realm \(realm) has as many sessions as it may have")
        } else if !hello.authmethods.isEmpty, !hello.authmethods.contains("anonymous") {
            session.abort(
                ErrorURI.noMatchingAuthMethod.text,
                "realm \(realm) offers anonymous; the client offers \(hello.authmethods.joined(separator: ", "))"
            )
        } else if let role = policy.anonymousRole {
            let identity = SessionIdentity(
                authid: makeAnonymousID(), authrole: role.name, authmethod: "anonymous",
                authprovider: "static")
            join(session, role: role, identity: identity, hello: hello)
        } else {
            session.abort(ErrorURI.authenticationRequired.text, "realm \(realm) has no anonymous sessions")
        }
    }

    /// A fresh authid for a session that did not say who it is: 24 characters, which carry 106 random bits.
    private func makeAnonymousID() -> String {
        // Without characters that are mistaken for others.
        let alphabet = Array("34679ACEFGHJKLMNPQRTUVWXY".utf8)
        var id: [UInt8] = []
        var bits: UInt64 = 0
        for position in 0..<24 {
            if position % 8 == 0 { bits = ids.makeID() }
            if position > 0, position % 4 == 0 { id.append(UInt8(ascii: "-")) }
            id.append(alphabet[Int(bits % UInt64(alphabet.count))])
            bits /= UInt64(alphabet.count)
        }
        return String(decoding: id, as: UTF8.self)
    }
}
