extension ProxyHeader {
    /// `PROXY` and the space behind it.
    static let textSignature = Array("PROXY ".utf8)

    /// Reads a header of version 1, a line of text (§2.1):
    ///
    ///     PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n
    ///     PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n
    ///     PROXY UNKNOWN …\r\n
    static func parseText<Bytes: RandomAccessCollection<UInt8>>(
        _ bytes: Bytes
    ) throws(ProxyProtocolViolation) -> ProxyHeader? {
        let start = bytes.dropFirst(textSignature.count)
        let searched = Array(start.prefix(maximumTextSize - textSignature.count))
        guard let end = zip(searched, searched.dropFirst()).firstOffset(where: { $0 == (0x0D, 0x0A) }) else {
            guard bytes.count < maximumTextSize else { throw .tooLong }
            return nil
        }
        let byteCount = textSignature.count + end + 2
        let fields = searched[..<end].split(separator: 0x20, omittingEmptySubsequences: false)
        // Whatever stands behind UNKNOWN is ignored.
        if fields.first?.elementsEqual("UNKNOWN".utf8) == true {
            return ProxyHeader(.connection, byteCount: byteCount)
        }
        guard fields.count == 5, let family = fields.first.flatMap({ IPAddress.Family(protocol: $0) }),
            let source = IPAddress(text: fields[1], family),
            IPAddress(text: fields[2], family) != nil,
            let port = port(fields[3]), self.port(fields[4]) != nil
        else { throw .malformed }
        return ProxyHeader(.ip(source, port: port), byteCount: byteCount)
    }

    /// 0…65535 in decimal, without leading zeros.
    private static func port(_ digits: ArraySlice<UInt8>) -> UInt16? {
        guard (1...5).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            digits.count == 1 || digits.first != 0x30
        else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self))
    }
}

extension IPAddress.Family {
    /// The family of `TCP4` or `TCP6`.
    fileprivate init?(protocol name: ArraySlice<UInt8>) {
        switch String(decoding: name, as: UTF8.self) {
        case "TCP4": self = .v4
        case "TCP6": self = .v6
        default: return nil
        }
    }
}

extension Sequence {
    fileprivate func firstOffset(where isFound: (Element) -> Bool) -> Int? {
        enumerated().first { isFound($0.element) }?.offset
    }
}
