import Testing
import WAMP

@testable import RawSocket

@Suite("The handshake (RawSocket Transport)")
struct HandshakeTests {
    private static let request = Handshake(serializer: .messagePack, maximumLength: .greatest)

    private func violation(
        ofRequest word: UInt32, offering serializers: [Serializer] = Serializer.allCases
    ) -> RequestViolation? {
        do {
            _ = try Handshake(request: word, offering: serializers)
            return nil
        } catch {
            return error
        }
    }

    private func violation(ofReply word: UInt32) -> ReplyViolation? {
        do {
            _ = try Self.request.readReply(word)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Octets of requests and replies",
        arguments: [
            (.json, 0, 0x7F01_0000), (.json, 15, 0x7FF1_0000), (.messagePack, 7, 0x7F72_0000),
            (.cbor, 15, 0x7FF3_0000), (.cbor, 0, 0x7F03_0000),
        ] as [(Serializer, UInt8, UInt32)])
    func octets(serializer: Serializer, field: UInt8, word: UInt32) throws {
        let length = MaximumLength(secondOctet: field << 4)
        let handshake = Handshake(serializer: serializer, maximumLength: length)
        #expect(handshake.word == word)
        #expect(try Handshake(request: word, offering: [serializer]) == handshake)
        #expect(try handshake.readReply(word) == length)
    }

    @Test("A router accepts a request exactly when it speaks the serializer, whatever its length")
    func requests() {
        for second in UInt8.min ... .max {
            let word = 0x7F00_0000 | UInt32(second) << 16
            let number = second & 0x0F
            let isOffered = number == 1 || number == 3
            #expect(
                violation(ofRequest: word, offering: [.cbor, .json])
                    == (isOffered ? nil : .unsupportedSerializer(number)), "second octet \(second)")
        }
        #expect(violation(ofRequest: 0x7FF1_0000, offering: []) == .unsupportedSerializer(1))
    }

    @Test(
        "A router refuses what is no request",
        arguments: [
            (0x4745_5420, .notRawSocket(0x4745_5420)), (0x0071_0000, .notRawSocket(0x0071_0000)),
            (0xFF71_0000, .notRawSocket(0xFF71_0000)), (0x7EF1_0001, .notRawSocket(0x7EF1_0001)),
            (0x7FF1_0001, .reservedOctets(1)), (0x7FF1_8000, .reservedOctets(0x8000)),
            (0x7FF1_FFFF, .reservedOctets(0xFFFF)), (0x7FF0_0100, .reservedOctets(0x0100)),
        ] as [(UInt32, RequestViolation)])
    func wrongRequests(word: UInt32, expected: RequestViolation) {
        #expect(violation(ofRequest: word) == expected)
    }

    @Test("The reply echoes the serializer and has the router's own length")
    func reply() throws {
        let length = MaximumLength(atMost: 1 << 20)
        let reply = Self.request.reply(maximumLength: length)
        #expect(reply == Handshake(serializer: .messagePack, maximumLength: length))
        #expect(reply.word == 0x7FB2_0000)
        #expect(try Self.request.readReply(reply.word) == length)
    }

    @Test(
        "A client refuses what is no reply to its request",
        arguments: [
            (0x4854_5450, .notRawSocket(0x4854_5450)), (0x0000_0000, .notRawSocket(0)),
            (0x7FF1_0000, .otherSerializer(1, requested: .messagePack)),
            (0x7FFF_0000, .otherSerializer(15, requested: .messagePack)),
            (0x7FF2_0001, .reservedOctets(1)), (0x7FF2_0100, .reservedOctets(0x0100)),
            (0x7FF3_0100, .reservedOctets(0x0100)),
            (0x7F10_0000, .refused(.serializerUnsupported)),
            (0x7F20_0000, .refused(.maximumLengthUnacceptable)),
            (0x7F30_0000, .refused(.reservedBitsUsed)),
            (0x7F40_0000, .refused(.maximumConnectionCountReached)),
            (0x7F40_0001, .refused(.maximumConnectionCountReached)),
            (0x7F00_0000, .unknownRefusal(0)), (0x7F50_0000, .unknownRefusal(5)),
            (0x7FF0_0000, .unknownRefusal(15)),
        ] as [(UInt32, ReplyViolation)])
    func wrongReplies(word: UInt32, expected: ReplyViolation) {
        #expect(violation(ofReply: word) == expected)
    }

    @Test("What the router refuses with is what the client reads", arguments: HandshakeRefusalCode.allCases)
    func refusals(code: HandshakeRefusalCode) {
        #expect(violation(ofReply: code.word) == .refused(code))
    }
}
