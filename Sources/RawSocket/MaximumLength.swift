/// The LENGTH field of a handshake: the longest message that its sender is willing to receive, 2^(9+L) octets
/// for L = 0...15 (advanced profile, "RawSocket Transport").
package struct MaximumLength: Equatable, Sendable {
    /// The field as it is on the wire, L.
    package let field: UInt8

    /// 512 octets, the least that can be announced.
    package static let smallest = MaximumLength(unchecked: 0)
    /// 16 MiB, the most that can be announced and that a message's prefix can say.
    package static let greatest = MaximumLength(unchecked: 15)

    private init(unchecked field: UInt8) {
        self.field = field
    }

    /// The field's value in the upper half of a handshake's second octet.
    init(secondOctet octet: UInt8) {
        field = octet >> 4
    }

    /// The largest that does not exceed a limit in octets; the smallest where the limit is below 512.
    package init(atMost limit: Int) {
        let clamped = min(max(limit, Self.smallest.octets), Self.greatest.octets)
        field = UInt8(truncatingIfNeeded: Int.bitWidth - 1 - clamped.leadingZeroBitCount - 9)
    }

    /// The number of octets that it stands for.
    package var octets: Int { 1 << (9 + Int(field)) }
}
