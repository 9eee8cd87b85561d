import WAMP

extension Audience {
    /// Whether one subscriber gets the event; for many of them `AudienceFilter` is faster.
    ///
    /// - Parameters:
    ///   - authid: as UTF-8.
    ///   - authrole: as UTF-8.
    package func includes(session: UInt64, authid: [UInt8], authrole: [UInt8]) -> Bool {
        guard case .restricted(let lists) = self else { return true }
        return !(lists.exclude?.contains(session) ?? false)
            && !(lists.excludeAuthID?.contains(authid) ?? false)
            && !(lists.excludeAuthrole?.contains(authrole) ?? false)
            && lists.eligible?.contains(session) ?? true
            && lists.eligibleAuthID?.contains(authid) ?? true
            && lists.eligibleAuthrole?.contains(authrole) ?? true
    }

    /// The memory that it takes, about.
    var byteCount: Int {
        guard case .restricted(let lists) = self else { return 0 }
        let ids = (lists.exclude?.count ?? 0) + (lists.eligible?.count ?? 0)
        let names = [
            lists.excludeAuthID, lists.excludeAuthrole, lists.eligibleAuthID, lists.eligibleAuthrole,
        ].compactMap { $0 }
        // An array of its own for each name.
        return 100 + 8 * ids + names.reduce(0) { $0 + $1.reduce(0) { $0 + 56 + $1.count } }
    }
}

/// Decides which subscribers get an event whose publisher has named or excluded some (advanced profile, "Subscriber Black-
/// and Whitelisting"): all lists hold at once, exclusion wins, a list that is present and empty makes nobody eligible.
package struct AudienceFilter {
    private let exclude: Set<UInt64>
    private let excludeAuthID: Set<[UInt8]>
    private let excludeAuthrole: Set<[UInt8]>
    private let eligible: Set<UInt64>?
    private let eligibleAuthID: Set<[UInt8]>?
    private let eligibleAuthrole: Set<[UInt8]>?

    /// `nil` where everyone may get the event.
    package init?(_ audience: Audience) {
        guard case .restricted(let lists) = audience else { return nil }
        exclude = Set(lists.exclude ?? [])
        excludeAuthID = Set(lists.excludeAuthID ?? [])
        excludeAuthrole = Set(lists.excludeAuthrole ?? [])
        eligible = lists.eligible.map { Set($0) }
        eligibleAuthID = lists.eligibleAuthID.map { Set($0) }
        eligibleAuthrole = lists.eligibleAuthrole.map { Set($0) }
    }

    /// Whether a subscriber gets the event.
    ///
    /// - Parameters:
    ///   - authid: as UTF-8.
    ///   - authrole: as UTF-8.
    package func includes(session: UInt64, authid: [UInt8], authrole: [UInt8]) -> Bool {
        if exclude.contains(session) || excludeAuthID.contains(authid) || excludeAuthrole.contains(authrole) {
            return false
        }
        if let eligible, !eligible.contains(session) { return false }
        if let eligibleAuthID, !eligibleAuthID.contains(authid) { return false }
        if let eligibleAuthrole, !eligibleAuthrole.contains(authrole) { return false }
        return true
    }
}
