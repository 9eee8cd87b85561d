import Testing

@testable import RawSocket

@Suite("What is wrong with a handshake (RawSocket Transport)")
struct HandshakeViolationTests {
    @Test(
        "A wrong request is told in words and refused by its code",
        arguments: [
            (.notRawSocket(0x4745_0A20), nil, "47 45 0A 20 is no RawSocket handshake"),
            (.reservedOctets(7), .reservedBitsUsed, "reserved octets of the RawSocket handshake are set"),
            (.unsupportedSerializer(4), .serializerUnsupported, "serializer 4 is not supported"),
        ] as [(RequestViolation, HandshakeRefusalCode?, String)])
    func requests(violation: RequestViolation, refusal: HandshakeRefusalCode?, text: String) {
        #expect(violation.refusal == refusal)
        #expect(violation.description == text)
    }

    @Test(
        "A reply that gives no connection is told in words, with a guess at what listens",
        arguments: [
            (.notRawSocket(0x4854_5450), "the reply is HTTP: RawSocket is not spoken at this address"),
            (.notRawSocket(0x1503_0300), "the reply is a TLS alert: this address expects TLS"),
            (.notRawSocket(0x0001_FFA0), "the reply 00 01 FF A0 is no RawSocket handshake"),
            (
                .refused(.maximumConnectionCountReached),
                "the router refuses: maximum connection count reached"
            ),
            (.unknownRefusal(9), "the router refuses with error 9, which is not defined"),
            (.reservedOctets(1), "reserved octets of the router's handshake are set"),
            (
                .otherSerializer(1, requested: .cbor),
                "the router answers with serializer 1 where 3 was requested"
            ),
        ] as [(ReplyViolation, String)])
    func replies(violation: ReplyViolation, text: String) {
        #expect(violation.description == text)
    }
}
