import WAMP

extension Broker {
    /// UNSUBSCRIBE (basic profile, "Unsubscribing").
    package mutating func unsubscribe(
        _ session: SessionIndex, request: UInt64, subscription: UInt64, into outbox: inout Outbox
    ) {
        guard let membership = memberships[session.position].removeValue(forKey: subscription) else {
            outbox.append(
                .refused(
                    .unsubscribe, to: session, request: request,
                    Refusal(.noSuchSubscription, "this session does not hold this subscription")))
            return
        }
        remove(membership)
        outbox.append(.withdrawn(.unsubscribed, to: session, request: request))
    }
}
