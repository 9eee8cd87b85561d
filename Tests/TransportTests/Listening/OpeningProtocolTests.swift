import Testing

@testable import Transport

@Suite("What a connection speaks, by its first octet")
struct OpeningProtocolTests {
    @Test("0x7F is RawSocket, 0x16 is TLS, an upper-case letter is HTTP, everything else is unknown")
    func octets() {
        for octet in UInt8.min...UInt8.max {
            let found = OpeningProtocol(firstOctet: octet)
            switch octet {
            case 0x7F: #expect(found == .rawSocket)
            case 0x16: #expect(found == .tls)
            case 0x41...0x5A: #expect(found == .http)
            default: #expect(found == nil, "\(octet)")
            }
        }
    }
}
