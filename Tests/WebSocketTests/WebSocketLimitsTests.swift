import Testing

@testable import WebSocket

@Suite("Limits that are out of range")
struct WebSocketLimitsTests {
    @Test("Limits are brought into a range in which sums of sizes cannot overflow")
    func clamped() {
        let low = WebSocketLimits(
            maximumFrameSize: -1, maximumMessageSize: .min, maximumFragments: 0, keptAssemblyCapacity: -5)
        #expect(low.maximumFrameSize == 0)
        #expect(low.maximumMessageSize == 0)
        #expect(low.maximumFragments == 1)
        #expect(low.keptAssemblyCapacity == 0)
        let high = WebSocketLimits(maximumFrameSize: .max, maximumMessageSize: .max)
        #expect(Transcript.of(frame(.text, "a"), limits: high) == [.text("a")])
        let hello = frame(.text, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], rsv1: true)
        #expect(Transcript.of(hello, limits: high, compression: NegotiatedDeflate()) == [.text("Hello")])
    }

    @Test("With limits of zero only empty messages pass")
    func zero() {
        let none = WebSocketLimits(maximumFrameSize: 0, maximumMessageSize: 0)
        let wire = frame(.text, "") + frame(.text, "a")
        #expect(Transcript.of(wire, limits: none) == [.text(""), .failed(.frameTooLarge(1))])
    }
}
