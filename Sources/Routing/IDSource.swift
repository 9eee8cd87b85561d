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
    package mutating func makeID() -> UInt64 { makeWord() >> 11 + 1 }

    /// Random bytes.
    package mutating func makeBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let word = makeWord()
            for shift in stride(from: 0, to: 64, by: 8) where bytes.count < count {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }

    private mutating func makeWord() -> UInt64 {
        if next == words.count {
            if words.isEmpty { words = Array(repeating: 0, count: 256) }
            refill(&words)
            next = 0
        }
        defer { next += 1 }
        return words[next]
    }
}
