import WAMP

/// A WAMP session, seen from the client: joins the realm, then does what its role makes of it.
class Session {
    let generator: LoadGenerator
    let wire: Wire
    private(set) var connection: Connection
    /// Called once, when the session is established.
    var whenJoined: (() -> Void)?
    /// The last request id used (basic profile, "Session Scope IDs": 1, 2, 3 …).
    private(set) var lastRequest: UInt64 = 0
    private(set) var isLeaving = false
    /// GOODBYE was answered.
    private(set) var hasLeft = false

    init(_ generator: LoadGenerator, _ wire: Wire) {
        self.generator = generator
        self.wire = wire
        connection = Connection(generator, wire)
    }

    // MARK: For the roles to override

    /// Registers, subscribes; ends with `generator.finishStep()`.
    func prepare() { generator.finishStep() }

    /// Begins to load the router.
    func start() {}

    /// Requests that the router still owes an answer.
    var unansweredCount: Int { 0 }

    /// A message of an established session.
    func receive(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        unexpected(envelope, message)
    }

    /// The session is established.
    func joined() {
        whenJoined?()
        whenJoined = nil
        generator.finishStep()
    }

    /// The transport is gone.
    func connectionClosed() {
        generator.fail(.connectionLost("the router closed it"))
    }

    // MARK: For the roles to use

    @inline(__always)
    final func nextRequest() -> UInt64 {
        lastRequest &+= 1
        return lastRequest
    }

    /// A new session on a new connection.
    final func reconnect() {
        connection = Connection(generator, wire)
        lastRequest = 0
        isLeaving = false
        hasLeft = false
        generator.connect(self)
    }

    /// Leaves the realm; the router's answer closes the connection.
    final func leave() {
        isLeaving = true
        connection.send(.goodbye(Message.Goodbye(reason: "\(CloseURI.closeRealm.text)")))
    }

    /// Counts an answer that nobody asked for.
    final func unexpected(_ envelope: Envelope, _ message: UnsafeRawBufferPointer) {
        generator.measurement.countError("wrong answer: \(describe(message))")
    }

    /// A message for a person.
    private func describe(_ message: UnsafeRawBufferPointer) -> String {
        if wire.serializer == .json { return String(decoding: message.prefix(300), as: UTF8.self) }
        let decoded = try? wire.serializer.decode(message.bytes)
        return String((decoded.map { "\($0)" } ?? "\(message.count) bytes").prefix(300))
    }
}

extension Session {
    /// The connection is open: HELLO, where there is a router.
    final func connectionOpened() {
        if wire.transport.isForwarder { return joined() }
        let details: ValueDictionary = [
            "roles": [
                "caller": ["features": ["progressive_call_results": true, "call_timeout": true]],
                "callee": [
                    "features": [
                        "progressive_call_results": true, "call_canceling": true,
                        "pattern_based_registration": true, "shared_registration": true,
                    ]
                ],
                "publisher": [:],
                "subscriber": ["features": ["pattern_based_subscription": true]],
            ],
            "authmethods": ["anonymous"], "agent": "wamp-bench",
        ]
        connection.send(.hello(Message.Hello(realm: generator.realm, details: details)))
    }

    /// A message. The WebSocket layer has checked text to be UTF-8; text that came otherwise is not checked, because the
    /// load generator is to be cheap.
    final func receive(_ message: UnsafeRawBufferPointer) {
        let envelope: Envelope
        do throws(WireError) {
            envelope = try wire.serializer.scan(message.bytes, utf8: .validated)
        } catch {
            generator.measurement.countError("unreadable message: \(error)")
            return
        }
        switch envelope.type {
        case .result, .invocation, .event, .published, .registered, .subscribed: receive(envelope, message)
        case .call, .yield, .publish:
            if wire.transport.isForwarder {
                receive(envelope, message)
            } else {
                unexpected(envelope, message)
            }
        case .welcome: joined()
        case .goodbye where isLeaving:
            hasLeft = true
            connection.close()
        case .abort, .goodbye, .challenge:
            generator.fail(.session(describe(message)))
        case .hello, .authenticate, .error, .subscribe, .unsubscribe, .unsubscribed, .cancel, .register,
            .unregister, .unregistered, .interrupt, .eventReceived:
            unexpected(envelope, message)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// A part of a message; empty where it leaves the message.
    @inline(__always)
    subscript(_ range: ByteRange) -> UnsafeRawBufferPointer {
        let bounds = range.bounds
        guard bounds.upperBound <= count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: self[bounds])
    }
}
