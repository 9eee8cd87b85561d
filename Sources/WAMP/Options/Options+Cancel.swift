/// CANCEL.Options (advanced profile, "Call Canceling").
package struct CancelOptions: MessageOptions {
    /// What CANCEL.Options.mode asks for.
    package enum Mode: Equatable, Sendable {
        case known(CancelMode)
        /// Another word, which is answered by an ERROR and is no protocol violation.
        case unknown
    }

    /// The specification leaves a missing mode open; it is taken as `killnowait`.
    package var mode = Mode.known(.killnowait)
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
        case .mode:
            let word = CancelMode(utf8: try member.string(in: bytes))
            mode = word.map { .known($0) } ?? .unknown
        default: try forwarded.read(member, in: bytes)
        }
    }
}
