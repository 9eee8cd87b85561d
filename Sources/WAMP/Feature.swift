/// The advanced features that peers announce per role (advanced profile, "Feature Announcement").
package enum Feature: String, Sendable, CaseIterable {
    case progressiveCallResults = "progressive_call_results"
    case progressiveCallInvocations = "progressive_call_invocations"
    case callTimeout = "call_timeout"
    case callCanceling = "call_canceling"
    case callerIdentification = "caller_identification"
    case callTrustlevels = "call_trustlevels"
    case registrationMetaApi = "registration_meta_api"
    case patternBasedRegistration = "pattern_based_registration"
    case sharedRegistration = "shared_registration"
    case shardedRegistration = "sharded_registration"
    case registrationRevocation = "registration_revocation"
    case callReroute = "call_reroute"
    case payloadPassthruMode = "payload_passthru_mode"
    case subscriberBlackwhiteListing = "subscriber_blackwhite_listing"
    case publisherExclusion = "publisher_exclusion"
    case publisherIdentification = "publisher_identification"
    case publicationTrustlevels = "publication_trustlevels"
    case subscriptionMetaApi = "subscription_meta_api"
    case patternBasedSubscription = "pattern_based_subscription"
    case shardedSubscription = "sharded_subscription"
    case eventHistory = "event_history"
    case eventRetention = "event_retention"
    case subscriptionRevocation = "subscription_revocation"
    case sessionMetaApi = "session_meta_api"
    case testamentMetaApi = "testament_meta_api"
    case acknowledgeEventReceived = "acknowledge_event_received"
    case payloadEncryptionCryptobox = "payload_encryption_cryptobox"
    case procedureReflection = "procedure_reflection"
    case topicReflection = "topic_reflection"

    /// The feature of this name; other spellings that the specification or its users have are accepted as well.
    package init?(announced name: String) {
        switch name {
        case "call_cancelling": self = .callCanceling
        case "shareded_subscriptions", "sharded_subscriptions": self = .shardedSubscription
        case "x_acknowledged_event_delivery": self = .acknowledgeEventReceived
        default: self.init(rawValue: name)
        }
    }
}

/// A set of features, one bit each.
package struct FeatureSet: Equatable, Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt32 = 0

    package init() {}

    package init(arrayLiteral features: Feature...) {
        for feature in features { insert(feature) }
    }

    package mutating func insert(_ feature: Feature) { bits |= feature.bit }
    package mutating func remove(_ feature: Feature) { bits &= ~feature.bit }
    package func contains(_ feature: Feature) -> Bool { bits & feature.bit != 0 }
    package var isEmpty: Bool { bits == 0 }

    /// The features in the order of their declaration.
    package var all: [Feature] { Feature.allCases.filter { contains($0) } }
}

extension Feature {
    fileprivate var bit: UInt32 {
        switch self {
        case .progressiveCallResults: 1 << 0
        case .progressiveCallInvocations: 1 << 1
        case .callTimeout: 1 << 2
        case .callCanceling: 1 << 3
        case .callerIdentification: 1 << 4
        case .callTrustlevels: 1 << 5
        case .registrationMetaApi: 1 << 6
        case .patternBasedRegistration: 1 << 7
        case .sharedRegistration: 1 << 8
        case .shardedRegistration: 1 << 9
        case .registrationRevocation: 1 << 10
        case .callReroute: 1 << 11
        case .payloadPassthruMode: 1 << 12
        case .subscriberBlackwhiteListing: 1 << 13
        case .publisherExclusion: 1 << 14
        case .publisherIdentification: 1 << 15
        case .publicationTrustlevels: 1 << 16
        case .subscriptionMetaApi: 1 << 17
        case .patternBasedSubscription: 1 << 18
        case .shardedSubscription: 1 << 19
        case .eventHistory: 1 << 20
        case .eventRetention: 1 << 21
        case .subscriptionRevocation: 1 << 22
        case .sessionMetaApi: 1 << 23
        case .testamentMetaApi: 1 << 24
        case .acknowledgeEventReceived: 1 << 25
        case .payloadEncryptionCryptobox: 1 << 26
        case .procedureReflection: 1 << 27
        case .topicReflection: 1 << 28
        }
    }
}
