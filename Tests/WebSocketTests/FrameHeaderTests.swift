import Testing

@testable import WebSocket

@Suite("Frame header: writing (RFC 6455 §5.2)")
struct FrameHeaderTests {
    private func written(
        _ opcode: Opcode, _ count: Int, fin: Bool = true, rsv1: Bool = false, key: UInt32? = nil
    ) -> [UInt8] {
        withUnsafeTemporaryAllocation(byteCount: FrameHeader.maximumSize, alignment: 1) { memory in
            guard let start = memory.baseAddress else { return [] }
            let size = FrameHeader.write(
                opcode: opcode, payloadCount: count, fin: fin, rsv1: rsv1, maskKey: key, to: start)
            return Array(memory[..<size])
        }
    }

    @Test(
        "The length takes the fewest bytes that hold it",
        arguments: [
            (0, [0x82, 0x00]), (125, [0x82, 0x7D]), (126, [0x82, 0x7E, 0x00, 0x7E]),
            (65_535, [0x82, 0x7E, 0xFF, 0xFF]), (65_536, [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func lengths(count: Int, expected: [UInt8]) {
        #expect(written(.binary, count) == expected)
        #expect(FrameHeader.size(payloadCount: count, masked: false) == expected.count)
        #expect(FrameHeader.size(payloadCount: count, masked: true) == expected.count + 4)
    }

    @Test(
        "FIN, RSV1 and the opcode share the first byte",
        arguments: [
            (Opcode.text, true, false, 0x81), (.text, false, false, 0x01), (.binary, true, true, 0xC2),
            (.continuation, false, false, 0x00), (.continuation, true, false, 0x80),
            (.close, true, false, 0x88),
            (.ping, true, false, 0x89), (.pong, true, false, 0x8A),
        ] as [(Opcode, Bool, Bool, UInt8)])
    func firstByte(opcode: Opcode, fin: Bool, rsv1: Bool, expected: UInt8) {
        #expect(written(opcode, 0, fin: fin, rsv1: rsv1) == [expected, 0x00])
    }

    @Test("The masking key follows the length, its first byte first")
    func maskingKey() {
        #expect(written(.text, 5, key: 0x3D21_FA37) == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D])
        #expect(written(.text, 256, key: 1) == [0x81, 0xFE, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00])
    }

    @Test("What is written is read back", arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 40])
    func roundTrip(count: Int) {
        for key in [nil, 0x0403_0201] as [UInt32?] {
            let header = FrameHeader(fin: false, opcode: .text, payloadCount: UInt64(count), maskKey: key)
            let bytes = written(.text, count, fin: false, key: key)
            let parsed = bytes.withUnsafeBytes { FrameHeader.parse($0) }
            #expect(parsed == .header(header, size: bytes.count))
        }
    }
}
