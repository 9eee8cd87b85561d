#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An IP address, from text or octets to its canonical text (RFC 5952).
package struct IPAddress: Equatable, Sendable {
    enum Family: Sendable {
        case v4, v6
    }

    /// Without leading zeros, in lower case, `::` for the longest run of zeros. An IPv4 address that came as an IPv6 address
    /// (`::ffff:192.0.2.7`, RFC 4291 §2.5.5.2) is written as what it is.
    package let text: String

    /// Reads an address of one family.
    init?(text: some Collection<UInt8>, _ family: Family) {
        // The system's function would stop reading at a zero byte.
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let text = String(decoding: text, as: UTF8.self)
        switch family {
        case .v4:
            var address = in_addr()
            guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
            self.text = Self.text(address)
        case .v6:
            var address = in6_addr()
            guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
            self.text = Self.text(address)
        }
    }

    /// An IPv4 address of four octets; missing ones are zero.
    init(v4 octets: some Collection<UInt8>) {
        var address = in_addr()
        withUnsafeMutableBytes(of: &address) { $0.copyBytes(from: octets.prefix($0.count)) }
        text = Self.text(address)
    }

    /// An IPv6 address of sixteen octets; missing ones are zero.
    init(v6 octets: some Collection<UInt8>) {
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { $0.copyBytes(from: octets.prefix($0.count)) }
        text = Self.text(address)
    }

    private static func text(_ address: in_addr) -> String {
        var address = address
        return text { inet_ntop(AF_INET, &address, $0, $1) != nil }
    }

    private static func text(_ address: in6_addr) -> String {
        var address = address
        let mapped = withUnsafeBytes(of: &address) { octets -> IPAddress? in
            let isMapped =
                octets.prefix(10).allSatisfy { $0 == 0 }
                && octets.dropFirst(10).prefix(2).allSatisfy { $0 == 0xFF }
            return isMapped ? IPAddress(v4: octets.dropFirst(12)) : nil
        }
        if let mapped { return mapped.text }
        return text { inet_ntop(AF_INET6, &address, $0, $1) != nil }
    }

    private static func text(_ write: (UnsafeMutablePointer<CChar>, socklen_t) -> Bool) -> String {
        String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { memory in
            memory.withMemoryRebound(to: CChar.self) { memory in
                guard let start = memory.baseAddress, write(start, socklen_t(memory.count)) else { return 0 }
                return strlen(start)
            }
        }
    }
}

extension IPAddress {
    /// `address:port`, an IPv6 address in brackets.
    func authority(port: Int) -> String {
        text.utf8.contains(UInt8(ascii: ":")) ? "[\(text)]:\(port)" : "\(text):\(port)"
    }
}
