import WAMP

extension Dealer {
    /// Takes a registration back from a callee, which is told if it understands that (advanced profile, "Registration
    /// Revocation"). Invocations already sent are still answered.
    ///
    /// - Returns: false where the session does not hold the registration.
    package mutating func revoke(
        _ registration: UInt64, from session: SessionIndex, reason: String, into outbox: inout Outbox
    ) -> Bool {
        guard
            let service = parties[session.position].registrations.removeValue(forKey: registration)
        else { return false }
        if parties[session.position].features.contains(.registrationRevocation) {
            outbox.append(.revoked(.unregistered, from: session, id: registration, reason: reason))
        }
        detach(session, service, into: &outbox)
        return true
    }

    /// Takes a registration back from all its callees, which ends it.
    mutating func revokeAll(at position: Int32, reason: String, into outbox: inout Outbox) {
        let id = registrations[position].id
        // First, for nobody of this registration will be left to take them.
        refuseWaiting(position, into: &outbox)
        for callee in registrations[position].callees.map(\.session) {
            _ = revoke(id, from: callee, reason: reason, into: &outbox)
        }
    }
}
