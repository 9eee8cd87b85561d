import WAMP

extension Broker {
    /// The session has left, in whatever way: its subscriptions end.
    package mutating func leave(_ session: SessionIndex) {
        let held = memberships[session.position]
        memberships[session.position] = [:]
        for membership in held.values { remove(membership) }
    }
}
