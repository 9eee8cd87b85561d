import Routing
import WAMP

/// The real router and the reference, taken through the same operations side by side.
struct ModelWalk {
    /// The two disagree, or the real router's tables contradict each other.
    struct Divergence: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var real: RealRouter
    private(set) var reference: ReferenceRouter
    private(set) var stepCount = 0
    /// The last operations, for the message of a divergence.
    private var history: [Operation] = []

    init(hashSeed: UInt64) {
        let brokerLimits = OperationChooser.brokerLimits
        let dealerLimits = OperationChooser.dealerLimits
        real = RealRouter(
            broker: Broker(limits: brokerLimits, hashSeed: hashSeed),
            dealer: Dealer(limits: dealerLimits, hashSeed: hashSeed))
        reference = ReferenceRouter(brokerLimits: brokerLimits, dealerLimits: dealerLimits)
    }

    /// Takes one operation to both, compares what they decide and checks the real router's tables.
    mutating func step(_ operation: Operation) throws(Divergence) {
        stepCount += 1
        history.append(operation)
        if history.count > 40 { history.removeFirst() }

        let expected = reference.apply(operation)
        let actual = real.apply(operation)
        if !Self.agree(expected, actual, after: operation) {
            throw divergence("expected: \(expected)\nactual:   \(actual)")
        }
        if let violation = invariantViolation() { throw divergence(violation) }
    }

    /// Every session leaves; then nothing may be left.
    mutating func dismissAll() throws(Divergence) {
        for session in reference.sessions { try step(.leave(session.index)) }
        guard real.dealer.registrationCount == 0, real.dealer.pendingCount == 0 else {
            throw divergence("without sessions the dealer is not empty")
        }
        guard real.broker.subscriptionCount == 0 else {
            throw divergence("without sessions the broker is not empty")
        }
    }

    /// The order of a leave's effects is not specified: they concern different calls. All others come in order.
    private static func agree(
        _ expected: Outcome, _ actual: Outcome, after operation: Operation
    ) -> Bool {
        if case .leave = operation {
            return counts(expected.effects) == counts(actual.effects) && !actual.isViolation
        }
        return expected == actual
    }

    private static func counts(_ effects: [EffectRecord]) -> [EffectRecord: Int] {
        Dictionary(effects.map { ($0, 1) }, uniquingKeysWith: +)
    }

    private func divergence(_ what: String) -> Divergence {
        let operations = history.map { "  \($0)" }.joined(separator: "\n")
        return Divergence(description: "step \(stepCount): \(what)\nlast operations:\n\(operations)")
    }
}

extension ModelWalk {
    /// A walk whose choices are `bytes`, as the fuzzer makes them: the first is the hash seed. At the end all leave.
    static func replay(_ bytes: [UInt8]) throws(Divergence) {
        var walk = ModelWalk(hashSeed: UInt64(bytes.first ?? 0))
        var choices = RecordedChoices(Array(bytes.dropFirst()))
        var chooser = OperationChooser()
        while !choices.isExhausted {
            try walk.step(chooser.next(&choices, at: walk.reference))
        }
        try walk.dismissAll()
    }
}
