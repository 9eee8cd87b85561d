/// What one session of a role may use, and all of them together.
struct SessionQuotas: Equatable, Sendable {
    /// The role's number in `BrokerLimits.subscriptions` and its like.
    var group = 0
    /// Sessions of the role.
    var sessions = Int.max
    var subscriptions: Int?
    var registrations: Int?
    var pendingCalls: Int?
    var publishRate: RouterConfiguration.Rate?
    var callRate: RouterConfiguration.Rate?
    var byteRate: RouterConfiguration.ByteRate?

    init(role: RouterConfiguration.Quotas, realm: RouterConfiguration.Quotas, group: Int) {
        self.group = group
        sessions = role.maximumSessions ?? .max
        subscriptions = role.maximumSubscriptionsPerSession ?? realm.maximumSubscriptionsPerSession
        registrations = role.maximumRegistrationsPerSession ?? realm.maximumRegistrationsPerSession
        pendingCalls = role.maximumPendingCallsPerSession ?? realm.maximumPendingCallsPerSession
        publishRate = role.publishRate ?? realm.publishRate
        callRate = role.callRate ?? realm.callRate
        byteRate = role.byteRate ?? realm.byteRate
    }

    /// A session keeps to some rate.
    var hasRates: Bool { publishRate != nil || callRate != nil || byteRate != nil }
}
