extension Permissions {
    /// What a client asks to do with a URI or URI pattern (advanced profile, "Authorization").
    package enum Action: UInt8, CaseIterable, Sendable {
        case call = 1
        case register = 2
        case publish = 4
        case subscribe = 8
    }

    /// A set of actions.
    package struct Actions: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let call = Actions(.call)
        package static let register = Actions(.register)
        package static let publish = Actions(.publish)
        package static let subscribe = Actions(.subscribe)
        package static let all: Actions = [.call, .register, .publish, .subscribe]

        /// The set of one action.
        package init(_ action: Action) {
            rawValue = action.rawValue
        }

        /// The action is in the set.
        package func contains(_ action: Action) -> Bool {
            rawValue & action.rawValue != 0
        }
    }

    /// Whose identity is given to receivers (advanced profile, "Caller Identification", "Publisher
    /// Identification").
    package struct Disclosure: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let caller = Disclosure(rawValue: 1)
        package static let publisher = Disclosure(rawValue: 2)
        package static let all: Disclosure = [.caller, .publisher]
    }

    /// What the rules say about one action on one URI or pattern.
    package struct Decision: Equatable, Sendable {
        /// The action is allowed.
        package var isAllowed: Bool
        /// What the deciding rule discloses; empty where the action is denied.
        package var disclose: Disclosure
        /// What receivers are told (advanced profile, "Call Trust Levels", "Publication Trust Levels"); nothing
        /// where the action is denied.
        package var trustlevel: UInt32?
        private var ruleNumber: Int32

        /// The position of the rule that decides in the role's list of rules; nil where no rule matches,
        /// which denies.
        package var rule: Int? { ruleNumber < 0 ? nil : Int(ruleNumber) }

        /// No rule decides, and an authorizer that would is still to be asked; until then it is denied.
        package var isUndecided: Bool { ruleNumber == Self.undecidedNumber }
        /// It is denied because an authorizer that was to decide did not.
        package var hasFailed: Bool { ruleNumber == Self.failedNumber }

        private static var undecidedNumber: Int32 { -2 }
        private static var failedNumber: Int32 { -3 }

        package init(isAllowed: Bool, disclose: Disclosure, trustlevel: UInt32? = nil, rule: Int?) {
            self.isAllowed = isAllowed
            self.disclose = disclose
            self.trustlevel = trustlevel
            ruleNumber = rule.map { Int32(truncatingIfNeeded: $0) } ?? -1
        }

        /// No rule matches.
        package static let noRule = Decision(isAllowed: false, disclose: [], rule: nil)
        /// See `isUndecided`.
        package static let undecided = Decision(deniedAs: undecidedNumber)
        /// See `hasFailed`.
        package static let failed = Decision(deniedAs: failedNumber)

        private init(deniedAs number: Int32) {
            self = Self.noRule
            ruleNumber = number
        }
    }
}
