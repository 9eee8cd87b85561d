/// ERROR.Details of an error that a callee sends: nothing but what is forwarded to the caller.
package struct ErrorDetails: MessageOptions {
    package var forwarded = ForwardedMembers()

    package init() {}

    package init(json details: ByteRange, in bytes: RawSpan) throws(WireError) {
        self.init()
        if !details.isEmpty { try JSON.read(details, in: bytes, into: &self) }
    }

    package mutating func read<Member: OptionMember>(
        _ member: Member, in bytes: RawSpan
    ) throws(WireError) {
        try forwarded.read(member, in: bytes)
    }
}
