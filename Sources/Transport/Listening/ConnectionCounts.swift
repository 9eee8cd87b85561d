import Logging
import NIOCore

/// How many connections the clients of each IP address have, and how many were refused.
///
/// Unchecked because it is confined to its loop.
package final class ConnectionCounts: @unchecked Sendable {
    private var counts: [IPNetwork: Int] = [:]
    /// Since the last line in the log.
    private var refused = 0
    private var nextLine = NIODeadline.uptimeNanoseconds(0)

    package init() {}

    /// Refused connections that came as fast as they can would fill the log.
    private static let pauseBetweenLines = TimeAmount.minutes(1)

    /// A connection begins.
    ///
    /// - Returns: false where there are as many from its address as there may be; then it is not counted.
    func enter(_ network: IPNetwork, limit: Int) -> Bool {
        let count = counts[network] ?? 0
        guard count < limit else { return false }
        counts[network] = count + 1
        return true
    }

    /// A connection that was counted has ended.
    func leave(_ network: IPNetwork) {
        guard let count = counts[network] else { return }
        counts[network] = count > 1 ? count - 1 : nil
    }

    /// The connections of an address.
    func count(_ network: IPNetwork) -> Int { counts[network] ?? 0 }

    /// A connection is refused: one line in the log once in a while, for all of them.
    func refuse(_ peer: String, _ reason: String, now: NIODeadline, _ logger: Logger) {
        refused += 1
        guard now >= nextLine else { return }
        logger.warning(
            "connections are refused",
            metadata: ["peer": "\(peer)", "reason": "\(reason)", "count": "\(refused)"])
        refused = 0
        nextLine = now + Self.pauseBetweenLines
    }
}

/// The clients that are counted as one: an IPv4 address, or the 64 leading bits of an IPv6 address, of which one customer of a
/// provider has all that begin with them (RFC 6177).
struct IPNetwork: Hashable, Sendable {
    private let bits: UInt64
    private let isIPv6: Bool

    /// `nil` for what is no IP address.
    init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let address): self.init(v4: UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            let (high, low) = withUnsafeBytes(of: address.address.sin6_addr) { octets in
                (
                    UInt64(bigEndian: octets.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
            // RFC 4291 §2.5.5.2: an IPv4 client of a socket that takes both.
            if high == 0, low >> 32 == 0xFFFF {
                self.init(v4: UInt32(truncatingIfNeeded: low))
            } else {
                self.init(bits: high, isIPv6: true)
            }
        case .unixDomainSocket, nil: return nil
        }
    }

    private init(v4 address: UInt32) {
        self.init(bits: UInt64(address), isIPv6: false)
    }

    private init(bits: UInt64, isIPv6: Bool) {
        self.bits = bits
        self.isIPv6 = isIPv6
    }
}
