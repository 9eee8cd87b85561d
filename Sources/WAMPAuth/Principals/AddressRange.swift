import COpenSSL

/// The bytes of an IP address.
package struct NetworkAddress: Hashable, Sendable {
    /// 4 for IPv4, 16 for IPv6. IPv6 addresses that carry an IPv4 one (`::ffff:192.0.2.1`) are that one.
    package let bytes: [UInt8]

    /// Reads an address; nil for anything else.
    package init?(_ text: String) {
        // A zone (`fe80::1%eth0`) says nothing about whose address it is.
        let text = text.prefix { $0 != "%" }
        guard text.utf8.count <= 45, let octets = a2i_IPADDRESS(String(text)) else {
            ERR_clear_error()
            return nil
        }
        defer { ASN1_OCTET_STRING_free(octets) }
        let start = ASN1_STRING_get0_data(octets)
        let all = Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(octets))))
        let isMapped = all.count == 16 && all.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        bytes = isMapped ? Array(all.suffix(4)) : all
    }
}

/// An address, or those with the same prefix: `192.0.2.1`, `10.0.0.0/8`, `fd00::/8`.
package struct AddressRange: Hashable, Sendable {
    private let prefix: [UInt8]
    private let bits: Int

    /// Reads a range; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = NetworkAddress(String(parts[0])) else {
            return nil
        }
        let width = 8 * address.bytes.count
        prefix = address.bytes
        guard parts.count == 2 else {
            bits = width
            return
        }
        guard let length = Int(parts[1]), (0...width).contains(length) else { return nil }
        bits = length
    }

    /// Whether an address is in the range.
    package func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == prefix.count else { return false }
        for (position, (left, right)) in zip(prefix, address.bytes).enumerated() {
            let rest = bits - 8 * position
            if rest <= 0 { return true }
            let mask: UInt8 = rest >= 8 ? 0xff : ~(0xff >> UInt8(rest))
            if left & mask != right & mask { return false }
        }
        return true
    }
}
