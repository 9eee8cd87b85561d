import Testing

@testable import RawSocket

@Suite("What breaks a connection after the handshake (RawSocket Transport)")
struct RawSocketViolationTests {
    @Test(
        "Each violation is told in words",
        arguments: [
            (.reservedBits(8), "reserved bits 8 are set in a message's prefix"),
            (.reservedType(3), "transport message type 3 is reserved"),
            (.lengthOutOfRange, "message longer than 2^24 octets"),
            (.messageTooLong(513, limit: 512), "message of 513 octets exceeds the limit of 512"),
        ] as [(RawSocketViolation, String)])
    func descriptions(violation: RawSocketViolation, text: String) {
        #expect(violation.description == text)
    }
}
