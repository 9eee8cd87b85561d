/// What a proxy puts in front of a connection to say whom it speaks for (HAProxy, "The PROXY protocol", versions 1
/// and 2).
package struct ProxyHeader: Equatable, Sendable {
    /// Whom the proxy speaks for.
    package enum Source: Equatable, Sendable {
        /// The address of the connection stands: the proxy speaks for itself (`LOCAL`) or does not know (`UNKNOWN`).
        case connection
        /// A client at an IP address.
        case ip(IPAddress, port: UInt16)
        /// A client on the proxy's machine, by a Unix socket.
        case unix

        /// The client's address as `address:port`, or `unix`; `nil` where the address of the connection stands.
        package var description: String? {
            switch self {
            case .connection: nil
            case .ip(let address, let port): address.authority(port: Int(port))
            case .unix: "unix"
            }
        }
    }

    package var source: Source
    /// The octets of the header; what follows is the client's.
    package var byteCount: Int

    package init(_ source: Source, byteCount: Int) {
        self.source = source
        self.byteCount = byteCount
    }

    /// The longest header of version 1, with its line break (§2.1).
    package static let maximumTextSize = 107
    /// The longest header of version 2 that is accepted. Addresses take up to 216 octets; the rest is room for what a proxy
    /// adds, such as the name of a certificate.
    package static let maximumBinarySize = binaryPrefixSize + 2048

    /// Reads the header at the beginning of a connection.
    ///
    /// - Parameter bytes: everything that has arrived, from the first octet on; only the header is looked at.
    /// - Returns: the header, or `nil` where more is needed, which is never the case from `maximumBinarySize` octets on.
    /// - Throws: what the beginning already breaks; more octets would not change it.
    package static func parse<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes
    ) throws(ProxyProtocolViolation) -> ProxyHeader? {
        let mayBeText = zip(bytes, textSignature).allSatisfy { $0 == $1 }
        let mayBeBinary = zip(bytes, binarySignature).allSatisfy { $0 == $1 }
        if mayBeText {
            return bytes.count < textSignature.count ? nil : try parseText(bytes)
        }
        guard mayBeBinary else { throw .notAHeader }
        return bytes.count < binaryPrefixSize ? nil : try parseBinary(bytes)
    }
}

/// Why the beginning of a connection is no header of the PROXY protocol. The connection is closed without an answer (§2).
package enum ProxyProtocolViolation: Error, Equatable, Sendable, CustomStringConvertible {
    /// It begins with neither signature.
    case notAHeader
    /// The header is longer than `ProxyHeader` allows.
    case tooLong
    /// Version 2: a version, command, address family or protocol that does not exist.
    case unknownValue
    /// Version 1: not the fields of §2.1. Version 2: lengths that do not fit into each other.
    case malformed

    package var description: String {
        switch self {
        case .notAHeader: "the connection does not begin with a header of the PROXY protocol"
        case .tooLong: "the header of the PROXY protocol is too long"
        case .unknownValue:
            "the header of the PROXY protocol has an unknown version, command or address family"
        case .malformed: "the header of the PROXY protocol is malformed"
        }
    }
}
