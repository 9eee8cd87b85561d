/// Which sessions, producers, are not read from because others, consumers, do not take what they send.
///
/// A producer may be held up by several consumers, and is read from again when the last of them has let go. A session may be both,
/// also of itself, and two may hold up each other: what waits for a session is sent whether it is read from or not.
package struct PausedProducers {
    private var producers: [SessionIndex: Set<SessionIndex>] = [:]
    private var consumers: [SessionIndex: Set<SessionIndex>] = [:]

    package init() {}

    /// Nobody is held up.
    package var isEmpty: Bool { producers.isEmpty }

    /// A consumer holds up a producer.
    ///
    /// - Returns: whether nobody else does so already.
    package mutating func pause(_ producer: SessionIndex, for consumer: SessionIndex) -> Bool {
        producers[consumer, default: []].insert(producer)
        let isFirst = consumers[producer] == nil
        consumers[producer, default: []].insert(consumer)
        return isFirst
    }

    /// A consumer lets go of all producers, because it has caught up or is gone.
    ///
    /// - Returns: those that nobody holds up any more.
    package mutating func release(_ consumer: SessionIndex) -> [SessionIndex] {
        guard let held = producers.removeValue(forKey: consumer) else { return [] }
        return held.filter { producer in
            consumers[producer]?.remove(consumer)
            guard consumers[producer]?.isEmpty ?? true else { return false }
            consumers[producer] = nil
            return true
        }
    }

    /// A producer is gone.
    package mutating func remove(producer: SessionIndex) {
        for consumer in consumers.removeValue(forKey: producer) ?? [] {
            producers[consumer]?.remove(producer)
            if producers[consumer]?.isEmpty ?? true { producers[consumer] = nil }
        }
    }
}
