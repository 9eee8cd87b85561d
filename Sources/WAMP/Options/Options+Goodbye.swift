/// Details of GOODBYE and ABORT (basic profile, "Session Closing").
package struct GoodbyeDetails: MessageOptions {
    /// The reason for people, as UTF-8 bytes.
    package var message: [UInt8]?

    package init() {}

    package init(json details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self.init()
        if !details.isEmpty { try JSON.read(details, in: bytes, into: &self) }
    }

    package mutating func read<Member: OptionMember>(
        _ member: Member, in bytes: RawSpan
    ) throws(WireError) {
        switch member.key {
        case .message: message = try member.string(in: bytes)
        default: break
        }
    }
}
