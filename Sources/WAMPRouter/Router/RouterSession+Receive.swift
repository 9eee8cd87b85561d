import NIOCore
import Routing
import Transport
import WAMP
import WebSocket

extension RouterSession: MessageReceiver {
    /// A session that was killed is not: its client has as long to go as others have to come.
    var isEstablished: Bool { router != nil || state.isEnded }

    /// All messages of one read. The realm's router is entered once for them.
    func receive(_ messages: inout InboundMessages) {
        // Nothing more is done for one that is being cut off because it does not take the answers.
        while outbound.acceptsMessages, let message = messages.next() {
            guard let router else {
                open(message)
                continue
            }
            router.assumeIsolated { router in
                if !router.congested.isEmpty { router.forgetCongested() }
                if let rates { router.beginRead(rates, byteCount: messages.byteCount) }
                defer {
                    if let rates { router.endRead(self, rates) }
                    if !router.congested.isEmpty { router.pause(producer: self) }
                }
                var current: InboundMessage? = message
                while let message = current {
                    if message.kind == expectedKind {
                        router.receive(self, message.bytes.bytes, utf8: message.utf8)
                    } else {
                        router.violate(self, messageOfOtherKind)
                    }
                    // After GOODBYE the next message is not the router's any more.
                    guard self.router != nil, outbound.acceptsMessages else { return }
                    current = messages.next()
                }
            }
        }
        if let problem = messages.problem { refuseBatch(problem) }
    }

    /// What the WebSocket messages of this session's subprotocol are.
    private var expectedKind: MessageKind { MessageKind(of: serializer) }

    private var messageOfOtherKind: String {
        switch expectedKind {
        case .text: "received a binary message where the subprotocol has text"
        case .binary: "received a text message where the subprotocol has binary ones"
        }
    }

    /// Fails the transport for a batch that cannot be split (advanced profile, "Message Batching").
    private func refuseBatch(_ problem: BatchError) {
        if let router {
            router.assumeIsolated { $0.violate(self, problem.description) }
        } else if !state.isEnded {
            violate(problem.description)
        }
    }

    func transportClosed(_ end: TransportEnd) {
        state.end()
        opening = nil
        router?.assumeIsolated { $0.leave(self, .transport(end)) }
        transport = nil
    }

    func openingDeadlinePassed() {
        // Nothing follows GOODBYE but the end of the transport.
        guard state.isBeforeSession else { return closeTransport() }
        // The router itself is not done with what the client has said.
        if opening != nil, state.isOpening {
            return abort(ErrorURI.authenticationFailed.text, "the authentication failed")
        }
        violate("no session was opened in time")
    }

    /// A message on a transport without a session: HELLO, or a violation.
    private func open(_ message: InboundMessage) {
        guard state.isBeforeSession else { return receiveAfterGoodbye(message) }
        guard message.kind == expectedKind else { return violate(messageOfOtherKind) }
        let bytes = message.bytes.bytes
        let envelope: Envelope
        do throws(WireError) {
            envelope = try serializer.scan(bytes, limits: realms.scanLimits, utf8: message.utf8)
        } catch {
            if case .extensionMessage = error { return }
            return violate(error.description)
        }
        switch state.receive(envelope.type) {
        case .open: hello(envelope, bytes)
        case .authenticate: authenticate(envelope, bytes)
        case .abandon: closeTransport()
        case .drop: break
        case .violate(let violation): violate(violation.description)
        case .route, .answerGoodbye, .finishGoodbye:
            assertionFailure("only an established session has a router")
        }
    }

    /// A message of a client whose session was killed: its answer to GOODBYE, after which it may say HELLO
    /// again. What it had sent before it knew is dropped, whatever it is.
    private func receiveAfterGoodbye(_ message: InboundMessage) {
        guard !state.isEnded, message.kind == expectedKind,
            let envelope = try? serializer.scan(
                message.bytes.bytes, limits: realms.scanLimits, utf8: message.utf8)
        else { return }
        switch state.receive(envelope.type) {
        case .finishGoodbye: transport?.sessionClosed()
        case .drop: break
        case .abandon: closeTransport()
        case .open, .authenticate, .route, .answerGoodbye, .violate:
            assertionFailure("a closing session takes GOODBYE and ABORT only")
        }
    }

    private func hello(_ envelope: Envelope, _ bytes: RawSpan) {
        let realm = String(decoding: serializer.uri(of: envelope, in: bytes), as: UTF8.self)
        let details: HelloDetails
        do throws(WireError) {
            details = try serializer.helloDetails(envelope.options, in: bytes)
        } catch {
            return violate(error.description)
        }
        guard details.roles.hasClientRole else {
            return violate("HELLO announces no role of publisher, subscriber, caller, callee")
        }
        guard let router = realms.router(for: realm) else {
            return abort(ErrorURI.noSuchRealm.text, "there is no realm \(realm.prefix(200)) on this router")
        }
        router.assumeIsolated { $0.authenticate(self, hello: details) }
    }

    private func authenticate(_ envelope: Envelope, _ bytes: RawSpan) {
        guard let opening else { return }
        let answer: Message.Authenticate
        do throws(WireError) {
            guard case .authenticate(let message) = try serializer.decode(bytes, limits: realms.scanLimits)
            else { return }
            answer = message
        } catch {
            return violate(error.description)
        }
        opening.router.assumeIsolated { $0.authenticate(self, opening, answer) }
    }
}

// MARK: What the router says to this client alone

extension RouterSession {
    /// ABORT, after which nothing is processed and the transport closes (basic profile, "Protocol errors").
    func abort(_ reason: StaticString, _ message: String, closing: ClosingReason = .normal) {
        state.end()
        opening = nil
        let start = outbound.beginMessage(expecting: 200)
        serializer.writeAbort(reason: reason, message: message, to: &outbound.bytes)
        outbound.endMessage(start)
        closeTransport(closing)
    }

    /// CHALLENGE (basic profile, "Session Establishment").
    func challenge(_ method: String, _ extra: ValueDictionary) {
        state.challenged()
        let start = outbound.beginMessage(expecting: 300)
        let challenge = Message.challenge(Message.Challenge(authMethod: method, extra: extra))
        serializer.encode(challenge, to: &outbound.bytes)
        if !outbound.endMessage(start) {
            abort(
                ErrorURI.payloadSizeExceeded.text, "CHALLENGE is longer than the messages this client takes")
        }
    }

    /// ABORT `wamp.error.protocol_violation` of a client that has no session.
    func violate(_ message: String) {
        abort(ErrorURI.protocolViolation.text, message)
    }

    /// Closes the transport behind everything that has been written.
    func closeTransport(_ reason: ClosingReason = .normal) {
        state.end()
        transport?.close(reason)
    }

    /// GOODBYE (basic profile, "Session Closing").
    func goodbye(_ reason: CloseURI, _ message: String = "") {
        let start = outbound.beginMessage(expecting: 100)
        serializer.writeGoodbye(reason: reason.text, message: message, to: &outbound.bytes)
        outbound.endMessage(start)
    }

    /// WELCOME.
    ///
    /// - Returns: false where it is longer than the client's transport takes.
    func welcome(_ details: ValueDictionary) -> Bool {
        let start = outbound.beginMessage(expecting: 1200)
        let welcome = Message.welcome(Message.Welcome(session: id, details: details))
        serializer.encode(welcome, to: &outbound.bytes)
        return outbound.endMessage(start)
    }
}
