import COpenSSL

/// Where random numbers come from: the system's cryptographic source, or a seeded one in tests.
struct Randomness: Sendable {
    /// Fills all words with random bits.
    var fill: @Sendable (_ words: inout [UInt64]) -> Void

    /// One random word.
    func word() -> UInt64 {
        var words: [UInt64] = [0]
        fill(&words)
        return words[0]
    }

    /// The operating system's cryptographic source.
    static let system = Randomness { words in
        let isFilled = words.withUnsafeMutableBytes { RAND_bytes($0.baseAddress, Int32($0.count)) == 1 }
        if isFilled { return }
        // Slower: a system call for each word.
        var generator = SystemRandomNumberGenerator()
        for position in words.indices { words[position] = generator.next() }
    }
}
