import WAMP

extension Broker {
    /// UNSUBSCRIBE (basic profile, "Unsubscribing").
    package mutating func unsubscribe(
        _ session: SessionIndex, request: UInt64, subscription: UInt64, into outbox: inout Outbox
    ) {
        guard
            let membership = members[session.position].memberships.removeValue(forKey: subscription)
        else {
            outbox.append(
                .refused(
                    .unsubscribe, to: session, request: request,
                    Refusal(.noSuchSubscription, "this session does not hold this subscription")))
            return
        }
        outbox.append(.withdrawn(.unsubscribed, to: session, request: request))
        remove(session, membership, into: &outbox)
    }
}
