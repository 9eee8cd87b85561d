import NIOCore
import WAMP

/// A transport whose client sends and receives by HTTP requests (advanced profile, "HTTP Longpoll Transport"): what of it lasts
/// from request to request.
///
/// Messages to the client wait until a request to receive takes them, and are forgotten when the kernel has taken all of the
/// answer: what it could not deliver after that is lost, as it is on any other transport.
final class LongPollTransport {
    let id: String
    private let subprotocol: Subprotocol
    private let queue: OutboundQueue
    private let limits: ConnectionLimits
    private let clock: ConnectionClock
    private weak var site: LongPollSite?
    /// Until the end.
    private var receiver: (any MessageReceiver)?
    private var waiting = WaitingMessages()
    /// The connection whose request to receive waits for a message, and until when.
    private var held: (connection: LongPollConnection, until: NIODeadline)?
    /// The connection to which an answer with messages is being written.
    private var answering: LongPollConnection?
    /// The router has closed the transport; what waits can still be fetched.
    private var isClosing = false
    /// When to stop waiting for the next request.
    private var patience: NIODeadline
    /// When to stop waiting for a session.
    private var opening: NIODeadline?
    /// The longest body of a request to send.
    private(set) var maximumMessageSize: Int
    var clockPosition = -1

    /// All messages of a batch reach the client in the time that one round trip takes, and 1 MiB in each is more than such a
    /// connection carries.
    private static let maximumBatchSize = 1 << 20

    init(
        id: String, _ subprotocol: Subprotocol, queue: OutboundQueue, receiver: any MessageReceiver,
        limits: ConnectionLimits, clock: ConnectionClock, site: LongPollSite
    ) {
        self.id = id
        self.subprotocol = subprotocol
        self.queue = queue
        self.receiver = receiver
        self.limits = limits
        self.clock = clock
        self.site = site
        patience = clock.now + LongPollTimes.silence(limits.keepAlive)
        opening = clock.now + limits.openingTimeout
        maximumMessageSize = limits.openingMessageSize
    }

    /// The media type of its messages; that of MessagePack as Autobahn and Crossbar.io write it.
    var contentType: String {
        switch subprotocol.serializer {
        case .json: "application/json"
        case .messagePack: "application/x-msgpack"
        case .cbor: "application/cbor"
        }
    }

    /// The client may still fetch what waits, but it may not send any more.
    var isOpen: Bool { receiver != nil && !isClosing }

    /// The client has given a sign of life.
    func touch() {
        patience =
            clock.now + (isClosing ? LongPollTimes.farewell : LongPollTimes.silence(limits.keepAlive))
    }

    private func end(_ end: TransportEnd) {
        guard let receiver else { return }
        self.receiver = nil
        site?.remove(self)
        clock.remove(self)
        queue.channelClosed()
        waiting = WaitingMessages()
        answerEmpty()
        receiver.transportClosed(end)
    }
}

// MARK: Requests

extension LongPollTransport {
    /// A request to receive: answered at once where messages wait, else when there are some.
    ///
    /// A client has one such request at a time. Where it sends another, the connection of the first may well have died unnoticed,
    /// so the second counts, and the first is answered without a message.
    func receive(on connection: LongPollConnection) {
        touch()
        answerEmpty()
        held = (connection, until: clock.now + LongPollTimes.poll)
        // An answer that did not get through in all the time: its messages are put back as that connection closes.
        answering?.cutOff()
        deliver()
    }

    /// The body of a request to send: one message, or a batch.
    ///
    /// - Returns: false where the session has refused it as a violation of the protocol.
    func send(_ body: inout ByteBuffer) -> Bool {
        touch()
        guard let receiver else { return false }
        body.withUnsafeMutableReadableBytes { memory in
            var messages = InboundMessages(body: memory, subprotocol)
            receiver.receive(&messages)
        }
        return !(isClosing && hasRefused)
    }

    /// A request to close.
    func closeReceived() {
        end(.closedByPeer)
    }

    /// The connection is gone, and with it the request that was held; what waits goes on waiting.
    func release(_ connection: LongPollConnection) {
        guard held?.connection === connection else { return }
        held = nil
        touch()
    }

    /// Whether the session's last word is ABORT `wamp.error.protocol_violation`. That of another reason, such as an unknown realm, is
    /// an answer to a message that was right.
    private var hasRefused: Bool {
        let bytes = queue.bytes.bytes
        var start = 0
        var message: UnsafeRawBufferPointer?
        while start + 4 <= bytes.count {
            let length = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            let end = start + 4 + Int(length)
            guard end <= bytes.count else { break }
            message = UnsafeRawBufferPointer(rebasing: bytes[start + 4..<end])
            start = end
        }
        let serializer = subprotocol.serializer
        guard let last = message?.bytes, let envelope = try? serializer.scan(last, utf8: .unchecked),
            envelope.type == .abort
        else { return false }
        return serializer.uri(of: envelope, in: last).elementsEqual(
            ErrorURI.protocolViolation.text.description.utf8)
    }

    // What clients expect of a poll without a message: Crossbar.io, which lets a poll end only with its transport, then answers 200
    // without a body; Autobahn|JS polls again after 200 or 204 without a body.
    private func answerEmpty() {
        guard let (connection, _) = held else { return }
        held = nil
        connection.answer(received: ByteBuffer(), contentType) { _ in }
    }

    private func deliver() {
        guard answering == nil, let (connection, _) = held,
            let body = waiting.take(subprotocol, maximumBatchSize: Self.maximumBatchSize)
        else { return }
        held = nil
        answering = connection
        connection.answer(received: body, contentType) { self.answered($0) }
    }

    private func answered(_ isWritten: Bool) {
        answering = nil
        guard receiver != nil else { return }
        touch()
        if isWritten {
            queue.wasWritten(waiting.confirm())
        } else {
            waiting.putBack()
        }
        deliver()
    }
}

extension LongPollTransport: OutboundHolder {
    func hold(_ messages: UnsafeRawBufferPointer) {
        waiting.append(messages)
        deliver()
    }

    func queueClosed() {
        end(queue.hasOverflowed ? .overflowed : .closedByRouter)
    }
}

extension LongPollTransport: ClientTransport {
    func close(_ reason: ClosingReason) {
        guard isOpen else { return }
        isClosing = true
        touch()
        queue.acceptsMessages = false
        queue.closeWhenFlushed(.all)
    }

    func sessionOpened() {
        maximumMessageSize = limits.webSocket.maximumMessageSize
    }

    func sessionClosed() {
        maximumMessageSize = limits.openingMessageSize
    }
}

extension LongPollTransport: Ticking {
    func tick(_ now: NIODeadline) {
        if let held, held.until <= now {
            answerEmpty()
            touch()
        }
        // While an answer is being written its connection has a deadline.
        if held == nil, answering == nil, patience <= now {
            return end(isClosing ? .closedByRouter : .unresponsive)
        }
        if !isClosing { checkOpening(now) }
    }

    private func checkOpening(_ now: NIODeadline) {
        guard let receiver, !receiver.isEstablished else {
            opening = nil
            return
        }
        guard let opening else {
            self.opening = now + limits.openingTimeout
            return
        }
        if opening <= now { receiver.openingDeadlinePassed() }
    }
}
