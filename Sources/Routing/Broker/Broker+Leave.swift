import WAMP

extension Broker {
    /// The session has left, in whatever way: its subscriptions end.
    package mutating func leave(_ session: SessionIndex, into outbox: inout Outbox) {
        let held = members[session.position].memberships
        members[session.position].memberships = [:]
        // In the order of their ids, so that what meta events tell does not depend on hashing.
        for (_, membership) in held.sorted(by: { $0.key < $1.key }) {
            remove(session, membership, into: &outbox)
        }
        members[session.position] = Member()
    }
}
