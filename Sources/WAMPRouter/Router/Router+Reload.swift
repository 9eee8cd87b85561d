import Logging
import Routing
import Transport
import WAMP
import WAMPAuth

// Another configuration while sessions are live.

extension Router {
    /// Takes another policy over. Sessions that it does not let in any more are ended, and what it does not allow any more is
    /// revoked; everything else goes on.
    func apply(_ policy: RealmPolicy, _ limits: RealmLimits) {
        let old = self.policy
        self.policy = policy
        for case let session? in sessions where session.state.isEstablished {
            guard policy.authentication.stillAdmits(session.identity),
                let role = policy.roles.first(where: { $0.name == session.identity.authrole })
            else {
                expel(session)
                continue
            }
            let isSame = old.roles.first { $0.name == role.name }?.hasSameRules(as: role) ?? false
            session.role = role
            if !isSame { revoke(what: session) }
        }
        applyQuotas(limits)
        deliverPending()
        setCallTimer()
    }

    /// The realm is no more: all its sessions are ended.
    func close() {
        for case let session? in sessions where session.state.isEstablished { expel(session) }
    }

    private func expel(_ session: RouterSession) {
        let message = "the configuration of the router has changed"
        guard session.state.sayGoodbye() else { return }
        session.goodbye(.killed, message)
        leave(session, .killed(message, all: false))
    }

    /// Takes from a session what its role does not allow any more. What an authorizer allowed stays.
    private func revoke(what session: RouterSession) {
        let reason = "\(ErrorURI.notAuthorized.text)"
        for id in broker.subscriptions(of: session.index) {
            guard let held = broker.subscription(id) else { continue }
            let topic = held.topic
            let decision = session.decide(.subscribe, pattern: topic.span.bytes, match: held.match)
            if decision.isAllowed || decision.isUndecided { continue }
            _ = broker.revoke(id, from: session.index, reason: reason, into: &outbox)
        }
        for id in dealer.registrations(of: session.index) {
            guard let held = dealer.registration(id) else { continue }
            let procedure = held.procedure
            let decision = session.decide(.register, pattern: procedure.span.bytes, match: held.match)
            if decision.isAllowed || decision.isUndecided { continue }
            _ = dealer.revoke(id, from: session.index, reason: reason, into: &outbox)
        }
    }
}

extension RealmPolicy.Role {
    /// What it allows is the same, and is decided by the same authorizer.
    fileprivate func hasSameRules(as other: RealmPolicy.Role) -> Bool {
        permissions.rules == other.permissions.rules
            && authorizer?.procedure == other.authorizer?.procedure
    }
}

extension RealmAuthentication {
    /// Whether a session that has been let in would be let in with the same role now, as far as that can be said without asking
    /// anybody.
    func stillAdmits(_ identity: SessionIdentity) -> Bool {
        guard let method = AuthenticationMethod(rawValue: identity.authmethod), isOpen(method) else {
            return false
        }
        if method == .anonymous { return identity.authrole == anonymousRole }
        guard roles.contains(identity.authrole) else { return false }
        if identity.authprovider == "dynamic" { return dynamic?.methods.contains(method) == true }
        if let principal = principals.principal(authid: identity.authid) {
            return principal.role == identity.authrole
        }
        switch method {
        // Users whom the configuration does not name: those of a token, and of a trusted proxy.
        case .ticket: return tokens != nil
        case .header: return header?.role == identity.authrole
        case .anonymous, .wampcra, .scram, .cryptosign, .tls, .cookie: return false
        }
    }
}
