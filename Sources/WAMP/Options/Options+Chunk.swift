/// CALL.Options of a CALL that goes on with an earlier one: nothing but `progress` counts (advanced profile, "Progressive
/// Call Invocations", "Freezing of Options").
package struct ChunkOptions: MessageOptions {
    /// More chunks of this call follow.
    package var progress = false

    package init() {}

    package init(json options: ByteRange, in bytes: RawSpan) throws(WireError) {
        self.init()
        if !options.isEmpty { try JSON.read(options, in: bytes, into: &self) }
    }

    package mutating func read<Member: OptionMember>(
        _ member: Member, in bytes: RawSpan
    ) throws(WireError) {
        switch member.key {
        case .progress: progress = try member.bool(in: bytes)
        default: break
        }
    }
}
