/// What `WAMPClient.connect` can be told beyond the address and the realm.
public struct ConnectOptions: Sendable {
    /// How long it may take until the router's WELCOME.
    ///
    /// 10 seconds: a minute-long silence is worse than an error, and slow networks still have time for a few retransmissions.
    public var timeout: Duration
    /// The largest message that is accepted from the router, in bytes.
    ///
    /// 16 MiB: more than routers let through, and little enough that a broken one does not exhaust the memory. To a RawSocket
    /// router the largest power of two is announced that is not above it, from 512 bytes to 16 MiB.
    public var maximumMessageSize: Int
    /// The serializers that the router may choose from, the preferred one first; there must be one.
    ///
    /// Over RawSocket only one can be asked for: the first.
    public var serializers: [WAMPClient.Serializer]
    /// Whether several messages may share a WebSocket message (advanced profile, "Message Batching"), if the router does that,
    /// too. It saves a few bytes for each of many small messages.
    public var batchesMessages: Bool
    /// How the router is recognized, and what it is shown, where the URL asks for TLS.
    public var tls: TLS
    /// HELLO.Details.agent: the name of the client's software.
    public var agent: String
    /// How the client shows who it is, the preferred way first. The router takes the first that it offers.
    public var authentication: [Authenticator]
    /// Ties WAMP-SCRAM and WAMP-Cryptosign to the TLS connection; nil does not.
    public var channelBinding: ChannelBinding?
    /// Further members of HELLO.Details, such as `authextra`.
    public var details: ValueDictionary

    /// The options, all of which have defaults.
    public init(
        timeout: Duration = .seconds(10), maximumMessageSize: Int = 16 << 20,
        serializers: [WAMPClient.Serializer] = [.json, .messagePack, .cbor], batchesMessages: Bool = false,
        tls: TLS = TLS(), agent: String = "WAMPClient", authentication: [Authenticator] = [.anonymous],
        channelBinding: ChannelBinding? = nil, details: ValueDictionary = [:]
    ) {
        self.timeout = timeout
        self.maximumMessageSize = maximumMessageSize
        self.serializers = serializers
        self.batchesMessages = batchesMessages
        self.tls = tls
        self.agent = agent
        self.authentication = authentication
        self.channelBinding = channelBinding
        self.details = details
    }
}

extension ConnectOptions {
    /// TLS 1.2 and 1.3. The certificate of the router must lead to a trusted authority, be valid now, and be for the host in the
    /// URL; over a Unix socket that is `localhost`.
    public struct TLS: Equatable, Sendable {
        /// A PEM file with the authorities that are trusted; `nil`: those that the system trusts.
        public var authorities: String?
        /// A PEM file with the certificate that is shown to a router which asks for one, and those that lead to a root; `nil`: none.
        public var certificate: String?
        /// The PEM file with the private key of the certificate; `nil`: the same file.
        public var privateKey: String?

        /// Without arguments: the authorities of the system, and no certificate.
        public init(authorities: String? = nil, certificate: String? = nil, privateKey: String? = nil) {
            self.authorities = authorities
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// The subprotocols to offer, the preferred one first: those with batching, if it is wanted, before those without.
    var subprotocols: [Subprotocol] {
        let plain = serializers.map { Subprotocol($0.onTheWire) }
        let batched = serializers.map { Subprotocol($0.onTheWire, isBatched: true) }
        return batchesMessages ? batched + plain : plain
    }
}
