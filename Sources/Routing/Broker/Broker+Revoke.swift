import WAMP

extension Broker {
    /// Takes a subscription back from a session, which is told if it understands that (advanced profile, "Subscription
    /// Revocation").
    ///
    /// - Returns: false where the session does not hold the subscription.
    package mutating func revoke(
        _ subscription: UInt64, from session: SessionIndex, reason: String, into outbox: inout Outbox
    ) -> Bool {
        guard
            let membership = members[session.position].memberships.removeValue(forKey: subscription)
        else { return false }
        if members[session.position].understandsRevocation {
            outbox.append(.revoked(.unsubscribed, from: session, id: subscription, reason: reason))
        }
        remove(session, membership, into: &outbox)
        return true
    }
}
