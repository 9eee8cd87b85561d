import Logging
import NIOCore
import Routing
import Transport
import WAMP
import WebSocket

/// Why a session is over, for the log.
enum SessionEnd {
    /// GOODBYE of the client, with its reason.
    case goodbye(String)
    /// The client has answered the router's GOODBYE.
    case dismissed
    /// ABORT of the client.
    case aborted
    /// The router has sent ABORT for a protocol violation.
    case violation(String)
    case transport(TransportEnd)
    /// By `wamp.session.kill` or one of its kind, with the reason; `all`: together with all others of the realm.
    case killed(String, all: Bool)
    /// It did not take what it was sent.
    case slow(String)
    /// It sent more than its rate, by a transport that cannot be left unread.
    case tooFast
    /// WELCOME could not be sent: its client takes only shorter messages.
    case unwelcomed

    /// Nobody is left to be told (advanced profile, "wamp.session.kill_all"), or has been told of the session.
    var isSilent: Bool {
        switch self {
        case .killed(_, all: true), .unwelcomed: true
        case .goodbye, .dismissed, .aborted, .violation, .transport, .killed, .slow, .tooFast: false
        }
    }

    var description: String {
        switch self {
        case .goodbye(let reason): "client said goodbye: \(reason)"
        case .dismissed: "router said goodbye"
        case .aborted: "client aborted"
        case .violation(let message): "protocol violation: \(message)"
        case .transport(let end): "transport ended: \(end)"
        case .killed(let reason, _): "killed: \(reason)"
        case .slow(let reason): "slow consumer: the session \(reason)"
        case .tooFast: "more than byte_rate was sent"
        case .unwelcomed: "WELCOME is longer than the messages that the client takes"
        }
    }
}

extension Router {
    /// The session is over: everything it held ends, and those who wait for it are told.
    func leave(_ session: RouterSession, _ end: SessionEnd) {
        guard session.router === self else { return }
        broker.leave(session.index, into: &outbox)
        dealer.leave(session.index, into: &outbox)
        // While the session still has its id, for the meta events.
        deliverPending()
        if !end.isSilent {
            publishTestaments(of: session)
            publishLeft(session)
        }
        forgetSlowConsumer(session)
        sessions[session.index.position] = nil
        freeIndexes.append(session.index)
        indexes[session.id] = nil
        idsByRole[session.identity.authrole]?.remove(session.id)
        var metadata: Logger.Metadata = [
            "session": "\(session.id)", "realm": "\(realm)", "reason": "\(end.description)",
        ]
        if session.droppedEvents > 0 { metadata["dropped_events"] = "\(session.droppedEvents)" }
        if let dropped = session.rates?.droppedPublications, dropped > 0 {
            metadata["dropped_publications"] = "\(dropped)"
        }
        policy.logger.info("session closed", metadata: metadata)
        session.reset()
        if isShuttingDown && indexes.isEmpty { drained?.succeed() }
    }

    /// ABORT `wamp.error.protocol_violation`: the session ends, nothing after it is processed, the transport closes.
    func violate(_ session: RouterSession, _ message: String) {
        session.abort(ErrorURI.protocolViolation.text, message)
        leave(session, .violation(message))
    }

    /// GOODBYE of the client (basic profile, "Session Closing").
    func answerGoodbye(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        session.goodbye(.goodbyeAndOut)
        session.transport?.sessionClosed()
        // Anybody can send a long one, and it goes into the log.
        let reason = ByteRange(start: envelope.uri.start, count: min(envelope.uri.count, 200))
        leave(session, .goodbye(bytes.string(reason)))
        if isShuttingDown { session.closeTransport() }
    }

    /// The client has answered the router's GOODBYE.
    func finishGoodbye(_ session: RouterSession) {
        session.transport?.sessionClosed()
        leave(session, .dismissed)
        if isShuttingDown { session.closeTransport() }
    }

    /// GOODBYE `wamp.close.system_shutdown` to all. The future succeeds when all sessions have left.
    func shutDown() -> EventLoopFuture<Void> {
        if let drained { return drained.futureResult }
        isShuttingDown = true
        let drained = eventLoop.makePromise(of: Void.self)
        self.drained = drained
        for case let session? in sessions where session.state.sayGoodbye() {
            session.goodbye(.systemShutdown, "the router is shutting down")
        }
        if indexes.isEmpty { drained.succeed() }
        return drained.futureResult
    }
}
