/// REGISTER.Options.
package struct RegisterOptions: MessageOptions {
    /// Advanced profile, "Pattern-based Registration".
    package var match = MatchPolicy.exact
    /// Advanced profile, "Shared Registration".
    package var invoke = InvocationPolicy.single
    /// The callee wants its callers to be named (advanced profile, "Caller Identification").
    package var discloseCaller = false
    /// The callee takes CALL.Options.timeout itself (advanced profile, "Call Timeout").
    package var forwardTimeout = false
    /// Previous callees of the procedure are revoked instead of the registration being refused (de facto).
    package var forceReregister = false
    /// How many invocations may be in flight at this callee (de facto); nil or 0 is without a limit.
    package var concurrency: UInt64?
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
        case .invoke: invoke = try member.word(in: bytes)
        case .discloseCaller: discloseCaller = try member.bool(in: bytes)
        case .forwardTimeout: forwardTimeout = try member.bool(in: bytes)
        case .forceReregister: forceReregister = try member.bool(in: bytes)
        case .concurrency: concurrency = try member.integer(in: bytes)
        default: try forwarded.read(member, in: bytes)
        }
    }
}
