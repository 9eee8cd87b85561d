import Routing
import WAMP

/// A procedure of the realm that decides what a role's rules leave open, and what it has decided.
///
/// Unchecked because it is confined to the realm's loop.
final class DynamicAuthorizer: @unchecked Sendable {
    let procedure: String
    /// Milliseconds that it has to answer.
    let timeout: UInt64
    /// The longest time that an answer holds for the other sessions of the role, in milliseconds; 0: not at all.
    let lifetime: UInt64
    private var answers: AuthorizerAnswers

    /// - Parameter seed: a secret random number, for hash tables.
    init(_ authorizer: RouterConfiguration.Authorizer, seed: UInt64) {
        procedure = authorizer.procedure
        timeout = authorizer.timeout.milliseconds
        lifetime = authorizer.cacheLifetime.milliseconds
        answers = AuthorizerAnswers(maximum: authorizer.maximumCachedAnswers, seed: seed)
    }

    /// What was decided before, if it still holds.
    ///
    /// - Parameter now: milliseconds of a clock that never goes back.
    func find(
        _ action: Permissions.Action, _ uri: RawSpan, _ match: MatchPolicy, now: UInt64
    ) -> Permissions.Decision? {
        if answers.count == 0 { return nil }
        return answers.find(action, uri, match, now: now)
    }

    /// Keeps an answer for as long as it may be kept.
    func remember(_ answer: AuthorizerAnswer, for question: AuthorizationQuestion, now: UInt64) {
        let time = min(lifetime, answer.lifetime ?? lifetime)
        guard time > 0 else { return }
        answers.insert(
            answer.decision, for: question.action, question.uri, question.match, until: now &+ time)
    }

    /// Forgets what was decided.
    func forgetAll() {
        answers.removeAll()
    }
}

/// What an authorizer is asked.
struct AuthorizationQuestion: Equatable {
    var action: Permissions.Action
    var uri: [UInt8]
    var match: MatchPolicy
}

/// What an authorizer answers, as the first argument of its RESULT: a boolean, or a dictionary
/// `{"allow": bool, "disclose": bool, "cache": bool or milliseconds}`, of which the last two may be absent.
struct AuthorizerAnswer: Equatable {
    var decision: Permissions.Decision
    /// For how long it holds, at most, in milliseconds; `nil`: as configured.
    var lifetime: UInt64?

    /// - Throws: `Malformed` for everything else: a misunderstanding must not open a door.
    init(_ payload: Message.Payload) throws(Malformed) {
        switch payload.arguments.first {
        case .bool(let isAllowed): decision = Self.decision(isAllowed, disclose: false)
        case .dictionary(let members):
            guard let isAllowed = members["allow"]?.bool else { throw Malformed.withoutAllow }
            let disclose = try Self.optional(members["disclose"]) { $0.bool } ?? false
            decision = Self.decision(isAllowed, disclose: disclose)
            lifetime =
                try Self.optional(members["cache"]) { value in
                    if let keeps = value.bool { return keeps ? .some(nil) : .some(0) }
                    return value.unsignedInteger.map { .some($0) }
                } ?? nil
        default: throw Malformed.neitherBoolNorDictionary
        }
    }

    private static func decision(_ isAllowed: Bool, disclose: Bool) -> Permissions.Decision {
        Permissions.Decision(isAllowed: isAllowed, disclose: isAllowed && disclose ? .all : [], rule: nil)
    }

    private static func optional<Result>(
        _ value: Value?, _ convert: (Value) -> Result?
    ) throws(Malformed) -> Result? {
        switch value {
        case nil, .null: return nil
        case let value?:
            guard let result = convert(value) else { throw Malformed.wrongMember }
            return result
        }
    }

    /// Why an answer cannot be understood.
    enum Malformed: String, Error {
        case neitherBoolNorDictionary = "the answer is neither a boolean nor a dictionary"
        case withoutAllow = "the answer has no boolean \"allow\""
        case wrongMember = "\"disclose\" is not a boolean, or \"cache\" neither a boolean nor a number"
    }
}
