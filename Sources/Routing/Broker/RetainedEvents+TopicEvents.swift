import WAMP

extension RetainedEvents {
    /// The retained events of one topic: the newest, and those before it that somebody can get who cannot get
    /// a newer one.
    struct TopicEvents: Sendable {
        /// The most events of one topic. Two are enough where publishers only exclude themselves; more take
        /// as many groups of subscribers, told apart by black- and whitelists. SUBSCRIBE may have to look at
        /// each.
        static let limit = 8

        /// Newest first.
        private var events: [KeptEvent] = []
        /// The sum of `KeptEvent.byteCount`.
        private(set) var byteCount = 0

        var count: Int { events.count }

        /// The most recent event for which `isEligible`, which is asked from the newest to the oldest.
        func newest(where isEligible: (KeptEvent) -> Bool) -> KeptEvent? {
            events.first(where: isEligible)
        }

        /// Puts an event in front and drops those that no subscriber can get any more, and the oldest beyond
        /// the limit. Tells by how much `byteCount` has grown, which is negative where it shrank.
        mutating func retain(_ event: KeptEvent) -> Int {
            let before = byteCount
            var kept = [event]
            for older in events {
                if event.replaces(older) { continue }
                guard kept.count < Self.limit else { break }
                kept.append(older)
                // Everyone else gets the new event, and the excluded publisher this one.
                if event.audience == .everyone, let excluded = event.excludedSession,
                    older.reach(of: excluded) == .included
                {
                    break
                }
            }
            events = kept
            byteCount = kept.reduce(0) { $0 + $1.byteCount }
            return byteCount - before
        }

        /// Drops the oldest event unless it is the only one, and tells how many bytes it took.
        mutating func dropOldest() -> Int {
            guard events.count > 1, let dropped = events.popLast() else { return 0 }
            byteCount -= dropped.byteCount
            return dropped.byteCount
        }
    }
}

extension KeptEvent {
    /// What a session id alone says about whether that session gets an event.
    fileprivate enum Reach {
        case included
        case excluded
        /// It depends on the session's authid or authrole.
        case unknown
    }

    fileprivate func reach(of session: UInt64) -> Reach {
        if excludedSession == session { return .excluded }
        guard case .restricted(let lists) = audience else { return .included }
        if lists.exclude?.contains(session) == true || lists.eligible?.contains(session) == false {
            return .excluded
        }
        let dependsOnIdentity =
            lists.excludeAuthID != nil || lists.excludeAuthrole != nil || lists.eligibleAuthID != nil
            || lists.eligibleAuthrole != nil
        return dependsOnIdentity ? .unknown : .included
    }

    /// Whether everyone who gets `older` gets this event as well: it is for everyone or has the very same
    /// lists, and the publisher that it excludes, if any, did not get the older one either.
    fileprivate func replaces(_ older: KeptEvent) -> Bool {
        guard audience == .everyone || audience == older.audience else { return false }
        guard let excludedSession else { return true }
        return older.reach(of: excludedSession) == .excluded
    }
}
