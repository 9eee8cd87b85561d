import Testing

@testable import RawSocket

@Suite("The prefix of a transport message (RawSocket Transport, Framing)")
struct MessagePrefixTests {
    private func violation(_ word: UInt32) -> RawSocketViolation? {
        do {
            _ = try MessagePrefix(word: word)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Prefixes are written and read",
        arguments: [
            (.message, 0, 0x0000_0000), (.message, 1, 0x0000_0001), (.message, 0x01_0203, 0x0001_0203),
            (.ping, 0, 0x0100_0000), (.ping, 5, 0x0100_0005), (.pong, 0x100, 0x0200_0100),
            (.message, (1 << 24) - 1, 0x00FF_FFFF), (.message, 1 << 24, 0x0800_0000),
            (.ping, 1 << 24, 0x0900_0000), (.pong, 1 << 24, 0x0A00_0000),
        ] as [(MessagePrefix.Kind, Int, UInt32)])
    func prefixes(kind: MessagePrefix.Kind, count: Int, word: UInt32) throws {
        let prefix = try #require(MessagePrefix(kind, payloadCount: count))
        #expect(prefix.word == word)
        #expect(try MessagePrefix(word: word) == prefix)
        var octets = [UInt8](repeating: 0xEE, count: 5)
        octets.withUnsafeMutableBytes { memory in
            if let start = memory.baseAddress { prefix.write(to: start) }
        }
        #expect(octets == [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } + [0xEE])
    }

    @Test("No prefix says more than 2^24 octets", arguments: [-1, (1 << 24) + 1, .max, .min])
    func tooLong(count: Int) {
        for kind in MessagePrefix.Kind.allCases { #expect(MessagePrefix(kind, payloadCount: count) == nil) }
    }

    @Test("Every first octet is either read or refused for what is wrong with it")
    func firstOctets() {
        for first in UInt8.min ... .max {
            let expected: RawSocketViolation? =
                first & 0xF0 != 0
                ? .reservedBits(first >> 4) : first & 0x07 > 2 ? .reservedType(first & 0x07) : nil
            #expect(violation(UInt32(first) << 24) == expected, "first octet \(first)")
        }
    }

    @Test("The 25th bit stands alone", arguments: [1, 0x80_0000, 0xFF_FFFF, 0x00_0100] as [UInt32])
    func extraBit(lower: UInt32) {
        for type: UInt32 in 0...2 {
            #expect(violation((8 | type) << 24 | lower) == .lengthOutOfRange)
            #expect(violation(type << 24 | lower) == nil)
        }
    }

    @Test("What has come of a prefix and is refused is refused for the same when the rest has come")
    func early() {
        var random = SplitMix(seed: 4)
        for _ in 0..<20_000 {
            let word = UInt32(truncatingIfNeeded: random.next()) & 0x1FFF_FFFF
            for shift: UInt32 in [24, 16, 8] {
                if let violation = violation((word >> shift) << shift) {
                    #expect(violation == self.violation(word), "\(word) without \(shift) bits")
                }
            }
        }
    }
}
