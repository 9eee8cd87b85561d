import Testing

@testable import RawSocket

@Suite("However the octets are cut into reads, the events are the same")
struct RawSocketConnectionSplittingTests {
    /// Transcripts of all kinds, valid and broken, for a connection that receives 512 octets at most.
    static let transcripts: [[UInt8]] = [
        transportMessage(.message, "[1,\"realm1\",{}]") + transportMessage(.ping, "p")
            + transportMessage(.pong, "") + transportMessage(.message, ""),
        transportMessage(.ping, "") + transportMessage(.ping, "") + transportMessage(.message, "ab"),
        transportMessage(.message, [UInt8](repeating: 0xFF, count: 300)) + [0, 0],
        transportMessage(.message, "good") + [8, 0, 0, 0] + transportMessage(.message, "ignored"),
        transportMessage(.pong, "good") + [0, 0, 2, 1] + [UInt8](repeating: 0, count: 10),
        transportMessage(.message, "a") + [0x20] + transportMessage(.message, "ignored"),
        transportMessage(.message, "unfinished").dropLast(3),
    ]

    @Test("Cut at every octet", arguments: transcripts)
    func everyOctet(wire: [UInt8]) {
        let whole = Transcript.of(wire, limit: 512)
        for cut in 0...wire.count {
            #expect(Transcript.of(wire, limit: 512, cuts: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test("One octet at a time", arguments: transcripts)
    func octetByOctet(wire: [UInt8]) {
        #expect(Transcript.slowly(wire, limit: 512) == Transcript.of(wire, limit: 512))
    }

    @Test("Cut at every pair of octets", arguments: transcripts.prefix(2))
    func everyPair(wire: [UInt8]) {
        let whole = Transcript.of(wire, limit: 512)
        for first in 0...wire.count {
            for second in first...wire.count {
                let cut = Transcript.of(wire, limit: 512, cuts: [first, second])
                #expect(cut == whole, "cuts at \(first), \(second)")
            }
        }
    }

    @Test("A transcript with one flipped bit is judged the same whole and in octets", arguments: transcripts)
    func mutations(wire: [UInt8]) {
        for position in wire.indices {
            for bit in 0..<8 {
                var broken = wire
                broken[position] ^= 1 << bit
                let whole = Transcript.of(broken, limit: 512)
                #expect(Transcript.slowly(broken, limit: 512) == whole, "bit \(bit) of octet \(position)")
            }
        }
    }

    @Test("Random transcripts are judged the same whole and in random reads", arguments: 0..<50)
    func noise(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var wire: [UInt8] = []
        for _ in 0..<30 {
            let kind = MessagePrefix.Kind.allCases.randomElement(using: &random) ?? .message
            wire += transportMessage(kind, octets(Int.random(in: 0...40, using: &random), &random))
        }
        if seed % 2 == 0 { wire += octets(40, &random) }
        let cuts = (0..<20).map { _ in Int.random(in: 0...wire.count, using: &random) }.sorted()
        let whole = Transcript.of(wire)
        #expect(whole.count >= 30)
        #expect(Transcript.of(wire, cuts: cuts) == whole)
    }

    private func octets(_ count: Int, _ random: inout SplitMix) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
