import Testing

@testable import WebSocket

@Suite("Close codes (RFC 6455 §7.4)")
struct CloseCodeTests {
    @Test("Exactly the registered, framework and private codes may be on the wire")
    func allCodes() {
        let allowed = (0...UInt16.max).filter { CloseCode(rawValue: $0).isAllowedOnTheWire }
        let expected: [UInt16] = Array(1000...1003) + Array(1007...1014) + Array(3000...4999)
        #expect(allowed == expected)
    }

    @Test("The codes that stand for a missing close frame may not be sent")
    func localCodes() {
        for code: CloseCode in [.noStatusReceived, .abnormalClosure, .tlsHandshake] {
            #expect(!code.isAllowedOnTheWire)
        }
    }
}
