import NIOCore
import NIOPosix

/// A client on a real socket that reads and writes bytes, for the tests of the server.
struct PlainClient {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects, lets `body` talk, and closes.
    static func talk<Answer: Sendable>(
        to port: Int, _ body: (inout Conversation) async throws -> Answer
    ) async throws -> Answer {
        try await talk(to: SocketAddress(ipAddress: "127.0.0.1", port: port), body)
    }

    /// The same with any address.
    static func talk<Answer: Sendable>(
        to address: SocketAddress, _ body: (inout Conversation) async throws -> Answer
    ) async throws -> Answer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var conversation = Conversation(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&conversation)
        }
    }

    struct Conversation {
        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private(set) var bytes: [UInt8] = []

        init(
            inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.inbound = inbound
            self.outbound = outbound
        }

        func send(_ bytes: [UInt8]) async throws {
            try await outbound.write(ByteBuffer(bytes: bytes))
        }

        /// Opens a WebSocket and takes the server's answer.
        mutating func upgrade() async throws {
            try await send(
                Array(
                    ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n").utf8))
            while true {
                if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                    bytes.removeSubrange(..<end.upperBound)
                    return
                }
                guard let buffer = try await inbound.next() else { throw ChannelError.eof }
                bytes += buffer.readableBytesView
            }
        }

        /// Opens a RawSocket for messages in a serializer, 1 being JSON, and takes the server's answer.
        mutating func open(serializer: UInt8 = 1) async throws {
            try await send([0x7F, 0xF0 | serializer, 0, 0])
            let answer = try await receive(exactly: 4)
            guard answer.first == 0x7F, answer[1] & 0x0F == serializer else { throw ChannelError.eof }
        }

        /// Sends a message over RawSocket.
        func sendMessage(_ text: String) async throws {
            let bytes = Array(text.utf8)
            try await send(
                [
                    0, UInt8(bytes.count >> 16 & 0xFF), UInt8(bytes.count >> 8 & 0xFF),
                    UInt8(bytes.count & 0xFF),
                ] + bytes)
        }

        /// The next message over RawSocket.
        mutating func receiveMessage() async throws -> String {
            let prefix = try await receive(exactly: 4)
            let count = prefix.reduce(0) { $0 << 8 | Int($1) }
            return String(decoding: try await receive(exactly: count), as: UTF8.self)
        }

        private mutating func receive(exactly count: Int) async throws -> [UInt8] {
            while bytes.count < count {
                guard let buffer = try await inbound.next() else { throw ChannelError.eof }
                bytes += buffer.readableBytesView
            }
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }

        /// The next frame; `nil` at the end of the connection.
        mutating func receive() async throws -> ReceivedFrame? {
            while true {
                if let frame = ReceivedFrame.take(from: &bytes) { return frame }
                guard let buffer = try await inbound.next() else { return nil }
                bytes += buffer.readableBytesView
            }
        }

        /// Everything up to the end of the connection.
        mutating func receiveAll() async throws -> [UInt8] {
            while let buffer = try await inbound.next() { bytes += buffer.readableBytesView }
            return bytes
        }
    }
}
