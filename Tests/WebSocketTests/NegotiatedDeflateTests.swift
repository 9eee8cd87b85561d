import Testing

@testable import WebSocket

@Suite("Agreed parameters of permessage-deflate (RFC 7692 §7.1)")
struct NegotiatedDeflateTests {
    @Test("What zlib cannot do is brought into its range")
    func clamped() {
        let low = NegotiatedDeflate(outgoingWindowBits: 8, incomingWindowBits: 0, level: 0, memoryLevel: 0)
        #expect(low.outgoingWindowBits == 9)
        #expect(low.incomingWindowBits == 8)
        #expect(low.memoryLevel == 1)
        let high = NegotiatedDeflate(
            outgoingWindowBits: 16, incomingWindowBits: 99, level: 10, memoryLevel: 10)
        #expect(high.outgoingWindowBits == 15)
        #expect(high.incomingWindowBits == 15)
        #expect(high.level == 9)
        #expect(high.memoryLevel == 9)
    }

    @Test("A peer that keeps to a window of 2^8 is read", arguments: [8, 9] as [UInt8])
    func smallestWindow(bits: UInt8) {
        let hello = frame(.text, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], rsv1: true)
        let compression = NegotiatedDeflate(incomingWindowBits: bits)
        #expect(Transcript.of(hello, compression: compression) == [.text("Hello")])
    }
}
