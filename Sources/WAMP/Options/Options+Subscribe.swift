/// SUBSCRIBE.Options.
package struct SubscribeOptions: MessageOptions {
    /// Advanced profile, "Pattern-based Subscription".
    package var match = MatchPolicy.exact
    /// Retained events are wanted (advanced profile, "Event Retention").
    package var getRetained = false
    /// The node key as UTF-8 bytes (advanced profile, "Sharded Subscription").
    package var nkey: [UInt8]?
    package var forwarded = ForwardedMembers()

    package init() {}

    package init(json options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self.init()
        if !options.isEmpty { try JSON.read(options, in: bytes, into: &self) }
    }

    package mutating func read<Member: OptionMember>(
        _ member: Member, in bytes: RawSpan
    ) throws(WireError) {
        switch member.key {
        case .match: match = try member.word(in: bytes)
        case .getRetained: getRetained = try member.bool(in: bytes)
        case .nkey: nkey = try member.string(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
