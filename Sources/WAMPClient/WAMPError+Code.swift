extension WAMPError {
    /// The kind of an error: a URI. Applications have their own beside those that WAMP predefines.
    public struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The URI itself.
        public let uri: String

        /// The code of this URI.
        public init(_ uri: String) { self.uri = uri }

        /// The code of this URI.
        public init(stringLiteral uri: String) { self.uri = uri }

        /// The URI itself.
        public var description: String { uri }

        private init(_ uri: ErrorURI) { self.uri = "\(uri.text)" }
    }
}

// Predefined by WAMP (basic profile, "Basic Profile URIs"; advanced profile, "Advanced Profile URIs").
extension WAMPError.Code {
    /// A URI breaks the rules of the realm.
    public static let invalidURI = Self(.invalidURI)
    /// No procedure is registered under the URI of a call.
    public static let noSuchProcedure = Self(.noSuchProcedure)
    /// The procedure is registered already.
    public static let procedureAlreadyExists = Self(.procedureAlreadyExists)
    /// The registration is not active.
    public static let noSuchRegistration = Self(.noSuchRegistration)
    /// The subscription is not active.
    public static let noSuchSubscription = Self(.noSuchSubscription)
    /// Arguments are not acceptable to the callee.
    public static let invalidArgument = Self(.invalidArgument)
    /// The call was canceled: by the task that made it (then `cause` is a `CancellationError`), by the callee, or because
    /// the callee left.
    public static let canceled = Self(.canceled)
    /// The call took longer than its timeout.
    public static let timeout = Self(.timeout)
    /// The router does not allow the action to this session.
    public static let notAuthorized = Self(.notAuthorized)
    /// The realm does not exist on this router.
    public static let noSuchRealm = Self(.noSuchRealm)
    /// The router accepts none of the authentication methods that the client offers.
    public static let noMatchingAuthMethod = Self(.noMatchingAuthMethod)
    /// The router does not believe that the client is who it says; or the client does not believe the router.
    public static let authenticationFailed = Self(.authenticationFailed)
    /// The realm wants to know who the client is, and the client named no way to show it.
    public static let authenticationRequired = Self(.authenticationRequired)
    /// A message is longer than the router or its receiver takes. A request that fails with it was not sent.
    public static let payloadSizeExceeded = Self(.payloadSizeExceeded)
    /// A peer broke the protocol.
    public static let protocolViolation = Self(.protocolViolation)
    /// The handler of an invocation threw an error that is no `WAMPError`. Not in the specification, but in use everywhere.
    public static let runtimeError: Self = "wamp.error.runtime_error"
    /// The router is shutting down.
    public static let systemShutdown = Self("\(CloseURI.systemShutdown.text)")
}

// This library's own; routers do not send them.
extension WAMPError.Code {
    /// The connection could not be opened.
    public static let connectionFailed: Self = "client.error.connection_failed"
    /// The router refuses RawSocket with the first of the serializers.
    public static let serializerUnsupported: Self = "client.error.serializer_unsupported"
    /// The router refuses RawSocket over the announced maximum message length.
    public static let maximumLengthUnacceptable: Self = "client.error.maximum_message_length_unacceptable"
    /// The router refuses RawSocket over reserved bits.
    public static let reservedBitsUsed: Self = "client.error.use_of_reserved_bits"
    /// The router refuses RawSocket because it has as many connections as it takes.
    public static let maximumConnectionCountReached: Self = "client.error.maximum_connection_count_reached"
    /// The connection ended without GOODBYE.
    public static let connectionLost: Self = "client.error.connection_lost"
    /// The session has been left, or is being left.
    public static let sessionClosed: Self = "client.error.session_closed"
}
