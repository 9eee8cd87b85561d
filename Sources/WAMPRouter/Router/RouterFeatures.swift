import WAMP

/// What the router announces of itself in WELCOME: what it does, and nothing that it does not.
enum RouterFeatures {
    /// WELCOME.Details.roles (advanced profile, "Feature Announcement").
    static let announced: Value = {
        var roles = Roles()
        roles[.broker] = [
            .subscriberBlackwhiteListing, .publisherExclusion, .publisherIdentification,
        ]
        roles[.dealer] = [.progressiveCallResults, .callCanceling, .callerIdentification]
        return roles.value
    }()
}
