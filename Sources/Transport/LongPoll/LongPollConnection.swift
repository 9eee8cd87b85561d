import NIOCore
import NIOHTTP1
import WAMP
import WebSocket

/// The requests of the long-poll transport on one connection of HTTP: one after the other, and what follows one that is not yet
/// answered waits behind it (RFC 9112 §9.3.2).
///
/// Refusals close the connection; all else keeps it where the client does.
final class LongPollConnection {
    private enum State {
        case idle
        case reading(LongPollRequest)
        case answering(LongPollRequest)
    }

    private let endpoint: ListenerEndpoint
    private let clock: ConnectionClock
    private let flushList: FlushList
    private weak var http: HTTPHandler?
    private var state = State.idle
    /// Parts of the requests behind the one that is being answered, from `next` on.
    private var waiting: [HTTPServerRequestPart] = []
    private var next = 0

    /// Reading stops when something waits; this is more than one read of sensible requests brings.
    private static let maximumWaitingParts = 256

    init(http: HTTPHandler, endpoint: ListenerEndpoint, clock: ConnectionClock, flushList: FlushList) {
        self.http = http
        self.endpoint = endpoint
        self.clock = clock
        self.flushList = flushList
    }

    /// Between two requests.
    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// Reads a part of a request, or keeps it for later.
    ///
    /// - Returns: false where it belongs to no request of the long-poll transport.
    func read(_ part: HTTPServerRequestPart) -> Bool {
        switch state {
        case .answering: wait(part)
        case .idle:
            guard case .head(let head) = part else { return false }
            let request = HandshakeRequest(head)
            guard let base = endpoint.longPollBase,
                let resource = LongPollResource(path: request.path, base: base)
            else { return false }
            begin(head, request, resource)
        case .reading(var request):
            switch part {
            case .head: assertionFailure("a request ends before the next begins")
            case .body(var piece):
                state = .idle
                do throws(LongPollRequest.Refusal) {
                    try request.append(&piece)
                    state = .reading(request)
                    bodyReceived(request.task)
                } catch { refuse(error) }
            case .end:
                let body = request.takeBody()
                state = .answering(request)
                respond(to: request, body)
            }
        }
        return true
    }

    /// The connection is gone.
    func closed() {
        if case .answering(let request) = state, case .receive(let transport) = request.task {
            transport.release(self)
        }
        state = .idle
        waiting = []
        next = 0
    }

    /// Closes the connection.
    func cutOff() {
        http?.channel?.close(promise: nil)
    }
}

// MARK: One request

extension LongPollConnection {
    private func begin(_ head: HTTPRequestHead, _ request: HandshakeRequest, _ resource: LongPollResource) {
        do throws(LongPollRequest.Refusal) {
            let accepted = try LongPollRequest(head, request, resource, endpoint)
            if accepted.awaitsContinue {
                http?.channel?.writeAndFlush(
                    ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"), promise: nil)
            }
            http?.deadline = clock.now + LongPollTimes.request
            state = .reading(accepted)
        } catch {
            refuse(error, method: request.method)
        }
    }

    /// A message that takes its time to arrive is a sign of life.
    private func bodyReceived(_ task: LongPollRequest.Task) {
        guard case .send(let transport) = task else { return }
        transport.touch()
        http?.deadline = clock.now + LongPollTimes.request
    }

    private func respond(to request: LongPollRequest, _ body: consuming ByteBuffer) {
        switch request.task {
        case .preflight: answer(200, "OK", headers: CrossOrigin.preflight)
        case .open: open(request, body)
        case .receive(let transport):
            http?.deadline = .distantFuture
            transport.receive(on: self)
        case .send(let transport):
            guard transport.isOpen else {
                return refuse(request.refusal(404, "Not Found", "The session has ended."))
            }
            guard transport.send(&body) else {
                return refuse(request.refusal(400, "Bad Request", "The session has refused the message."))
            }
            answer(202, "Accepted")
        case .close(let transport):
            transport.closeReceived()
            answer(202, "Accepted")
        }
    }

    private func open(_ request: LongPollRequest, _ body: ByteBuffer) {
        guard let channel = http?.channel else { return }
        guard clock.count < endpoint.limits.maximumConnections else {
            return refuse(
                request.refusal(503, "Service Unavailable", "There are as many connections as there may be."))
        }
        let opening: LongPollOpening
        do throws(LongPollOpening.Refusal) {
            opening = try LongPollOpening(body, serializers: endpoint.serializers)
        } catch {
            return refuse(request.refusal(400, "Bad Request", error.reason))
        }
        let transport = endpoint.longPollSite.open(
            opening.subprotocol, from: channel.peerDescription, headers: request.keptHeaders, endpoint,
            clock: clock, flushList: flushList)
        answer(
            200, "OK", contentType: "application/json", body: opening.answer(transport: transport.id))
    }
}

// MARK: Answers

extension LongPollConnection {
    /// Answers a request to receive.
    ///
    /// - Parameter whenWritten: called when the kernel has taken all of the answer (true) or the connection has broken before that.
    func answer(
        received body: ByteBuffer, _ contentType: String, whenWritten: @escaping (Bool) -> Void
    ) {
        answer(200, "OK", contentType: contentType, body: body, whenWritten: whenWritten)
    }

    private func answer(
        _ status: UInt16, _ phrase: String, contentType: String? = nil,
        headers: [(name: String, value: String)] = [], body: ByteBuffer = ByteBuffer(),
        whenWritten: @escaping (Bool) -> Void = { _ in }
    ) {
        guard case .answering(let request) = state, let http, let channel = http.channel else {
            return whenWritten(false)
        }
        let connection = [("Connection", request.isKeptAlive ? "keep-alive" : "close")]
        let bytes = HTTPAnswer(
            status, phrase, contentType: contentType, headers: request.headers + headers + connection,
            body: body
        ).serialized(omittingBody: false)
        http.deadline = clock.now + LongPollTimes.reading(bytes.readableBytes)
        channel.writeAndFlush(bytes).assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                self.answered(request)
                whenWritten(true)
            case .failure: whenWritten(false)
            }
        }
    }

    private func refuse(_ refusal: LongPollRequest.Refusal, method: String? = nil) {
        state = .idle
        http?.refuse(refusal.answer, method: method)
    }

    private func answered(_ request: LongPollRequest) {
        guard let http, let channel = http.channel else { return }
        guard request.isKeptAlive else {
            state = .idle
            http.closeOutput()
            return
        }
        http.deadline = clock.now + LongPollTimes.keepAlive
        guard next < waiting.count else {
            state = .idle
            return
        }
        // Not here: the answer may be to a message that the router is just deciding, and the next request may be one, too.
        channel.eventLoop.assumeIsolated().execute { self.resume() }
    }

    // MARK: What waits

    private func wait(_ part: HTTPServerRequestPart) {
        if waiting.count >= Self.maximumWaitingParts { return cutOff() }
        if waiting.isEmpty { setReading(false) }
        waiting.append(part)
    }

    private func resume() {
        guard let http else { return }
        state = .idle
        while next < waiting.count {
            if case .answering = state { return }
            next += 1
            http.read(waiting[next - 1])
        }
        waiting = []
        next = 0
        setReading(true)
    }

    private func setReading(_ isReading: Bool) {
        try? http?.channel?.syncOptions?.setOption(.autoRead, value: isReading)
    }
}
