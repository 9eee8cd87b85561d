/// CALL.Options.
package struct CallOptions: MessageOptions {
    /// Milliseconds; 0 is without a limit (advanced profile, "Call Timeout").
    package var timeout: UInt64 = 0
    /// The caller takes progressive results (advanced profile, "Progressive Call Results").
    package var receiveProgress = false
    /// More chunks of this call follow (advanced profile, "Progressive Call Invocations").
    package var progress = false
    /// The caller wants to be named (advanced profile, "Caller Identification").
    package var discloseMe = false
    /// Advanced profile, "Sharded Registration".
    package var runmode: RunMode?
    /// The resource key as UTF-8 bytes (advanced profile, "Sharded Registration").
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
        case .timeout: timeout = try member.integer(in: bytes)
        case .receiveProgress: receiveProgress = try member.bool(in: bytes)
        case .progress: progress = try member.bool(in: bytes)
        case .discloseMe: discloseMe = try member.bool(in: bytes)
        case .runmode: runmode = try member.word(in: bytes)
        case .rkey: rkey = try member.string(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
