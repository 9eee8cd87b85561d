/// What a listener is bound to.
package enum ListenerAddress: Equatable, Sendable {
    /// A name or address of a network interface, and a port; 0 takes any free one. `::` is reached by IPv4, too, unless only
    /// IPv6 is wanted.
    case tcp(host: String, port: Int, isIPv6Only: Bool)
    /// The path of a Unix socket, and the permission bits of its file.
    case unix(path: String, mode: UInt16)
    /// Sockets that somebody else has bound and passed to this process; all are served alike.
    case passed([PassedSocket])
}
