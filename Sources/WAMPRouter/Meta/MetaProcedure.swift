/// The procedures that the router answers itself: those of the specification's meta API (advanced profile,
/// "Session Meta API", "Session Testament", "Registration Meta API", "Subscriptions Meta API", "Event
/// History"), and five that are this router's own: `wamp.session.modify_details`, `wamp.registration.remove_callee`,
/// `wamp.subscription.remove_subscriber`, `wamp.authorization.flush_cache` and `wamp.router.reload`.
enum MetaProcedure: String, CaseIterable {
    case sessionCount = "wamp.session.count"
    case sessionList = "wamp.session.list"
    case sessionGet = "wamp.session.get"
    case sessionModifyDetails = "wamp.session.modify_details"
    case sessionKill = "wamp.session.kill"
    case sessionKillByAuthID = "wamp.session.kill_by_authid"
    case sessionKillByAuthrole = "wamp.session.kill_by_authrole"
    case sessionKillAll = "wamp.session.kill_all"
    case sessionAddTestament = "wamp.session.add_testament"
    case sessionFlushTestaments = "wamp.session.flush_testaments"
    case registrationList = "wamp.registration.list"
    case registrationLookup = "wamp.registration.lookup"
    case registrationMatch = "wamp.registration.match"
    case registrationGet = "wamp.registration.get"
    case registrationListCallees = "wamp.registration.list_callees"
    case registrationCountCallees = "wamp.registration.count_callees"
    case registrationRemoveCallee = "wamp.registration.remove_callee"
    case subscriptionList = "wamp.subscription.list"
    case subscriptionLookup = "wamp.subscription.lookup"
    case subscriptionMatch = "wamp.subscription.match"
    case subscriptionGet = "wamp.subscription.get"
    case subscriptionListSubscribers = "wamp.subscription.list_subscribers"
    case subscriptionCountSubscribers = "wamp.subscription.count_subscribers"
    case subscriptionRemoveSubscriber = "wamp.subscription.remove_subscriber"
    case subscriptionGetEvents = "wamp.subscription.get_events"
    case authorizationFlushCache = "wamp.authorization.flush_cache"
    case routerReload = "wamp.router.reload"

    private static let procedures = Dictionary(
        uniqueKeysWithValues: allCases.map { (Array($0.rawValue.utf8), $0) })

    /// The procedure with this URI; `nil` where it is none of the meta API.
    init?(uri: [UInt8]) {
        guard let procedure = Self.procedures[uri] else { return nil }
        self = procedure
    }
}
