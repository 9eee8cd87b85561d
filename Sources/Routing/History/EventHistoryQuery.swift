import WAMP

/// Which events `wamp.subscription.get_events` asks for (advanced profile, "Event History"): all conditions
/// that are present hold at once.
///
/// A condition that names a publication compares places in the history. A publication that is not in the
/// history of the asking session, because it never was, has been dropped or is not for this session, has no
/// place: no event is found.
package struct EventHistoryQuery: Equatable, Sendable {
    /// Newest event first instead of oldest first.
    package var reverse = false
    /// The most events that are returned, the first in the chosen order.
    package var limit: Int
    /// At this time or after it.
    package var fromTime: Timestamp?
    /// After this time.
    package var afterTime: Timestamp?
    /// Before this time.
    package var beforeTime: Timestamp?
    /// At this time or before it.
    package var untilTime: Timestamp?
    /// Published to this topic, as UTF-8.
    package var topic: [UInt8]?
    /// This publication and those that followed it.
    package var fromPublication: UInt64?
    /// Those that followed this publication.
    package var afterPublication: UInt64?
    /// Those that preceded this publication.
    package var beforePublication: UInt64?
    /// This publication and those that preceded it.
    package var untilPublication: UInt64?

    /// All events up to `limit`, oldest first.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether the conditions on time and topic hold. Those on publications depend on the whole history.
    package func accepts(_ event: KeptEvent) -> Bool {
        let time = Timestamp(milliseconds: event.time)
        if let fromTime, time < fromTime { return false }
        if let afterTime, time <= afterTime { return false }
        if let beforeTime, time >= beforeTime { return false }
        if let untilTime, time > untilTime { return false }
        if let topic, topic != event.topic { return false }
        return true
    }
}

/// The events that were found, in the order of the query.
package struct EventHistoryPage: Sendable {
    package var events: [KeptEvent]
    /// More events than the limit allows satisfy the query.
    package var hasMore: Bool

    package init(events: [KeptEvent], hasMore: Bool) {
        self.events = events
        self.hasMore = hasMore
    }
}
