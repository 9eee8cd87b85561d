import Routing
import WAMP

// What the meta API tells of registrations (advanced profile, "Registration Meta API").

extension Router {
    /// `wamp.registration.list()`: `RegistrationLists|dict`.
    func listRegistrations(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        try IDPage(arguments).result { dealer.registrationIDs($0, after: $1, limit: $2) }
    }

    /// `wamp.registration.lookup(procedure|uri, options|dict)`, the options as in REGISTER and optional: the
    /// registration of exactly this procedure or pattern, or null.
    func lookUpRegistration(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let match = try arguments.matchPolicy()
        let procedure = try uri("procedure", arguments, match: match)
        return MetaResult(
            dealer.registration(of: procedure.span.bytes, match: match).map { Value($0) } ?? .null)
    }

    /// `wamp.registration.match(procedure|uri)`: the registration that a call of the procedure goes to, or
    /// null.
    func matchRegistration(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let procedure = try uri("procedure", arguments)
        return MetaResult(dealer.registration(calledBy: procedure.span.bytes).map { Value($0) } ?? .null)
    }

    /// `wamp.registration.get(registration|id)`: `RegistrationDetails|dict`.
    func getRegistration(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        MetaResult(Value(try registration(arguments)))
    }

    /// `wamp.registration.list_callees(registration|id)`: the ids of the sessions.
    func listCallees(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let page = try IDPage(arguments)
        return page.result(sessionIDs(try registration(arguments).callees))
    }

    /// `wamp.registration.count_callees(registration|id)`: the number of sessions.
    func countCallees(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        MetaResult(Value(try registration(arguments).callees.count))
    }

    /// `wamp.registration.remove_callee(registration|id, session|id, reason|uri)`, the last an optional
    /// keyword argument: takes the registration back from the session (advanced profile, "Registration
    /// Revocation"). Not in the specification.
    func removeCallee(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let registration = try registration(arguments)
        let id = try arguments.id(.position(2, "session"))
        let reason = try reason(arguments, otherwise: "wamp.registration.removed")
        guard let session = session(withID: id),
            dealer.revoke(registration.id, from: session.index, reason: reason, into: &outbox)
        else {
            throw MetaError(.noSuchSession, "session \(id) does not hold registration \(registration.id)")
        }
        deliverPending()
        return .none
    }

    private func registration(_ arguments: MetaArguments) throws(MetaError) -> RegistrationDetails {
        let id = try arguments.id(.position(1, "registration"))
        guard let registration = dealer.registration(id) else { throw .noSuchRegistration(id) }
        return registration
    }
}
