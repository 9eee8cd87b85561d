import Routing
import Testing
import WAMP

@Suite("Random ids of the global scope: basic profile, IDs")
struct IDSourceTests {
    @Test("The smallest random word gives the id 1, the greatest gives 2^53")
    func range() {
        var least = IDSource { words in for index in words.indices { words[index] = 0 } }
        #expect(least.makeID() == 1)
        var greatest = IDSource { words in for index in words.indices { words[index] = .max } }
        #expect(greatest.makeID() == IDRange.greatest)
    }

    @Test("Every id is in 1...2^53, and ten thousand are all different")
    func distinct() {
        var random = SplitMix(seed: 6)
        var source = IDSource { words in for index in words.indices { words[index] = random.next() } }
        let ids = (0..<10_000).map { _ in source.makeID() }
        #expect(ids.allSatisfy { IDRange.contains($0) })
        #expect(Set(ids).count == ids.count)
    }

    @Test("Every random word gives one id, and no id comes from a block that was used up")
    func blocks() {
        var drawn: UInt64 = 0
        var source = IDSource { words in
            for index in words.indices {
                words[index] = drawn << 11
                drawn += 1
            }
        }
        let ids = (0..<2_000).map { _ in source.makeID() }
        #expect(ids == Array(1...2_000))
    }

    @Test("Randomness is drawn when the first id is wanted, and then in blocks")
    func laziness() {
        var draws = 0
        var source = IDSource { words in draws += words.isEmpty ? 0 : 1 }
        #expect(draws == 0)
        for _ in 0..<256 { _ = source.makeID() }
        #expect(draws == 1)
        _ = source.makeID()
        #expect(draws == 2)
    }
}
