/// Members of received options that the router hands to the receiving peer as they are: implementation-specific
/// attributes (basic profile, "Extensibility"), payload passthru mode and its predecessor payload transparency
/// (`ppt_…`, `enc_…`), `transaction_hash` and `forward_for`.
package struct ForwardedMembers: Equatable, Sendable {
    /// How many members are accepted; more are a violation, since each is compared with those before it.
    package static let limit = 64

    /// One member, as offsets into the message it came with.
    package struct Member: Equatable, Sendable {
        /// The key; in JSON the bytes between its quotes.
        package let key: ByteRange
        /// The value including its delimiters.
        package let value: ByteRange
        /// Key and value as they stand in the message; in JSON with the colon between them.
        package let range: ByteRange
    }

    /// The members in their order, each key once.
    package var members: [Member] { kept ?? [] }
    /// Nil instead of empty, because most messages have none and an absent array costs nothing to copy.
    private var kept: [Member]?
    /// `ppt_scheme` is present and not empty, which says that payload passthru mode is in use.
    package private(set) var usesPayloadPassthru = false
    /// `enc_algo` is present: the payload may be one opaque value.
    package private(set) var usesPayloadTransparency = false

    package init() {}

    package var isEmpty: Bool { kept == nil }

    /// Takes over a member if it is one of those that are forwarded.
    mutating func read<Read: OptionMember>(_ member: Read, in bytes: RawSpan) throws(WireError) {
        guard member.isCustom || member.key?.isForwarded == true else { return }
        if let key = member.key { try check(member, key: key, in: bytes) }
        let newest = Member(key: member.keyBytes, value: member.value, range: member.range)
        if let twin = kept?.firstIndex(where: { bytes.hasEqualBytes($0.key, member.keyBytes) }) {
            kept?[twin] = newest
            return
        }
        guard members.count < Self.limit else { throw .tooManyAttributes(limit: Self.limit) }
        if kept == nil { kept = [newest] } else { kept?.append(newest) }
    }

    private mutating func check<Read: OptionMember>(
        _ member: Read, key: OptionKey, in bytes: RawSpan
    ) throws(WireError) {
        if key == .forwardFor { return try member.checkDictionaries(in: bytes) }
        let text = try member.string(in: bytes)
        if key == .pptScheme { usesPayloadPassthru = !text.isEmpty }
        if key == .encAlgo {
            guard PayloadAlgorithm(utf8: text) != nil else { throw .option(key, expected: .knownWord) }
            usesPayloadTransparency = true
        }
        if key == .encSerializer, PayloadSerializer(utf8: text) == nil {
            throw .option(key, expected: .knownWord)
        }
    }
}

extension OptionKey {
    /// Whether the router passes the member on unchanged.
    var isForwarded: Bool {
        switch self {
        case .pptScheme, .pptSerializer, .pptCipher, .pptKeyID, .encAlgo, .encKey, .encSerializer,
            .transactionHash, .forwardFor:
            true
        case .acknowledge, .agent, .authextra, .authid, .authmethods, .authrole,
            .caller, .callerAuthID, .callerAuthrole, .concurrency, .discloseCaller, .discloseMe, .eligible,
            .eligibleAuthID, .eligibleAuthrole, .exclude, .excludeAuthID, .excludeAuthrole, .excludeMe,
            .features, .forceReregister, .forwardTimeout, .getRetained, .invoke, .match, .message, .mode,
            .nkey, .procedure, .progress, .publisher, .publisherAuthID, .publisherAuthrole,
            .receiveProgress, .retain, .retained, .rkey, .roles, .runmode,
            .timeout, .topic, .trustlevel, .xAcknowledgedDelivery:
            false
        }
    }
}
