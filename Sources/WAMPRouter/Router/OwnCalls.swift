import NIOCore
import Routing
import Transport
import WAMP

/// How a call that the router itself made has ended.
enum OwnCallResult: Sendable {
    case result(Message.Payload)
    /// ERROR with its URI and, where the first argument is a string, that: from the callee, or from the dealer for a procedure
    /// that nobody has registered or a call that took too long.
    case error(uri: String, message: String?)
}

/// The router as a caller in its own realm: it calls dynamic authenticators and authorizers.
///
/// It is a session like those of clients, so that its calls take the same way and end in the same ways, but it has no transport and is
/// in none of the realm's lists.
///
/// Unchecked because it is confined to the realm's loop.
final class OwnCalls: @unchecked Sendable {
    let session: RouterSession
    private let queue: OutboundQueue
    private var waiting: [UInt64: @Sendable (OwnCallResult) -> Void] = [:]
    private var lastRequest: UInt64 = 0

    /// What callees are told of the caller: no client has this authrole.
    static let identity = SessionIdentity(
        authid: "wamp.router", authrole: "wamp.router", authmethod: "none", authprovider: "router")

    /// Of what the router asks at one time: callees that do not answer must not make it grow.
    static let maximumOutboundBytes = 64 << 20
    private static let limits = OutboundLimits(
        maximumPendingBytes: maximumOutboundBytes, pauseReadingAbove: .max)

    init(_ realms: Realms, eventLoop: any EventLoop) {
        queue = OutboundQueue(
            flushList: FlushList(eventLoop: eventLoop), limits: Self.limits, serializer: .json)
        session = RouterSession(
            outbound: queue, origin: ClientOrigin(address: "router", transport: .webSocket), realms: realms)
        queue.holder = self
    }

    /// The next call's request id; `body` is called once with how the call ends.
    func begin(_ body: @escaping @Sendable (OwnCallResult) -> Void) -> UInt64 {
        lastRequest += 1
        waiting[lastRequest] = body
        return lastRequest
    }

    private func end(_ request: UInt64, _ result: OwnCallResult) {
        waiting.removeValue(forKey: request)?(result)
    }
}

extension OwnCalls: OutboundHolder {
    func hold(_ messages: UnsafeRawBufferPointer) {
        queue.wasWritten(messages.count)
        var buffer = ByteBuffer(bytes: messages)
        while let message = buffer.readLengthPrefixedSlice(as: UInt32.self) {
            let bytes = Array(message.readableBytesView)
            switch try? Message.decode(json: bytes.span.bytes) {
            case .result(let result): end(result.request, .result(result.payload))
            case .error(let error):
                end(error.request, .error(uri: error.error, message: error.payload.arguments.first?.string))
            default: assertionFailure("a caller gets RESULT and ERROR only")
            }
        }
    }

    func queueClosed() {
        for request in waiting.keys.sorted() {
            end(request, .error(uri: "\(ErrorURI.limitExceeded.text)", message: "too many calls"))
        }
    }
}
