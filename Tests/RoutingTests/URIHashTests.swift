import Testing

@testable import Routing

@Suite("Keyed hash of URIs")
struct URIHashTests {
    private func hash(_ bytes: [UInt8], seed: UInt64 = 1) -> UInt64 {
        URIHash.hash(bytes.span.bytes, seed: seed)
    }

    private func sample(_ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: 97 &+ $0 &* 7) }
    }

    @Test("Equal bytes have equal hashes wherever they lie in memory", arguments: 0...100)
    func equalBytes(length: Int) {
        let bytes = sample(length)
        for offset in 0..<9 {
            let shifted = [UInt8](repeating: 0xff, count: offset) + bytes + [0xee]
            let span = shifted.span.bytes.extracting(offset..<(offset + length))
            #expect(URIHash.hash(span, seed: 5) == hash(bytes, seed: 5))
        }
    }

    @Test("Another seed gives another hash", arguments: 0...100)
    func seeds(length: Int) {
        let seeds: [UInt64] = [0, 1, 2, 1 << 32, 1 << 63, .max]
        #expect(Set(seeds.map { hash(sample(length), seed: $0) }).count == seeds.count)
    }

    @Test("Every byte counts", arguments: 1...100)
    func everyByte(length: Int) {
        let bytes = sample(length)
        var hashes: Set<UInt64> = [hash(bytes)]
        for position in 0..<length {
            for flip in [0x01, 0x80] as [UInt8] {
                var changed = bytes
                changed[position] ^= flip
                hashes.insert(hash(changed))
            }
        }
        #expect(hashes.count == 1 + 2 * length)
    }

    @Test("The length counts, also where all bytes are zero")
    func lengths() {
        let hashes = (0...100).map { hash([UInt8](repeating: 0, count: $0)) }
        #expect(Set(hashes).count == hashes.count)
    }

    @Test("URIs that are numbered have no collision in 64 bits and fill the places of a table evenly")
    func spread() {
        let count = 4_096
        let hashes = (0..<count).map { hash(Array("com.example.procedure.\($0)".utf8)) }
        #expect(Set(hashes).count == count)
        var places = [Int](repeating: 0, count: 1_024)
        for hash in hashes { places[Int(hash & 1_023)] += 1 }
        // 4 in a place on average; by chance more than 20 come once in 10^9.
        #expect(places.allSatisfy { $0 <= 20 })
    }

    /// The seed is what keeps collisions from being written down in advance: no choice of bytes may take it out of the hash.
    @Test("No block of bytes that a reader of the source can name erases what came before it and the seed")
    func nothingErasesTheSeed() {
        let constants: [UInt64] = [URIHash.first, URIHash.second, URIHash.first ^ URIHash.second, 0]
        for constant in constants {
            let word = (0..<8).map { UInt8(truncatingIfNeeded: constant >> (8 * $0)) }
            let block = word + sample(8)
            let one = hash(Array(repeating: 1, count: 16) + block + sample(16))
            let two = hash(Array(repeating: 2, count: 16) + block + sample(16))
            #expect(one != two)
            let tail = sample(16) + word + sample(8)
            #expect(hash(tail, seed: 1) != hash(tail, seed: 2))
        }
    }

    /// Multiplication does not care for the order of its factors; their masks have to.
    @Test(
        "Exchanging the halves of a block, masked with what a reader of the source can name, changes the hash"
    )
    func halvesAreNotInterchangeable() {
        let masks: [UInt64] = [URIHash.first, URIHash.second, URIHash.first ^ URIHash.second, 0]
        let (low, high): (UInt64, UInt64) = (0x6d6f_632e_6161_6161, 0x7a7a_7a7a_2e62_6262)
        func bytes(_ words: UInt64...) -> [UInt8] {
            words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        }
        for mask in masks {
            #expect(hash(bytes(low, high)) != hash(bytes(high ^ mask, low ^ mask)))
        }
    }
}
