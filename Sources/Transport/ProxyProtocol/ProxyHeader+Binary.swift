extension ProxyHeader {
    /// What no other protocol begins with (§2.2).
    static let binarySignature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    /// The signature, version and command, family and protocol, and the length of the rest.
    static let binaryPrefixSize = 16

    /// Reads a header of version 2 (§2.2):
    ///
    ///      0 ┌────────────────────────────────────┐
    ///        │ signature                          │
    ///     12 ├─────────┬─────────┬────────┬───────┴──┐
    ///        │ version │ command │ family │ protocol │   4 bits each
    ///     14 ├─────────┴─────────┼────────┴──────────┘
    ///        │ length of the rest│
    ///     16 ├───────────────────┴────────────────┐
    ///        │ addresses, by family               │   source, destination, source port, destination port
    ///        ├────────────────────────────────────┤
    ///        │ type (8 bits), length (16), value  │   any number of times
    ///        └────────────────────────────────────┘
    static func parseBinary<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes
    ) throws(ProxyProtocolViolation) -> ProxyHeader? {
        let prefix = Array(bytes.prefix(binaryPrefixSize))
        guard prefix.count == binaryPrefixSize else { return nil }
        let byteCount = binaryPrefixSize + Int(prefix[14]) << 8 + Int(prefix[15])
        let command = prefix[12] & 0x0F
        guard prefix[12] >> 4 == 2, command <= 1 else { throw .unknownValue }
        guard byteCount <= maximumBinarySize else { throw .tooLong }
        guard bytes.count >= byteCount else { return nil }
        // LOCAL: the rest is skipped whatever it says.
        if command == 0 { return ProxyHeader(.connection, byteCount: byteCount) }
        let rest = Array(bytes.dropFirst(binaryPrefixSize).prefix(byteCount - binaryPrefixSize))
        return ProxyHeader(
            try source(family: prefix[13] >> 4, transport: prefix[13] & 0x0F, rest), byteCount: byteCount)
    }

    private static func source(
        family: UInt8, transport: UInt8, _ rest: [UInt8]
    ) throws(ProxyProtocolViolation) -> Source {
        guard transport <= 2 else { throw .unknownValue }
        // The address of what is no stream cannot be that of a client here.
        let isStream = transport == 1
        switch family {
        case 0: return .connection
        case 1:
            try checkAdditions(rest, behind: 12)
            return isStream ? .ip(IPAddress(v4: rest[..<4]), port: word(rest, 8)) : .connection
        case 2:
            try checkAdditions(rest, behind: 36)
            return isStream
                ? .ip(IPAddress(v6: rest[..<16]), port: word(rest, 32)) : .connection
        case 3:
            try checkAdditions(rest, behind: 216)
            return isStream ? .unix : .connection
        default: throw .unknownValue
        }
    }

    /// What follows the addresses means nothing here, but must fill the header exactly.
    private static func checkAdditions(
        _ rest: [UInt8], behind addresses: Int
    ) throws(ProxyProtocolViolation) {
        var offset = addresses
        while offset < rest.count {
            guard offset + 3 <= rest.count else { throw .malformed }
            offset += 3 + Int(word(rest, offset + 1))
        }
        guard offset == rest.count else { throw .malformed }
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }
}
