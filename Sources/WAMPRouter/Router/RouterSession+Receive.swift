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
                var current: InboundMessage? = message
                while let message = current {
                    if message.kind == .text {
                        router.receive(self, message.bytes.bytes, utf8: .validated)
                    } else {
                        router.violate(self, Self.binaryMessage)
                    }
                    // After GOODBYE the next message is not the router's any more.
                    guard self.router != nil, outbound.acceptsMessages else { return }
                    current = messages.next()
                }
            }
        }
    }

    func transportClosed(_ end: TransportEnd) {
        state.end()
        router?.assumeIsolated { $0.leave(self, .transport(end)) }
    }

    func openingDeadlinePassed() {
        // Nothing follows GOODBYE but the end of the transport.
        guard state.isWaitingForHello else { return closeTransport() }
        abort(ErrorURI.protocolViolation.text, "no session was opened in time")
    }

    /// Of a message before a session, which anybody can send: 64 KiB, far beyond any HELLO with its `authextra`.
    private static let maximumOpeningSize = 64 << 10

    private static let binaryMessage = "received a binary message where the subprotocol wamp.2.json has text"

    /// A message on a transport without a session: HELLO, or a violation.
    private func open(_ message: InboundMessage) {
        guard state.isWaitingForHello else { return receiveAfterGoodbye(message) }
        guard message.bytes.count <= Self.maximumOpeningSize else {
            return abort(
                ErrorURI.protocolViolation.text,
                "HELLO has \(message.bytes.count) bytes; \(Self.maximumOpeningSize) are the limit")
        }
        guard message.kind == .text else { return abort(ErrorURI.protocolViolation.text, Self.binaryMessage) }
        let bytes = message.bytes.bytes
        let envelope: Envelope
        do throws(WireError) {
            envelope = try JSON.scan(bytes, limits: realms.scanLimits, utf8: .validated)
        } catch {
            if case .extensionMessage = error { return }
            return abort(ErrorURI.protocolViolation.text, error.description)
        }
        switch state.receive(envelope.type) {
        case .open: hello(envelope, bytes)
        case .abandon: closeTransport()
        case .drop: break
        case .violate(let violation): abort(ErrorURI.protocolViolation.text, violation.description)
        case .route, .answerGoodbye, .finishGoodbye:
            assertionFailure("only an established session has a router")
        }
    }

    /// A message of a client whose session was killed: its answer to GOODBYE, after which it may say HELLO
    /// again. What it had sent before it knew is dropped, whatever it is.
    private func receiveAfterGoodbye(_ message: InboundMessage) {
        guard !state.isEnded, message.kind == .text, message.bytes.count <= Self.maximumOpeningSize,
            let envelope = try? JSON.scan(message.bytes.bytes, limits: realms.scanLimits, utf8: .validated)
        else { return }
        switch state.receive(envelope.type) {
        case .finishGoodbye, .drop: break
        case .abandon: closeTransport()
        case .open, .route, .answerGoodbye, .violate:
            assertionFailure("a closing session takes GOODBYE and ABORT only")
        }
    }

    private func hello(_ envelope: Envelope, _ bytes: RawSpan) {
        let realm = String(decoding: JSON.unescape(envelope.uri, in: bytes), as: UTF8.self)
        let details: HelloDetails
        do throws(WireError) {
            details = try HelloDetails(json: envelope.options, in: bytes)
        } catch {
            return abort(ErrorURI.protocolViolation.text, error.description)
        }
        guard details.roles.hasClientRole else {
            return abort(
                ErrorURI.protocolViolation.text,
                "HELLO announces no role of publisher, subscriber, caller, callee")
        }
        guard let router = realms.router(for: realm) else {
            return abort(ErrorURI.noSuchRealm.text, "there is no realm \(realm.prefix(200)) on this router")
        }
        router.assumeIsolated { $0.authenticate(self, hello: details) }
    }
}

// MARK: What the router says to this client alone

extension RouterSession {
    /// ABORT, after which nothing is processed and the transport closes (basic profile, "Protocol errors").
    func abort(_ reason: StaticString, _ message: String) {
        state.end()
        let start = outbound.beginMessage(expecting: 200)
        JSON.writeAbort(reason: reason, message: message, to: &outbound.bytes)
        outbound.endMessage(start)
        closeTransport()
    }

    /// Closes the transport behind everything that has been written.
    func closeTransport() {
        state.end()
        transport?.close(.normalClosure, reason: "")
    }

    /// GOODBYE (basic profile, "Session Closing").
    func goodbye(_ reason: CloseURI, _ message: String = "") {
        let start = outbound.beginMessage(expecting: 100)
        JSON.writeGoodbye(reason: reason.text, message: message, to: &outbound.bytes)
        outbound.endMessage(start)
    }

    /// WELCOME.
    func welcome(_ details: ValueDictionary) {
        let start = outbound.beginMessage(expecting: 600)
        Message.welcome(Message.Welcome(session: id, details: details)).encode(json: &outbound.bytes)
        outbound.endMessage(start)
    }
}
