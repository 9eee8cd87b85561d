import WAMP

/// The retained events of a realm: for each topic the last one, and where not everybody may get that, those
/// before it (advanced profile, "Event Retention").
///
/// Retention is bounded: when a realm has reached its limits, the topics that were least recently published
/// to with `retain` are forgotten, so that it goes on to work for the topics in use.
package struct RetainedEvents: Sendable {
    /// Bounds of what one realm retains.
    package struct Limits: Sendable {
        package var topics: Int
        /// The sum of `KeptEvent.byteCount`.
        package var bytes: Int

        package init(topics: Int, bytes: Int) {
            self.topics = topics
            self.bytes = bytes
        }
    }

    private struct Topic: Sendable {
        var uri: [UInt8] = []
        var events = TopicEvents()
        /// Positions in `topics` of those that were published to just before and just after, negative at the
        /// ends; `newer` of a free place is the next free one.
        var older: Int32 = -1
        var newer: Int32 = -1
    }

    private let limits: Limits
    private var positions: URITable
    private var topics: [Topic] = []
    private var firstFree: Int32 = -1
    private var oldest: Int32 = -1
    private var newest: Int32 = -1
    /// The sum of `KeptEvent.byteCount` over all events that are retained.
    package private(set) var byteCount = 0

    /// - Parameter hashSeed: a secret random number, see `URITable`.
    package init(limits: Limits, hashSeed: UInt64) {
        self.limits = limits
        positions = URITable(seed: hashSeed)
    }

    /// The number of events of all topics.
    var eventCount: Int { topics.reduce(0) { $0 + $1.events.count } }
    /// The number of topics with a retained event.
    package var topicCount: Int { positions.count }

    /// PUBLISH.Options.retain: the event becomes the newest of its topic, in place of those that nobody can
    /// get any more.
    ///
    /// An event that is larger than the limit of bytes by itself is not retained. What its topic had is
    /// forgotten then: subscribers get no retained event rather than one that is out of date.
    ///
    /// - Returns: how many other topics were forgotten to keep within the limits, those least recently
    ///   published to first; `nil` where the event is not retained.
    package mutating func retain(_ event: KeptEvent) -> Int? {
        let uri = event.topic
        let known = positions.find(uri.span.bytes)
        guard event.byteCount <= limits.bytes, limits.topics > 0 else {
            if let known { forget(known) }
            return nil
        }
        let position = known ?? addTopic(uri)
        if newest != position {
            unlink(position)
            linkNewest(position)
        }
        byteCount += topics[Int(position)].events.retain(event)
        return keepWithinLimits()
    }

    /// The retained events for a new subscription (SUBSCRIBE.Options.get_retained): for each topic that the
    /// pattern matches the most recent event that the subscriber would have received, in the order of the
    /// times of publication; those of the same millisecond in the order of the bytes of their topics.
    ///
    /// An exact topic costs one look-up, a pattern a comparison with each topic.
    ///
    /// - Parameter isEligible: whether the subscriber would have received an event; asked for the events of a
    ///   topic from the newest to the oldest, until one is.
    package func events(
        matching pattern: RawSpan, match: MatchPolicy, where isEligible: (KeptEvent) -> Bool
    ) -> [KeptEvent] {
        switch match {
        case .exact:
            guard let position = positions.find(pattern) else { return [] }
            return topics[Int(position)].events.newest(where: isEligible).map { [$0] } ?? []
        case .prefix, .wildcard: break
        }
        var found: [KeptEvent] = []
        var position = oldest
        while position >= 0 {
            let topic = topics[Int(position)]
            if match.matches(pattern: pattern, uri: topic.uri.span.bytes),
                let event = topic.events.newest(where: isEligible)
            {
                found.append(event)
            }
            position = topic.newer
        }
        // The walk goes by the newest event of each topic, which need not be the one that was found.
        return found.sorted {
            $0.time == $1.time ? $0.topic.lexicographicallyPrecedes($1.topic) : $0.time < $1.time
        }
    }

    /// Forgets topics, and of the only one that remains its oldest events.
    private mutating func keepWithinLimits() -> Int {
        var forgotten = 0
        while topicCount > limits.topics || byteCount > limits.bytes {
            guard oldest != newest else {
                let freed = topics[Int(newest)].events.dropOldest()
                byteCount -= freed
                // One event alone is within the limits.
                if freed == 0 { break }
                continue
            }
            forget(oldest)
            forgotten += 1
        }
        return forgotten
    }

    private mutating func addTopic(_ uri: [UInt8]) -> Int32 {
        let position: Int32
        if firstFree >= 0 {
            position = firstFree
            firstFree = topics[Int(position)].newer
            topics[Int(position)] = Topic(uri: uri)
        } else {
            position = Int32(topics.count)
            topics.append(Topic(uri: uri))
        }
        positions.insert(uri, value: position)
        linkNewest(position)
        return position
    }

    private mutating func forget(_ position: Int32) {
        unlink(position)
        let uri = topics[Int(position)].uri
        positions.remove(uri.span.bytes)
        byteCount -= topics[Int(position)].events.byteCount
        topics[Int(position)] = Topic(newer: firstFree)
        firstFree = position
    }

    private mutating func linkNewest(_ position: Int32) {
        topics[Int(position)].older = newest
        topics[Int(position)].newer = -1
        if newest >= 0 { topics[Int(newest)].newer = position } else { oldest = position }
        newest = position
    }

    private mutating func unlink(_ position: Int32) {
        let (older, newer) = (topics[Int(position)].older, topics[Int(position)].newer)
        if older >= 0 { topics[Int(older)].newer = newer } else { oldest = newer }
        if newer >= 0 { topics[Int(newer)].older = older } else { newest = older }
    }
}
