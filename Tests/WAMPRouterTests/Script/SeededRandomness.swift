import Synchronization

@testable import WAMPRouter

/// SplitMix64: the same numbers for the same seed.
final class SeededRandomness: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    var randomness: Randomness {
        Randomness { words in
            for position in words.indices { words[position] = self.next() }
        }
    }
}
