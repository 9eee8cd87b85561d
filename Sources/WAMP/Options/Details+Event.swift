/// EVENT.Details.
package struct EventDetails: MessageOptions {
    /// The publisher's session (advanced profile, "Publisher Identification").
    package var publisher: UInt64?
    package var publisherAuthID: [UInt8]?
    package var publisherAuthrole: [UInt8]?
    /// Advanced profile, "Publication Trust Levels".
    package var trustlevel: UInt64?
    /// The topic that was published to, for pattern-based subscriptions.
    package var topic: [UInt8]?
    /// The event is a retained one (advanced profile, "Event Retention").
    package var retained = false
    /// The broker wants EVENT_RECEIVED.
    package var acknowledgedDelivery = false
    package var forwarded = ForwardedMembers()

    package init() {}

    package init(json details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self.init()
        if !details.isEmpty { try JSON.read(details, in: bytes, into: &self) }
    }

    package mutating func read<Member: OptionMember>(
        _ member: Member, in bytes: RawSpan
    ) throws(WireError) {
        switch member.key {
        case .publisher: publisher = try member.integer(in: bytes)
        case .publisherAuthID: publisherAuthID = try member.string(in: bytes)
        case .publisherAuthrole: publisherAuthrole = try member.string(in: bytes)
        case .trustlevel: trustlevel = try member.integer(in: bytes)
        case .topic: topic = try member.string(in: bytes)
        case .retained: retained = try member.bool(in: bytes)
        case .xAcknowledgedDelivery: acknowledgedDelivery = try member.bool(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
