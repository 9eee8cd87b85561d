import Routing
import Transport
import WAMP

extension Router {
    /// One message of a session that this router serves.
    ///
    /// - Parameter utf8: whether the transport has checked the bytes to be UTF-8.
    func receive(_ session: RouterSession, _ bytes: RawSpan, utf8: UTF8Trust) {
        let envelope: Envelope
        do throws(WireError) {
            envelope = try session.serializer.scan(bytes, limits: policy.scanLimits, utf8: utf8)
        } catch {
            if case .extensionMessage = error { return }
            violate(session, error.description)
            return
        }
        if let suspension = session.suspension, !suspension.isResuming,
            postpone(envelope.type, bytes, of: session, suspension)
        {
            return
        }
        switch session.state.receive(envelope.type) {
        case .route: route(session, envelope, bytes)
        case .answerGoodbye: answerGoodbye(session, envelope, bytes)
        case .finishGoodbye: finishGoodbye(session)
        case .abandon:
            leave(session, .aborted)
            session.closeTransport()
        case .drop: break
        case .violate(let violation): violate(session, violation.description)
        case .open, .authenticate: assertionFailure("an established session cannot open")
        }
    }

    /// One line per message that a client may send within a session.
    private func route(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        switch envelope.type {
        case .publish: publish(session, envelope, bytes)
        case .subscribe: subscribe(session, envelope, bytes)
        case .unsubscribe: unsubscribe(session, envelope)
        case .call: call(session, envelope, bytes)
        case .cancel: cancel(session, envelope, bytes)
        case .register: register(session, envelope, bytes)
        case .unregister: unregister(session, envelope)
        case .yield: yield(session, envelope, bytes)
        case .error: invocationError(session, envelope, bytes)
        // The feature is not announced; an acknowledgement nobody waits for changes nothing.
        case .eventReceived: break
        case .hello, .welcome, .abort, .challenge, .authenticate, .goodbye, .published, .subscribed,
            .unsubscribed, .event, .result, .registered, .unregistered, .invocation, .interrupt:
            assertionFailure("the session's state lets no \(envelope.type.name) through")
        }
    }

    /// Takes the request id of a new request; a wrong one is a protocol violation.
    func accept(_ request: UInt64, of session: RouterSession) -> Bool {
        let expected = session.requests.expected
        if session.requests.accept(request) { return true }
        violate(session, "request id \(request) where \(expected) was expected")
        return false
    }

    /// Runs `body` with the bytes of the message's URI, unescaped where they were escaped, if it is a valid URI.
    /// Otherwise answers the request with ERROR `wamp.error.invalid_uri`.
    ///
    /// - Parameters:
    ///   - claims: the message makes its URI mean something, which clients may not do with reserved ones.
    ///   - match: the URI may be a pattern.
    ///   - answersRefusal: false for a PUBLISH that is not acknowledged.
    func withURI(
        _ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan, claims: Bool = false,
        match: MatchPolicy = .exact, answersRefusal: Bool = true, _ body: (RawSpan) -> Void
    ) {
        func check(_ uri: RawSpan) {
            if let refusal = refusal(of: uri, match, claimed: claims) {
                if answersRefusal { refuse(session, envelope, refusal) }
            } else {
                body(uri)
            }
        }
        if envelope.uriIsEscaped {
            let unescaped = session.serializer.uri(of: envelope, in: bytes)
            check(unescaped.span.bytes)
        } else {
            check(bytes.extracting(envelope.uri.bounds))
        }
    }

    /// Why a URI or pattern cannot be used; `nil` where it can.
    func refusal(of uri: RawSpan, _ match: MatchPolicy = .exact, claimed: Bool) -> Refusal? {
        let whole = ByteRange(start: 0, count: UInt32(truncatingIfNeeded: uri.byteCount))
        if uri.byteCount > policy.maximumURILength {
            return Refusal(.invalidURI, "this URI is longer than the router accepts")
        }
        if !policy.uriRule.allows(whole, in: uri, match: match) {
            return Refusal(.invalidURI, "this is not a valid URI under the realm's rules")
        }
        if claimed, ReservedURI.couldMatch(whole, in: uri, match: match) {
            return Refusal(.invalidURI, "URIs that begin with wamp. are reserved")
        }
        switch match {
        case .exact, .prefix: return nil
        case .wildcard:
            guard WildcardTrie.admits(uri) else {
                return Refusal(.invalidURI, "this pattern has more components than the router accepts")
            }
            return nil
        }
    }

    /// Answers a request with ERROR.
    func refuse(_ session: RouterSession, _ envelope: Envelope, _ refusal: Refusal) {
        outbox.append(.refused(envelope.type, to: session.index, request: envelope.first, refusal))
        deliverPending()
    }
}
