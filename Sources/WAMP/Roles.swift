/// The roles of peers (basic profile, "Peers and Roles").
package enum Role: String, Sendable, CaseIterable {
    case publisher, subscriber, caller, callee
    case broker, dealer

    /// Whether a client has the role; a router has the others.
    package var isClientRole: Bool {
        switch self {
        case .publisher, .subscriber, .caller, .callee: true
        case .broker, .dealer: false
        }
    }
}

/// What a peer announces in HELLO or WELCOME: its roles, and for each the advanced features it supports (basic
/// profile, "Role and Feature Announcement").
package struct Roles: Equatable, Sendable {
    private var publisher: FeatureSet?
    private var subscriber: FeatureSet?
    private var caller: FeatureSet?
    private var callee: FeatureSet?
    private var broker: FeatureSet?
    private var dealer: FeatureSet?

    package init() {}

    /// The features of a role; nil where the role is not announced.
    package subscript(role: Role) -> FeatureSet? {
        get {
            switch role {
            case .publisher: publisher
            case .subscriber: subscriber
            case .caller: caller
            case .callee: callee
            case .broker: broker
            case .dealer: dealer
            }
        }
        set {
            switch role {
            case .publisher: publisher = newValue
            case .subscriber: subscriber = newValue
            case .caller: caller = newValue
            case .callee: callee = newValue
            case .broker: broker = newValue
            case .dealer: dealer = newValue
            }
        }
    }

    /// Whether a role is announced, and the feature for it.
    package func supports(_ feature: Feature, as role: Role) -> Bool {
        self[role]?.contains(feature) ?? false
    }

    /// At least one of the roles of a client is announced.
    package var hasClientRole: Bool {
        Role.allCases.contains { $0.isClientRole && self[$0] != nil }
    }
}

extension Roles {
    /// Reads the member `roles` of HELLO.Details or WELCOME.Details. Roles and features that are unknown, and
    /// features that are not `true`, are ignored.
    package init(_ value: Value?) throws(WireError) {
        self.init()
        guard let value else { return }
        guard case .dictionary(let roles) = value else { throw .option(.roles, expected: .dictionary) }
        for (name, description) in roles {
            guard let role = Role(rawValue: name) else { continue }
            guard case .dictionary(let description) = description else {
                throw .option(.roles, expected: .dictionary)
            }
            self[role] = try FeatureSet(description["features"])
        }
    }

    /// The member `roles` of HELLO.Details or WELCOME.Details.
    package var value: Value {
        var roles = ValueDictionary()
        for role in Role.allCases {
            guard let features = self[role] else { continue }
            var description = ValueDictionary()
            if !features.isEmpty { description["features"] = features.value }
            roles[role.rawValue] = .dictionary(description)
        }
        return .dictionary(roles)
    }
}

extension FeatureSet {
    fileprivate init(_ value: Value?) throws(WireError) {
        self.init()
        guard let value, value != .null else { return }
        guard case .dictionary(let features) = value else { throw .option(.features, expected: .dictionary) }
        for (name, isOn) in features where isOn == .bool(true) {
            if let feature = Feature(announced: name) { insert(feature) }
        }
    }

    fileprivate var value: Value {
        var features = ValueDictionary()
        for feature in all { features[feature.rawValue] = .bool(true) }
        return .dictionary(features)
    }
}
