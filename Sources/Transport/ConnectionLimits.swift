import NIOCore
import WebSocket

/// Bounds of one connection.
package struct ConnectionLimits: Sendable {
    package var webSocket: WebSocketLimits
    package var outbound: OutboundLimits
    package var keepAlive: KeepAliveLimits
    /// Open connections of all listeners together; more are closed at once.
    package var maximumConnections: Int
    /// Open connections of the clients of one address (`IPNetwork`); more are closed at once. 0: as many as there are.
    package var maximumConnectionsPerAddress = 0
    /// From the accepted connection to the end of the opening handshake.
    package var handshakeTimeout: TimeAmount
    /// From the opening handshake, or from a session's end, to an established session.
    package var openingTimeout: TimeAmount
    /// From our close frame to the end of the connection. A peer that is alive answers within a round trip.
    package let closingTimeout = TimeAmount.seconds(2)
    /// The largest message while there is no session, in bytes, after inflating; more is refused before it is put together.
    package var maximumOpeningMessageSize = 64 << 10
    /// Of an HTTP request head: 16 KiB is what other servers allow.
    package let maximumRequestHeadSize = 16 << 10

    package init(
        webSocket: WebSocketLimits, outbound: OutboundLimits, keepAlive: KeepAliveLimits,
        maximumConnections: Int, handshakeTimeout: TimeAmount, openingTimeout: TimeAmount
    ) {
        self.webSocket = webSocket
        self.outbound = outbound
        self.keepAlive = keepAlive
        self.maximumConnections = maximumConnections
        self.handshakeTimeout = handshakeTimeout
        self.openingTimeout = openingTimeout
    }
}

extension ConnectionLimits {
    /// Never more than a session may send.
    var openingMessageSize: Int { min(maximumOpeningMessageSize, webSocket.maximumMessageSize) }
}

/// When a silent peer is asked for a sign of life, and when it is given up.
package struct KeepAliveLimits: Sendable {
    /// The silence after which a ping is sent; zero turns keep-alive off.
    package var interval: TimeAmount
    /// How long the answer may take.
    package var timeout: TimeAmount

    package init(interval: TimeAmount, timeout: TimeAmount) {
        self.interval = interval
        self.timeout = timeout
    }

    func start(now: NIODeadline) -> KeepAlive {
        KeepAlive(
            interval: UInt64(max(0, interval.nanoseconds)), timeout: UInt64(max(0, timeout.nanoseconds)),
            now: now.uptimeNanoseconds)
    }
}
