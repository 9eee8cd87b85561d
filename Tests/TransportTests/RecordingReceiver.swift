import NIOCore
import WebSocket

@testable import Transport

/// A session that writes down what it is told and echoes messages on demand.
final class RecordingReceiver: MessageReceiver {
    weak var transport: (any ClientTransport)?
    var isEstablished = true
    var messages: [String] = []
    var ends: [TransportEnd] = []
    var passedDeadlines = 0
    /// Asked with every message; `false` leaves the rest of the read unread.
    var onMessage: (RecordingReceiver, String) -> Bool = { _, _ in true }
    var onDeadline: (RecordingReceiver) -> Void = { _ in }

    func receive(_ inbound: inout InboundMessages) {
        while let message = inbound.next() {
            let prefix = message.kind == .text ? "" : "binary:"
            let text = prefix + String(decoding: message.bytes, as: UTF8.self)
            messages.append(text)
            if !onMessage(self, text) { return }
        }
    }

    func transportClosed(_ cause: TransportEnd) { ends.append(cause) }

    func openingDeadlinePassed() {
        passedDeadlines += 1
        onDeadline(self)
    }

    func send(_ text: String) {
        guard let handler = transport as? WebSocketHandler else { return }
        Array(text.utf8).withUnsafeBytes { handler.outbound.appendMessage($0) }
    }
}

extension OutboundQueue {
    /// Appends a message that goes to this connection alone.
    func appendMessage(_ message: UnsafeRawBufferPointer) {
        var frames = SharedFrames()
        _ = appendMessage(message, sharing: &frames)
    }
}

extension ConnectionLimits {
    /// Small round numbers.
    static func test(
        ping: TimeAmount = .zero, pong: TimeAmount = .seconds(2), handshake: TimeAmount = .seconds(5),
        opening: TimeAmount = .seconds(10), outbound: Int = 1 << 20, connections: Int = 100
    ) -> ConnectionLimits {
        ConnectionLimits(
            webSocket: WebSocketLimits(maximumFrameSize: 1000, maximumMessageSize: 2000),
            outbound: OutboundLimits(maximumPendingBytes: outbound, pauseReadingAbove: outbound / 4),
            keepAlive: KeepAliveLimits(interval: ping, timeout: pong), maximumConnections: connections,
            handshakeTimeout: handshake, openingTimeout: opening)
    }
}
