extension OptionKey {
    /// The key that the bytes of `range` spell; nil for every other.
    package init?(_ range: ByteRange, in bytes: RawSpan) {
        let found: OptionKey?
        switch range.count {
        case 4: found = Self.first(of: .mode, .nkey, .rkey, spelling: range, in: bytes)
        case 5: found = Self.first(of: .match, .agent, .roles, .topic, spelling: range, in: bytes)
        case 6:
            found = Self.first(of: .invoke, .retain, .authid, .caller, spelling: range, in: bytes)
        case 7:
            found = Self.first(
                of: .timeout, .exclude, .encKey, .message, .runmode, spelling: range, in: bytes)
        case 8:
            found =
                Self.first(
                    of: .progress, .eligible, .authrole, .encAlgo, .features, spelling: range, in: bytes)
                ?? Self.first(of: .retained, spelling: range, in: bytes)
        case 9:
            found = Self.first(
                of: .pptKeyID, .authextra, .procedure, .publisher, spelling: range, in: bytes)
        case 10:
            found = Self.first(
                of: .excludeMe, .pptScheme, .pptCipher, .trustlevel, spelling: range, in: bytes)
        case 11:
            found = Self.first(
                of: .acknowledge, .discloseMe, .authmethods, .concurrency, .forwardFor, spelling: range,
                in: bytes)
        case 12:
            found = Self.first(
                of: .getRetained, spelling: range, in: bytes)
        case 13: found = Self.first(of: .callerAuthID, spelling: range, in: bytes)
        case 14:
            found = Self.first(of: .excludeAuthID, .encSerializer, .pptSerializer, spelling: range, in: bytes)
        case 15:
            found = Self.first(
                of: .discloseCaller, .callerAuthrole, .eligibleAuthID, .forwardTimeout, spelling: range,
                in: bytes)
        case 16:
            found = Self.first(
                of: .receiveProgress, .excludeAuthrole, .forceReregister, .publisherAuthID, .transactionHash,
                spelling: range, in: bytes)
        case 17: found = Self.first(of: .eligibleAuthrole, spelling: range, in: bytes)
        case 18: found = Self.first(of: .publisherAuthrole, spelling: range, in: bytes)
        case 23: found = Self.first(of: .xAcknowledgedDelivery, spelling: range, in: bytes)
        default: found = nil
        }
        guard let found else { return nil }
        self = found
    }

    @inline(__always)
    private static func first(
        of first: OptionKey, _ second: OptionKey? = nil, _ third: OptionKey? = nil,
        _ fourth: OptionKey? = nil, _ fifth: OptionKey? = nil, spelling range: ByteRange, in bytes: RawSpan
    ) -> OptionKey? {
        if bytes.equals(first.name, in: range) { return first }
        if let second, bytes.equals(second.name, in: range) { return second }
        if let third, bytes.equals(third.name, in: range) { return third }
        if let fourth, bytes.equals(fourth.name, in: range) { return fourth }
        if let fifth, bytes.equals(fifth.name, in: range) { return fifth }
        return nil
    }

    /// Whether the bytes of `range` spell an implementation-specific key, `_[a-z0-9_]{3,}` (basic profile,
    /// "Extensibility").
    package static func isCustom(_ range: ByteRange, in bytes: RawSpan) -> Bool {
        guard range.count >= 4, range.bounds.upperBound <= bytes.byteCount,
            bytes.byte(Int(range.start)) == UInt8(ascii: "_")
        else { return false }
        for offset in range.bounds {
            let byte = bytes.byte(offset)
            guard ASCII.isDigit(byte) || byte == UInt8(ascii: "_") || byte &- UInt8(ascii: "a") < 26 else {
                return false
            }
        }
        return true
    }
}
