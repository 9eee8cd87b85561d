import WAMP

/// The history of one subscription, in memory.
package struct MemoryEventStore: EventStore {
    private let limits: EventHistoryLimits
    private var events = EventRing()
    /// The number of each publication in `events`.
    private var numbers: [UInt64: Int] = [:]
    /// The sum of `KeptEvent.byteCount` over all events that are kept.
    package private(set) var byteCount = 0

    package init(limits: EventHistoryLimits) {
        self.limits = limits
    }

    package var count: Int { events.count }

    /// Events that have become older than the limit at the time of the new one are dropped as well.
    @discardableResult
    package mutating func append(_ event: KeptEvent) -> Bool {
        while let oldest = events.first, isTooOld(oldest, now: event.time) { drop(oldest) }
        guard limits.events > 0, event.byteCount <= limits.bytes, !event.dependsOnSessions else {
            return false
        }
        while let oldest = events.first,
            events.count >= limits.events || byteCount > limits.bytes - event.byteCount
        {
            drop(oldest)
        }
        numbers[event.publication] = events.endNumber
        events.append(event)
        byteCount += event.byteCount
        return true
    }

    /// Events that are too old at `now` are not in the history, be they dropped already or not.
    ///
    /// The time is linear in the events between the publications that the query names, or until the page is
    /// full.
    package func events(
        _ query: EventHistoryQuery, now: UInt64, where isEligible: (KeptEvent) -> Bool
    ) -> EventHistoryPage {
        var page = EventHistoryPage(events: [], hasMore: false)
        let range = range(of: query) { !isTooOld($0, now: now) && isEligible($0) }
        for step in 0..<range.count {
            let number = query.reverse ? range.upperBound - 1 - step : range.lowerBound + step
            guard let event = events[number], !isTooOld(event, now: now), query.accepts(event),
                isEligible(event)
            else { continue }
            guard page.events.count < query.limit else {
                page.hasMore = true
                break
            }
            page.events.append(event)
        }
        return page
    }

    /// The numbers of the events between the publications that the query names.
    private func range(of query: EventHistoryQuery, where isVisible: (KeptEvent) -> Bool) -> Range<Int> {
        var start = events.startNumber
        var end = events.endNumber
        func number(of publication: UInt64) -> Int? {
            guard let number = numbers[publication], let event = events[number] else { return nil }
            return isVisible(event) ? number : nil
        }
        if let publication = query.fromPublication { start = max(start, number(of: publication) ?? end) }
        if let publication = query.afterPublication {
            start = max(start, number(of: publication).map { $0 + 1 } ?? end)
        }
        if let publication = query.beforePublication { end = min(end, number(of: publication) ?? start) }
        if let publication = query.untilPublication {
            end = min(end, number(of: publication).map { $0 + 1 } ?? start)
        }
        return start..<max(start, end)
    }

    private func isTooOld(_ event: KeptEvent, now: UInt64) -> Bool {
        limits.age > 0 && now > limits.age && event.time < now - limits.age
    }

    private mutating func drop(_ oldest: KeptEvent) {
        events.removeFirst()
        numbers[oldest.publication] = nil
        byteCount -= oldest.byteCount
    }
}
