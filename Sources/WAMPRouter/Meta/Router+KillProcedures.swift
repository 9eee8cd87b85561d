import Routing
import WAMP

// Sessions that are ended by force (advanced profile, "Session Meta API"). The caller's own session is never
// among them.

extension Router {
    /// `wamp.session.kill(session|id, reason|uri, message|string)`, the last two optional keyword arguments.
    func killSession(_ caller: RouterSession, _ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let id = try arguments.id(.position(1, "session"))
        let goodbye = try goodbye(arguments)
        guard id != caller.id, let session = session(withID: id) else {
            throw MetaError(.noSuchSession, "there is no other session \(id) in this realm")
        }
        kill([session], goodbye)
        return .none
    }

    /// `wamp.session.kill_by_authid(authid|string, …)`: the ids of the sessions that were killed.
    func killSessionsByAuthID(
        _ caller: RouterSession, _ arguments: MetaArguments
    ) throws(MetaError) -> MetaResult {
        let authid = try arguments.string(.position(1, "authid"))
        let goodbye = try goodbye(arguments)
        let killed = others(than: caller) { $0.authid.utf8.elementsEqual(authid.utf8) }
        kill(killed, goodbye)
        return MetaResult(.list(killed.map { Value($0.id) }))
    }

    /// `wamp.session.kill_by_authrole(authrole|string, …)`: how many sessions were killed.
    func killSessionsByAuthrole(
        _ caller: RouterSession, _ arguments: MetaArguments
    ) throws(MetaError) -> MetaResult {
        let authrole = try arguments.string(.position(1, "authrole"))
        let goodbye = try goodbye(arguments)
        let killed = others(than: caller) { $0.authrole.utf8.elementsEqual(authrole.utf8) }
        kill(killed, goodbye)
        return MetaResult(Value(killed.count))
    }

    /// `wamp.session.kill_all(…)`: how many sessions were killed.
    func killAllSessions(_ caller: RouterSession, _ arguments: MetaArguments) throws(MetaError) -> MetaResult
    {
        let goodbye = try goodbye(arguments)
        let killed = others(than: caller) { _ in true }
        kill(killed, goodbye, all: true)
        return MetaResult(Value(killed.count))
    }

    private func others(
        than caller: RouterSession, where isMeant: (SessionIdentity) -> Bool
    ) -> [RouterSession] {
        sessions.compactMap { session in
            guard let session, session !== caller, session.state.isEstablished, isMeant(session.identity)
            else { return nil }
            return session
        }
    }

    /// The sessions leave the realm at once; each may still answer GOODBYE, or is cut off after a while.
    private func kill(_ killed: [RouterSession], _ goodbye: Message.Goodbye, all: Bool = false) {
        // Nobody who is about to leave is told of the others.
        for session in killed { broker.leave(session.index, into: &outbox) }
        deliverPending()
        for session in killed where session.state.sayGoodbye() {
            session.write(goodbye)
            leave(session, .killed(goodbye.reason, all: all))
        }
    }

    /// GOODBYE with the keyword arguments `reason|uri` and `message|string`.
    private func goodbye(_ arguments: MetaArguments) throws(MetaError) -> Message.Goodbye {
        var details = ValueDictionary()
        if let message = try arguments.optionalString(.keyword("message")) {
            details["message"] = .string(message)
        }
        let reason = try reason(arguments, otherwise: "\(CloseURI.killed.text)")
        return Message.Goodbye(details: details, reason: reason)
    }
}

extension RouterSession {
    /// GOODBYE with a reason that is not the router's own.
    fileprivate func write(_ goodbye: Message.Goodbye) {
        let start = outbound.beginMessage(expecting: 100)
        serializer.encode(Message.goodbye(goodbye), to: &outbound.bytes)
        outbound.endMessage(start)
    }
}
