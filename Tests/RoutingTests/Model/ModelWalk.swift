import Routing
import WAMP

/// The real router and the reference, taken through the same operations side by side.
struct ModelWalk {
    /// The two disagree, or the real router's tables contradict each other.
    struct Divergence: Error, CustomStringConvertible {
        var description: String
    }

    let settings: ModelSettings
    private(set) var real: RealRouter
    private(set) var reference: ReferenceRouter
    /// Positions that have been in use, as far as they were seen.
    private var used = UsedPositions()
    /// What has happened.
    private(set) var operations: [Operation] = []

    init(_ settings: ModelSettings) {
        self.settings = settings
        real = RealRouter(settings)
        reference = ReferenceRouter(settings)
    }

    /// Takes one operation to both, compares what they decide and checks the real router's tables.
    mutating func step(_ operation: Operation) throws(Divergence) {
        operations.append(operation)
        let expected = reference.apply(operation)
        let actual = real.apply(operation)
        if expected != actual {
            throw Divergence(description: "expected: \(expected)\nactual:   \(actual)")
        }
        if let violation = invariantViolation() { throw Divergence(description: violation) }
        // These take long and last, so that they are seen a few steps later as well.
        guard operations.count % 4 == 0 else { return }
        if let violation = used.violation(in: real) ?? inspectionViolation() {
            throw Divergence(description: violation)
        }
    }

    /// Every session leaves; then nothing may be left but what is declared.
    mutating func dismissAll() throws(Divergence) {
        for session in reference.sessions { try step(.leave(session.index)) }
        try checkRemainder()
    }

    /// No session is there.
    func checkRemainder() throws(Divergence) {
        if let remainder { throw Divergence(description: "without sessions \(remainder)") }
    }

    /// The shortest way to a divergence like the last one, which `divergence` was.
    func report(_ divergence: Divergence) -> String {
        let fewest = Self.shrink(operations, settings)
        let shortest = Self.divergence(after: fewest, settings) ?? divergence
        let lines = fewest.map { "  \($0)" }.joined(separator: "\n")
        return "\(shortest)\nafter:\n\(lines)\n\(settings)"
    }
}

extension ModelWalk {
    /// A walk whose choices are `bytes`, as the fuzzer makes them: the first is the seed. At the end all leave.
    ///
    /// - Parameter isShrunk: the report shows the shortest way to a divergence, which takes its time.
    /// - Returns: how the two diverged.
    static func replay(_ bytes: [UInt8], isShrunk: Bool) -> String? {
        var choices = RecordedChoices(Array(bytes.dropFirst()))
        var walk = ModelWalk(ModelSettings(seed: UInt64(bytes.first ?? 0), &choices))
        var chooser = OperationChooser()
        do throws(Divergence) {
            while !choices.isExhausted {
                try walk.step(chooser.next(&choices, at: walk.reference))
            }
            try walk.dismissAll()
        } catch {
            return isShrunk ? walk.report(error) : error.description
        }
        return nil
    }
}
