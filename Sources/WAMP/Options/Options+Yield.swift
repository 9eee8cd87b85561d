/// YIELD.Options.
package struct YieldOptions: MessageOptions {
    /// More results of this invocation follow (advanced profile, "Progressive Call Results").
    package var progress = false
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
        case .progress: progress = try member.bool(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
