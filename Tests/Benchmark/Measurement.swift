/// What a run counts: operations between its two marks, and everything that is wrong, whenever it happens.
struct Measurement: Sendable {
    /// Operations are counted; not during setup, warm-up and at the end.
    var isCounting = false
    private(set) var operations = 0
    private(set) var latency = LatencyHistogram()
    /// Wrong answers: an ERROR, another request's id, another payload, something twice or out of order.
    private(set) var errors = 0
    /// Printed for a person; the rest is only counted.
    private static let printedErrors = 5

    /// One operation has ended that began at `started`.
    @inline(__always)
    mutating func record(started: UInt64, now: UInt64) {
        guard isCounting else { return }
        operations &+= 1
        latency.record(now > started ? now &- started : 0)
    }

    /// One operation whose duration has been recorded, or means nothing.
    @inline(__always)
    mutating func countOperation() {
        if isCounting { operations &+= 1 }
    }

    /// A duration that is not the whole operation's.
    mutating func recordLatency(started: UInt64, now: UInt64) {
        if isCounting { latency.record(now - started) }
    }

    /// Something is wrong.
    mutating func countError(_ description: String) {
        errors += 1
        if errors <= Self.printedErrors { printToStandardError(description) }
    }

    /// Answers that never came.
    mutating func countMissing(_ missing: Int) {
        guard missing > 0 else { return }
        errors += missing
        printToStandardError("\(missing) operations were not answered")
    }
}
