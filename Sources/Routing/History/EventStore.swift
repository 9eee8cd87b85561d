import WAMP

/// The history of one subscription: its events in the order in which the router received them (advanced
/// profile, "Event History"). A protocol, so that a store may also outlive the router.
package protocol EventStore: Sendable {
    /// The number of events that are kept.
    var count: Int { get }

    /// Adds an event as the newest, and drops the oldest ones beyond the bounds. Tells whether it was added:
    /// one whose audience depends on session ids (`KeptEvent.dependsOnSessions`) is not, nor one that exceeds
    /// the bounds alone.
    @discardableResult
    mutating func append(_ event: KeptEvent) -> Bool

    /// The events that a query asks for.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - isEligible: whether the asking session may see an event.
    func events(
        _ query: EventHistoryQuery, now: UInt64, where isEligible: (KeptEvent) -> Bool
    ) -> EventHistoryPage
}

/// Bounds of the history of one subscription. Where one is passed, the oldest events are dropped.
package struct EventHistoryLimits: Equatable, Sendable {
    package var events: Int
    /// The sum of `KeptEvent.byteCount`.
    package var bytes: Int
    /// In milliseconds; 0 keeps events whatever their age.
    package var age: UInt64

    package init(events: Int, bytes: Int, age: UInt64) {
        self.events = events
        self.bytes = bytes
        self.age = age
    }
}

extension KeptEvent {
    /// PUBLISH.Options has `exclude` or `eligible`. Session ids say nothing about those who ask later, so
    /// such an event does not enter a history: it could be shown to somebody whom the publisher excluded.
    /// That a publisher does not want its own event (`excludedSession`) is no reason, since it knows what it
    /// published.
    package var dependsOnSessions: Bool {
        guard case .restricted(let lists) = audience else { return false }
        return lists.exclude != nil || lists.eligible != nil
    }
}
