import WAMP

extension Broker {
    /// A topic or topic pattern with those who have subscribed to it.
    struct Subscription {
        var id: UInt64
        var topic: [UInt8]
        var match: MatchPolicy
        /// In milliseconds since 1970.
        var created: UInt64
        var subscribers: [SessionIndex] = []
        /// For each subscriber its node key; the list is empty as long as nobody gave one (advanced profile, "Sharded
        /// Subscription").
        var nodeKeys: [NodeKey?] = []
        /// The configuration declares it: its events are kept, and it stays without subscribers.
        var isRecorded = false
        /// It lies within the reserved URIs: changes of it are no meta events, which would go round in circles.
        var isReserved = false

        /// The subscribers that get an event published with a resource key: those without a node key, and those whose node
        /// key the resource key belongs to.
        func subscribers(forResource key: ResourceKey) -> [SessionIndex] {
            guard !nodeKeys.isEmpty else { return subscribers }
            var rendezvous = Rendezvous(key: key)
            var chosen: NodeKey?
            for case let nodeKey? in nodeKeys where rendezvous.prefers(nodeKey.node) { chosen = nodeKey }
            return zip(subscribers, nodeKeys).filter { $0.1 == nil || $0.1 == chosen }.map(\.0)
        }
    }

    /// Where a session stands in the subscribers of one subscription.
    struct Membership {
        /// Position in `subscriptions`.
        var subscription: Int32
        /// Position in `Subscription.subscribers`.
        var place: Int
    }
}
