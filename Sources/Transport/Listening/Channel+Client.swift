import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension Channel {
    /// The client's address as `address:port`; for a Unix socket, whose clients have none, `unix:` and its path.
    var peerDescription: String {
        switch remoteAddress {
        case .v4, .v6: remoteAddress?.authority ?? "unknown"
        case .unixDomainSocket: "unix:\(localAddress?.pathname ?? "")"
        case nil: "unknown"
        }
    }

    /// Lets the system ask a silent peer for a sign of life, and end the connection where none comes.
    ///
    /// A channel that is not on an IP socket has no such options, and needs none.
    func enableKeepAlive(_ limits: KeepAliveLimits) {
        guard let probes = KeepAliveProbes(limits), let options = syncOptions else { return }
        switch remoteAddress {
        case .v4, .v6: break
        case .unixDomainSocket, nil: return
        }
        let values = [
            (TCP_KEEPIDLE, probes.idle), (TCP_KEEPINTVL, probes.pause), (TCP_KEEPCNT, KeepAliveProbes.count),
        ]
        for (name, value) in values {
            try? options.setOption(.tcpOption(.init(rawValue: name)), value: value)
        }
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
    }
}

/// The keep-alive of TCP that comes closest to pings after some silence and a time to answer them.
struct KeepAliveProbes: Equatable {
    /// The silence after which the first probe is sent, in seconds.
    let idle: Int
    /// The time between probes, in seconds; all of them together have the time that a ping has.
    let pause: Int
    /// Probes without an answer that end the connection.
    static let count = 3

    /// `nil` where keep-alive is off.
    init?(_ limits: KeepAliveLimits) {
        guard limits.interval > .zero else { return nil }
        idle = limits.interval.seconds(dividedBy: 1)
        pause = limits.timeout.seconds(dividedBy: Self.count)
    }
}

extension SocketAddress {
    /// `address:port`, an IPv6 address in brackets; `nil` for what is no IP address.
    package var authority: String? {
        guard let port else { return nil }
        switch self {
        case .v4(let address):
            return withUnsafeBytes(of: address.address.sin_addr) { IPAddress(v4: $0) }.authority(port: port)
        case .v6(let address):
            return withUnsafeBytes(of: address.address.sin6_addr) { IPAddress(v6: $0) }.authority(port: port)
        case .unixDomainSocket: return nil
        }
    }
}

extension ProxyHeader.Source {
    /// The client's address where it is an IP address.
    var socketAddress: SocketAddress? {
        guard case .ip(let address, let port) = self else { return nil }
        return try? SocketAddress(ipAddress: address.text, port: Int(port))
    }
}

extension TimeAmount {
    /// Whole seconds of a part of the time, rounded up, and at least one: what the kernel takes.
    fileprivate func seconds(dividedBy parts: Int) -> Int {
        let second = TimeAmount.seconds(1).nanoseconds * Int64(parts)
        return max(1, Int((nanoseconds + second - 1) / second))
    }
}
