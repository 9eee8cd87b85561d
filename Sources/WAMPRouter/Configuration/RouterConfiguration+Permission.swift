extension RouterConfiguration {
    /// What a role may do with the URIs that `uri` and `match` select.
    public struct Permission: Equatable, Sendable {
        /// How `uri` selects (advanced profile, "Pattern-based Subscription").
        public enum Match: String, CaseIterable, Sendable {
            /// The URI itself.
            case exact
            /// Every URI that begins with it, also within a component; the empty prefix selects all.
            case prefix
            /// Every URI with as many components, where an empty component stands for any one.
            case wildcard
        }

        /// The URI or URI pattern, valid under the URI rules of the realm.
        public var uri: String
        /// How `uri` selects.
        public var match: Match
        /// The actions that are allowed.
        public var allow: Allow
        /// Whose identity receivers are told.
        public var disclose: Disclose
        /// How far what is published or called under this rule can be trusted, 0…2,147,483,647, for
        /// `EVENT.Details.trustlevel` and `INVOCATION.Details.trustlevel` (advanced profile, "Publication
        /// Trust Levels", "Call Trust Levels"); 0 is the lowest trust. `nil`: receivers are told none.
        public var trustlevel: Int?

        /// A rule that discloses nobody unless that is asked for.
        public init(
            uri: String, match: Match = .exact, allow: Allow, disclose: Disclose = Disclose(),
            trustlevel: Int? = nil
        ) {
            self.uri = uri
            self.match = match
            self.allow = allow
            self.disclose = disclose
            self.trustlevel = trustlevel
        }
    }

    /// The actions that a permission allows; the others are denied.
    public struct Allow: Equatable, Sendable {
        /// Call procedures.
        public var call: Bool
        /// Register procedures.
        public var register: Bool
        /// Publish events.
        public var publish: Bool
        /// Subscribe to topics.
        public var subscribe: Bool

        /// The named actions.
        public init(
            call: Bool = false, register: Bool = false, publish: Bool = false, subscribe: Bool = false
        ) {
            self.call = call
            self.register = register
            self.publish = publish
            self.subscribe = subscribe
        }

        /// All four actions.
        public static let all = Allow(call: true, register: true, publish: true, subscribe: true)
    }

    /// Whose identity receivers are told (advanced profile, "Caller Identification", "Publisher
    /// Identification").
    public struct Disclose: Equatable, Sendable {
        /// Callees are told the caller.
        public var caller: Bool
        /// Subscribers are told the publisher.
        public var publisher: Bool

        /// Nobody, unless named.
        public init(caller: Bool = false, publisher: Bool = false) {
            self.caller = caller
            self.publisher = publisher
        }
    }
}

extension RouterConfiguration.Permission: Configurable {
    static var initial: Self { Self(uri: "", allow: .init()) }

    static var settings: [Setting<Self>] {
        [
            Setting(
                required: "uri", \.uri, .uriPattern,
                "The URI or URI pattern that the rule is for; the empty prefix stands for all."),
            Setting(
                "match", \.match, .choice(),
                "How uri selects: the URI itself (exact), every URI that begins with it (prefix), or every URI "
                    + "with as many components, where an empty component stands for any one (wildcard)."),
            Setting(
                required: "allow", \.allow, .object(), "The actions that are allowed; the others are denied."),
            Setting("disclose", \.disclose, .object(), "Whose identity receivers are told."),
            Setting(
                optional: "trustlevel", \.trustlevel, .integer(0...Int(Int32.max)),
                "The trustlevel that receivers are told of what is published or called under this rule; "
                    + "0 is the lowest. Without it they are told none."),
        ]
    }
}

extension RouterConfiguration.Allow: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting("call", \.call, .boolean, "Call procedures."),
            Setting("register", \.register, .boolean, "Register procedures."),
            Setting("publish", \.publish, .boolean, "Publish events."),
            Setting("subscribe", \.subscribe, .boolean, "Subscribe to topics."),
        ]
    }
}

extension RouterConfiguration.Disclose: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting("caller", \.caller, .boolean, "Callees are told the caller."),
            Setting("publisher", \.publisher, .boolean, "Subscribers are told the publisher."),
        ]
    }
}
