import NIOCore
import NIOHTTP1
import WebSocket

/// A request of the long-poll transport, as its body arrives: what is asked, or why it is refused.
struct LongPollRequest {
    enum Task {
        /// A browser asks whether a page may do what it is about to do (the CORS protocol's preflight).
        case preflight
        case open
        case receive(LongPollTransport)
        case send(LongPollTransport)
        case close(LongPollTransport)
    }

    /// An answer behind which the connection is closed.
    struct Refusal: Error {
        var answer: HTTPAnswer
    }

    let task: Task
    /// The client may send its next request on the same connection.
    let isKeptAlive: Bool
    /// The client waits for a word before it sends the body (RFC 9110 §10.1.1).
    let awaitsContinue: Bool
    /// Of the answer, whatever it is.
    let headers: [(name: String, value: String)]
    /// Of the request, what the listener keeps for the session that it opens.
    let keptHeaders: [String: [String]]
    private var body = ByteBuffer()
    private let maximumBodySize: Int

    /// - Throws: `Refusal` of what can be refused before the body has arrived.
    init(
        _ head: HTTPRequestHead, _ request: HandshakeRequest, _ resource: LongPollResource,
        _ endpoint: ListenerEndpoint
    ) throws(Refusal) {
        guard let crossOrigin = CrossOrigin(request, endpoint.handshake.origins) else {
            throw Refusal(403, "Forbidden", "Pages of this origin may not connect.")
        }
        let headers = crossOrigin.headers + [("Cache-Control", "no-store")]
        self.headers = headers
        isKeptAlive = head.isKeepAlive
        awaitsContinue =
            request.headers.contains("100-continue", in: "Expect")
            && request.version >= .init(major: 1, minor: 1)
        if case .open = resource {
            keptHeaders = endpoint.kept(of: request.headers)
        } else {
            keptHeaders = [:]
        }
        if request.method == "OPTIONS" {
            task = .preflight
        } else if request.method == "POST" {
            guard let task = Task(resource, endpoint.longPollSite) else {
                throw Refusal(404, "Not Found", "There is no such transport, or no more.", headers)
            }
            self.task = task
        } else {
            throw Refusal(
                405, "Method Not Allowed", "The long-poll transport has POST only.",
                headers + [("Allow", "POST, OPTIONS")])
        }
        maximumBodySize =
            switch task {
            case .send(let transport): transport.maximumMessageSize
            // Those that have none may have a small one.
            case .preflight, .open, .receive, .close: LongPollOpening.maximumSize
            }
        if let length = request.headers.all("Content-Length").first, (Int(length) ?? .max) > maximumBodySize {
            throw bodyTooLong
        }
    }

    /// A piece of the body.
    mutating func append(_ piece: inout ByteBuffer) throws(Refusal) {
        guard piece.readableBytes <= maximumBodySize - body.readableBytes else { throw bodyTooLong }
        if body.readableBytes == 0 { swap(&body, &piece) } else { body.writeBuffer(&piece) }
    }

    private var bodyTooLong: Refusal {
        Refusal(413, "Content Too Large", "The limit is \(maximumBodySize) bytes.", headers)
    }

    /// The body, which is then read and gone.
    mutating func takeBody() -> ByteBuffer {
        defer { body = ByteBuffer() }
        return body
    }

    /// Why the request is refused after all, with its body read.
    func refusal(_ status: UInt16, _ phrase: String, _ text: String) -> Refusal {
        Refusal(status, phrase, text, headers)
    }
}

extension LongPollRequest.Refusal {
    fileprivate init(
        _ status: UInt16, _ phrase: String, _ text: String, _ headers: [(name: String, value: String)] = []
    ) {
        answer = .text(status, phrase, text, headers: headers)
    }
}

extension LongPollRequest.Task {
    /// `nil` where there is no such transport, or none any more.
    fileprivate init?(_ resource: LongPollResource, _ site: LongPollSite) {
        switch resource {
        case .open: self = .open
        case .receive(let id):
            guard let transport = site.transport(id) else { return nil }
            self = .receive(transport)
        case .send(let id):
            guard let transport = site.transport(id), transport.isOpen else { return nil }
            self = .send(transport)
        case .close(let id):
            guard let transport = site.transport(id) else { return nil }
            self = .close(transport)
        }
    }
}
