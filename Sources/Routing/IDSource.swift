/// Random ids of the global scope, 1...2^53 (basic profile, "IDs"): session ids and publication ids.
///
/// The randomness is drawn in blocks through `refill`, because a system call per id would cost more than
/// routing the message that needs it. The owner passes a cryptographic source; a test passes a seeded one.
package struct IDSource {
    /// Fills all words with random bits.
    package typealias Refill = (_ words: inout [UInt64]) -> Void

    private var words: [UInt64] = []
    private var next = 0
    private let refill: Refill

    package init(refill: @escaping Refill) {
        self.refill = refill
    }

    /// A uniformly random id, 1...2^53.
    package mutating func makeID() -> UInt64 {
        if next == words.count {
            if words.isEmpty { words = Array(repeating: 0, count: 256) }
            refill(&words)
            next = 0
        }
        defer { next += 1 }
        return words[next] >> 11 + 1
    }
}
