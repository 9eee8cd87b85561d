/// INVOCATION.Details.
package struct InvocationDetails: MessageOptions {
    /// The caller's session (advanced profile, "Caller Identification").
    package var caller: UInt64?
    package var callerAuthID: [UInt8]?
    package var callerAuthrole: [UInt8]?
    /// Advanced profile, "Call Trust Levels".
    package var trustlevel: UInt64?
    /// The procedure that was called, for pattern-based registrations.
    package var procedure: [UInt8]?
    /// Milliseconds; 0 is without a limit (advanced profile, "Call Timeout").
    package var timeout: UInt64 = 0
    /// The caller takes progressive results (advanced profile, "Progressive Call Results").
    package var receiveProgress = false
    /// More chunks of this call follow (advanced profile, "Progressive Call Invocations").
    package var progress = false
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
        case .caller: caller = try member.integer(in: bytes)
        case .callerAuthID: callerAuthID = try member.string(in: bytes)
        case .callerAuthrole: callerAuthrole = try member.string(in: bytes)
        case .trustlevel: trustlevel = try member.integer(in: bytes)
        case .procedure: procedure = try member.string(in: bytes)
        case .timeout: timeout = try member.integer(in: bytes)
        case .receiveProgress: receiveProgress = try member.bool(in: bytes)
        case .progress: progress = try member.bool(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
