import Testing

@testable import RawSocket

@Suite("A router's refusal (RawSocket Transport)")
struct HandshakeRefusalCodeTests {
    @Test("The four octets have the error in the upper half of the second")
    func octets() {
        #expect(
            HandshakeRefusalCode.allCases.map(\.word) == [0x7F10_0000, 0x7F20_0000, 0x7F30_0000, 0x7F40_0000])
    }

    @Test("Each error is told in the specification's words")
    func descriptions() {
        #expect(
            HandshakeRefusalCode.allCases.map(\.description) == [
                "serializer unsupported", "maximum message length unacceptable",
                "use of reserved bits (unsupported feature)", "maximum connection count reached",
            ])
    }
}
