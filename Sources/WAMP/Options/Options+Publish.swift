/// PUBLISH.Options.
package struct PublishOptions: MessageOptions {
    /// PUBLISHED or ERROR is wanted.
    package var acknowledge = false
    /// The publisher gets no EVENT of its own (advanced profile, "Publisher Exclusion").
    package var excludeMe = true
    /// The publisher wants to be named (advanced profile, "Publisher Identification").
    package var discloseMe = false
    /// The event is kept for later subscribers (advanced profile, "Event Retention").
    package var retain = false
    /// Advanced profile, "Subscriber Black- and Whitelisting".
    package var audience = Audience.everyone
    /// The resource key as UTF-8 bytes (advanced profile, "Sharded Subscription").
    package var rkey: [UInt8]?
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
        case .acknowledge: acknowledge = try member.bool(in: bytes)
        case .excludeMe: excludeMe = try member.bool(in: bytes)
        case .discloseMe: discloseMe = try member.bool(in: bytes)
        case .retain: retain = try member.bool(in: bytes)
        case .rkey: rkey = try member.string(in: bytes)
        case .exclude: audience.lists.exclude = try member.ids(in: bytes)
        case .excludeAuthID: audience.lists.excludeAuthID = try member.strings(in: bytes)
        case .excludeAuthrole: audience.lists.excludeAuthrole = try member.strings(in: bytes)
        case .eligible: audience.lists.eligible = try member.ids(in: bytes)
        case .eligibleAuthID: audience.lists.eligibleAuthID = try member.strings(in: bytes)
        case .eligibleAuthrole: audience.lists.eligibleAuthrole = try member.strings(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
