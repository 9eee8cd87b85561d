import Testing

@testable import WebSocket

@Suite("Close frames (RFC 6455 §5.5.1)")
struct CloseFrameTests {
    private func written(_ code: CloseCode?, _ reason: String = "", key: UInt32? = nil) -> [UInt8] {
        withUnsafeTemporaryAllocation(byteCount: CloseFrame.maximumSize, alignment: 1) { memory in
            Array(
                memory[
                    ..<(memory.baseAddress.map {
                        CloseFrame.write(code, reason: reason, maskKey: key, to: $0)
                    } ?? 0)])
        }
    }

    private func parsed(_ payload: [UInt8]) -> Result<CloseCode?, ProtocolViolation> {
        payload.withUnsafeBytes { CloseFrame.parse($0) }
    }

    @Test("A close frame is a code in network order and a reason")
    func bytes() {
        #expect(written(nil) == [0x88, 0x00])
        #expect(written(.normalClosure) == [0x88, 0x02, 0x03, 0xE8])
        #expect(written(.goingAway, "bye") == [0x88, 0x05, 0x03, 0xE9, 0x62, 0x79, 0x65])
    }

    @Test("A client's close frame is masked")
    func masked() {
        #expect(Transcript.of(written(.goingAway, "bye", key: 0x0102_0304)) == [.close(1001, "bye")])
    }

    @Test("A code that may not be sent is left out, and its reason with it")
    func localCode() {
        #expect(written(.abnormalClosure, "lost") == [0x88, 0x00])
    }

    @Test("A reason that is too long is cut between two characters")
    func longReason() {
        let bytes = written(.normalClosure, String(repeating: "€", count: 60))
        #expect(bytes[1] == 2 + 41 * 3)
        #expect(Array(bytes[4...]) == Array(String(repeating: "€", count: 41).utf8))
        #expect(written(.normalClosure, String(repeating: "a", count: 123)).count == 2 + 125)
        #expect(written(.normalClosure, String(repeating: "a", count: 500)).count == 2 + 125)
    }

    @Test("One byte of payload, a forbidden code and a reason that is not UTF-8 are refused")
    func refused() {
        #expect(parsed([0x03]) == .failure(.truncatedCloseCode))
        for code: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
            #expect(parsed([UInt8(code >> 8), UInt8(code & 0xFF)]) == .failure(.invalidCloseCode(code)))
        }
        #expect(parsed([0x03, 0xE8, 0xCE]) == .failure(.invalidCloseReason))
        #expect(parsed([0x03, 0xE8, 0xFF]) == .failure(.invalidCloseReason))
    }

    @Test("An empty payload has no code")
    func empty() {
        #expect(parsed([]) == .success(nil))
        #expect(parsed([0x0F, 0xA0]) == .success(CloseCode(rawValue: 4000)))
    }
}
