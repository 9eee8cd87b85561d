import Testing

@testable import RawSocket

@Suite("The LENGTH of a handshake (RawSocket Transport)")
struct MaximumLengthTests {
    @Test("The sixteen values of the field stand for 512 octets to 16 MiB")
    func octets() {
        let lengths = (0...15).map { MaximumLength(secondOctet: $0 << 4 | 0x0F) }
        #expect(lengths.map(\.field) == Array(0...15))
        #expect(
            lengths.map(\.octets) == [
                512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576,
                2_097_152, 4_194_304, 8_388_608, 16_777_216,
            ])
        #expect(lengths.first == .smallest)
        #expect(lengths.last == .greatest)
    }

    @Test(
        "A limit is announced as the largest length that does not exceed it",
        arguments: [
            (512, 0), (513, 0), (1023, 0), (1024, 1), (1025, 1), (65_535, 6), (65_536, 7), (1_000_000, 10),
            ((1 << 24) - 1, 14), (1 << 24, 15),
        ] as [(Int, UInt8)])
    func atMost(limit: Int, field: UInt8) {
        #expect(MaximumLength(atMost: limit).field == field)
        #expect(MaximumLength(atMost: limit).octets <= limit)
    }

    @Test("Below 512 octets and above 16 MiB nothing can be announced", arguments: [Int.min, -1, 0, 1, 511])
    func outOfRange(limit: Int) {
        #expect(MaximumLength(atMost: limit) == .smallest)
        #expect(MaximumLength(atMost: .max - max(0, limit)) == .greatest)
    }
}
