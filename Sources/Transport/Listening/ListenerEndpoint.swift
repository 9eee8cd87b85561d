import Logging
import NIOCore
import RawSocket
import WAMP
import WebSocket

/// What one listener serves, the same for all its connections.
package struct ListenerEndpoint: Sendable {
    package var transports: ListenerTransports
    package var webSocketPath: String
    /// The serializers that RawSocket clients may ask for.
    package var serializers: [Serializer]
    package var handshake: ServerHandshake
    package var site: HTTPSite
    /// What the paths of the long-poll transport begin with, such as `/longpoll`; `nil`: it is not spoken.
    package var longPollPath: String?
    /// The long-poll transports that were opened here.
    package var longPollSite = LongPollSite()
    package var limits: ConnectionLimits
    /// See `DirectSend`.
    package var sendsDirectly: Bool
    /// Every connection begins with a header of the PROXY protocol, see `ProxyHeader`.
    package var expectsProxyHeader: Bool
    /// Every connection begins with TLS, behind the header of a proxy; `nil`: none does.
    package var tls: TLSServer?
    /// The fields of the HTTP request that are kept for the session (`ClientOrigin.headers`): names in lower case.
    package var keptHeaders: Set<String> = []
    /// For what a connection does before it has a session.
    package var logger: Logger
    /// Makes the session behind a new connection; called on the connection's loop.
    package var makeReceiver: @Sendable (OutboundQueue, ClientOrigin) -> any MessageReceiver

    package init(
        transports: ListenerTransports = .all, webSocketPath: String, serializers: [Serializer],
        handshake: ServerHandshake, site: HTTPSite, limits: ConnectionLimits, sendsDirectly: Bool,
        expectsProxyHeader: Bool = false,
        logger: Logger = Logger(label: "listener") { _ in SwiftLogNoOpLogHandler() },
        makeReceiver: @escaping @Sendable (OutboundQueue, ClientOrigin) -> any MessageReceiver
    ) {
        self.transports = transports
        self.webSocketPath = webSocketPath
        self.serializers = serializers
        self.handshake = handshake
        self.site = site
        self.limits = limits
        self.sendsDirectly = sendsDirectly
        self.expectsProxyHeader = expectsProxyHeader
        self.logger = logger
        self.makeReceiver = makeReceiver
    }
}

extension ListenerEndpoint {
    /// What is announced to RawSocket clients: the largest power of two that is not above the limit for messages, which is at least
    /// 512 octets: the configuration allows no limit below 1 KiB.
    var maximumRawSocketLength: MaximumLength { MaximumLength(atMost: limits.webSocket.maximumMessageSize) }

    /// What the paths of the long-poll transport begin with, without a slash at its end; `nil` where it is not spoken.
    var longPollBase: String? {
        guard transports.contains(.longPoll), let longPollPath else { return nil }
        return longPollPath.hasSuffix("/") ? String(longPollPath.dropLast()) : longPollPath
    }

    /// The same for a client that a proxy speaks for, at that address.
    func speaking(for client: String) -> ListenerEndpoint {
        var endpoint = self
        endpoint.makeReceiver = { [makeReceiver] outbound, origin in
            var origin = origin
            origin.proxy = origin.address
            origin.address = client
            return makeReceiver(outbound, origin)
        }
        return endpoint
    }

    /// The same for a client whose connection is encrypted.
    func secured(by peer: TLSPeer) -> ListenerEndpoint {
        var endpoint = self
        endpoint.tls = nil
        // What is sent on the descriptor itself would not be encrypted.
        endpoint.sendsDirectly = false
        endpoint.makeReceiver = { [makeReceiver] outbound, origin in
            var origin = origin
            origin.tls = peer
            return makeReceiver(outbound, origin)
        }
        return endpoint
    }

    /// The fields of a request that the listener keeps for the session.
    func kept(of headers: HeaderFields) -> [String: [String]] {
        if keptHeaders.isEmpty { return [:] }
        var kept: [String: [String]] = [:]
        for name in keptHeaders {
            let values = headers.all(name)
            if !values.isEmpty { kept[name] = values }
        }
        return kept
    }
}
