import Transport

/// Events that are held back from a slow subscriber, the oldest first; where there is no room, the oldest go.
struct EventBacklog {
    /// An EVENT as it will be sent. The bytes are shared by all sessions that have it.
    struct Event {
        var subscription: UInt64
        var bytes: [UInt8]
    }

    /// From `first` on; what is before has been taken.
    private var events: [Event?] = []
    private var first = 0
    private(set) var byteCount = 0

    var count: Int { events.count - first }
    var isEmpty: Bool { first == events.count }

    /// Appends an event within these bounds.
    ///
    /// - Returns: how many were dropped for it; it is one of them where it is too large by itself.
    mutating func append(_ event: Event, within budget: OutboundBudget) -> Int {
        guard event.bytes.count <= budget.bytes, budget.messages > 0 else { return 1 }
        var dropped = 0
        while count >= budget.messages || byteCount > budget.bytes - event.bytes.count, popFirst() != nil {
            dropped += 1
        }
        events.append(event)
        byteCount += event.bytes.count
        return dropped
    }

    /// Takes the oldest event.
    mutating func popFirst() -> Event? {
        guard first < events.count, let event = events[first] else { return nil }
        events[first] = nil
        first += 1
        byteCount -= event.bytes.count
        // Each place is moved at most once for each that was taken.
        if first > 64, first > events.count / 2 {
            events.removeFirst(first)
            first = 0
        }
        return event
    }
}
