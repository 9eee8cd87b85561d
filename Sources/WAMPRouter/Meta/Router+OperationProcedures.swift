import Routing
import WAMP

// Procedures of this router's own for those who operate it.

/// A call of the meta API that is answered later.
struct LateCall: Sendable {
    var session: UInt64
    var request: UInt64
}

extension Router {
    /// `wamp.authorization.flush_cache(authrole|string)`, where the argument may be absent and then stands for all roles: what
    /// authorizers have decided is forgotten, and they are asked again.
    func flushAuthorizerAnswers(_ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let name = try arguments.optionalString(.position(1, "authrole"))
        let roles = policy.roles.filter { name == nil || $0.name == name }
        guard !roles.isEmpty else { throw MetaError(.noSuchRole, "this realm has no such role") }
        for role in roles { role.authorizer?.forgetAll() }
        return .none
    }

    /// `wamp.router.reload()`: the router reads its configuration again, as on SIGHUP. The answer is a list of what has changed,
    /// or `wamp.error.invalid_argument` with what is wrong with the configuration, of which nothing has been taken over.
    ///
    /// A rule that allows much by a prefix does not allow this: it has to name the procedure.
    func reload(_ caller: RouterSession, _ call: LateCall) throws(MetaError) -> MetaResult {
        let uri = Array(MetaProcedure.routerReload.rawValue.utf8)
        let rule = caller.decide(.call, uri: uri.span.bytes).rule.flatMap {
            caller.role?.permissions.rules[$0]
        }
        guard rule?.match == .exact else {
            throw MetaError(.notAuthorized, "only a rule for exactly this procedure allows to call it")
        }
        guard let requestReload = caller.realms.requestReload else {
            throw MetaError(.featureNotSupported, "this router was started without a file to read again")
        }
        requestReload { result in
            self.assumeIsolated { router in
                router.answerLater(
                    call,
                    result.map { MetaResult(.list($0.map { .string($0) })) }
                        .mapError { MetaError(.invalidArgument, $0.description) })
            }
        }
        return .later
    }
}
