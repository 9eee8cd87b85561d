import WAMP

/// What the router announces of itself in WELCOME: what it does, and nothing that it does not.
enum RouterFeatures {
    /// WELCOME.Details.roles (advanced profile, "Feature Announcement").
    static let announced: Value = {
        var roles = Roles()
        roles[.broker] = [
            .subscriberBlackwhiteListing, .publisherExclusion, .publisherIdentification,
            .publicationTrustlevels, .payloadPassthruMode, .subscriptionMetaApi, .sessionMetaApi,
            .patternBasedSubscription, .shardedSubscription, .eventHistory, .eventRetention,
            .subscriptionRevocation,
        ]
        roles[.dealer] = [
            .progressiveCallResults, .progressiveCallInvocations, .callTimeout, .callCanceling,
            .callerIdentification, .callTrustlevels, .registrationMetaApi, .sessionMetaApi,
            .testamentMetaApi, .patternBasedRegistration, .sharedRegistration, .shardedRegistration,
            .registrationRevocation, .callReroute, .payloadPassthruMode,
        ]
        return roles.value
    }()
}
