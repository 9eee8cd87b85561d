import WAMP

/// The handshake of one peer, the client's request or the router's accepting reply, which have the same form
/// (advanced profile, "RawSocket Transport").
///
/// ```
/// 31                                    0
/// 0111 1111 LLLL SSSS RRRR RRRR RRRR RRRR
/// ```
///
/// It is read and written as one 32-bit number, whose most significant octet is the first on the wire. Four
/// octets that may come in several reads are gathered by `PartialWord`.
package struct Handshake: Equatable, Sendable {
    /// SERIALIZER: what both peers will use.
    package var serializer: Serializer
    /// LENGTH: the longest message that the sender of the handshake will receive.
    package var maximumLength: MaximumLength

    /// The first octet of every handshake, with which no HTTP request and no TLS record begins.
    package static let magic: UInt8 = 0x7F

    package init(serializer: Serializer, maximumLength: MaximumLength) {
        self.serializer = serializer
        self.maximumLength = maximumLength
    }

    /// The four octets.
    package var word: UInt32 {
        let second = maximumLength.field << 4 | serializer.number
        return UInt32(Self.magic) << 24 | UInt32(second) << 16
    }
}

// MARK: The router's side

extension Handshake {
    /// Reads a client's request.
    ///
    /// - Parameter serializers: those that the router is willing to speak.
    /// - Throws: why the request is not accepted. `RequestViolation.refusal` is then the reply.
    package init(
        request word: UInt32, offering serializers: [Serializer]
    ) throws(RequestViolation) {
        let octets = HandshakeOctets(word)
        guard octets.magic == Self.magic else { throw .notRawSocket(word) }
        guard octets.reserved == 0 else { throw .reservedOctets(octets.reserved) }
        guard let serializer = Serializer(number: octets.lowerHalf), serializers.contains(serializer) else {
            throw .unsupportedSerializer(octets.lowerHalf)
        }
        self.init(serializer: serializer, maximumLength: MaximumLength(secondOctet: octets.second))
    }

    /// The router's reply to this request: the same serializer, and the longest message that the router will
    /// receive.
    package func reply(maximumLength: MaximumLength) -> Handshake {
        Handshake(serializer: serializer, maximumLength: maximumLength)
    }
}

// MARK: The client's side

extension Handshake {
    /// Reads the router's reply to this request.
    ///
    /// - Returns: the longest message that the router will receive.
    /// - Throws: why there will be no connection, be it that the router has refused.
    package func readReply(_ word: UInt32) throws(ReplyViolation) -> MaximumLength {
        let octets = HandshakeOctets(word)
        guard octets.magic == Self.magic else { throw .notRawSocket(word) }
        // A refusal is told before the reserved octets are looked at: it says more.
        if octets.lowerHalf == 0 {
            let code = octets.second >> 4
            guard let refusal = HandshakeRefusalCode(rawValue: code) else { throw .unknownRefusal(code) }
            throw .refused(refusal)
        }
        guard octets.reserved == 0 else { throw .reservedOctets(octets.reserved) }
        guard octets.lowerHalf == serializer.number else {
            throw .otherSerializer(octets.lowerHalf, requested: serializer)
        }
        return MaximumLength(secondOctet: octets.second)
    }
}

/// The parts of a handshake's four octets.
private struct HandshakeOctets {
    let magic: UInt8
    let second: UInt8
    let reserved: UInt16

    init(_ word: UInt32) {
        magic = UInt8(truncatingIfNeeded: word >> 24)
        second = UInt8(truncatingIfNeeded: word >> 16)
        reserved = UInt16(truncatingIfNeeded: word)
    }

    /// SERIALIZER, or 0 in a refusal.
    var lowerHalf: UInt8 { second & 0x0F }
}
