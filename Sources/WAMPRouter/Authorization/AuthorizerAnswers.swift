import Routing
import WAMP

/// What authorizers have decided, for as long as it holds: by action, match policy and URI.
///
/// Bounded: when as many answers are kept as may be, all are forgotten, and asked for again.
struct AuthorizerAnswers {
    private struct Answer {
        var decision: Permissions.Decision
        /// Milliseconds of a clock that never goes back.
        var until: UInt64
    }

    private var answers: [Answer] = []
    /// Positions in `answers`, one table for each action under each match policy.
    private var tables: [URITable]
    private let maximum: Int
    private let seed: UInt64

    /// - Parameter seed: a secret random number, see `URITable`.
    init(maximum: Int, seed: UInt64) {
        self.maximum = maximum
        self.seed = seed
        tables = Self.emptyTables(seed)
    }

    /// The number of answers that are kept, those that no longer hold included.
    var count: Int { answers.count }

    /// What was decided, if it still holds.
    func find(
        _ action: Permissions.Action, _ uri: RawSpan, _ match: MatchPolicy, now: UInt64
    ) -> Permissions.Decision? {
        guard let position = tables[Self.table(action, match)].find(uri) else { return nil }
        let answer = answers[Int(position)]
        return answer.until > now ? answer.decision : nil
    }

    mutating func insert(
        _ decision: Permissions.Decision, for action: Permissions.Action, _ uri: [UInt8],
        _ match: MatchPolicy, until: UInt64
    ) {
        let answer = Answer(decision: decision, until: until)
        let table = Self.table(action, match)
        if let position = tables[table].find(uri.span.bytes) {
            answers[Int(position)] = answer
            return
        }
        if answers.count >= maximum { removeAll() }
        guard answers.count < maximum else { return }
        tables[table].insert(uri, value: Int32(answers.count))
        answers.append(answer)
    }

    mutating func removeAll() {
        answers = []
        tables = Self.emptyTables(seed)
    }

    private static func emptyTables(_ seed: UInt64) -> [URITable] {
        Array(repeating: URITable(seed: seed), count: Permissions.Action.allCases.count * 3)
    }

    private static func table(_ action: Permissions.Action, _ match: MatchPolicy) -> Int {
        let policy =
            switch match {
            case .exact: 0
            case .prefix: 1
            case .wildcard: 2
            }
        return action.rawValue.trailingZeroBitCount * 3 + policy
    }
}
