import Foundation
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing
import WAMP

@testable import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Sending on the descriptor, past the channel and together with it", .timeLimit(.minutes(10)))
struct DirectSendTests {
    /// A channel on one end of a pair of sockets; the other end is read when the test wants it.
    private final class Pair: @unchecked Sendable {
        let channel: any Channel
        let peer: CInt
        /// Used on the channel's loop only.
        let queue: OutboundQueue

        init(channel: any Channel, peer: CInt, queue: OutboundQueue) {
            self.channel = channel
            self.peer = peer
            self.queue = queue
        }

        static func make(direct: Bool, limit: Int = 1 << 30) async throws -> Pair {
            var ends: [CInt] = [0, 0]
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
            let peer = ends[1]
            _ = fcntl(peer, F_SETFL, O_NONBLOCK)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .withConnectedSocket(ends[0]).get()
            return try await channel.eventLoop.submit {
                #expect((DirectSend(channel: channel, isEnabled: direct) != nil) == direct)
                let queue = OutboundQueue(
                    channel: channel, flushList: FlushList(eventLoop: channel.eventLoop),
                    limits: OutboundLimits(maximumPendingBytes: limit, pauseReadingAbove: limit),
                    sendsDirectly: direct)
                try channel.pipeline.syncOperations.addHandler(Farewell(queue))
                return Pair(channel: channel, peer: peer, queue: queue)
            }.get()
        }

        /// Runs `body` on the loop; what it appends is flushed at the end of that tick.
        func write(_ body: @escaping @Sendable (OutboundQueue) -> Void) async throws {
            try await channel.eventLoop.submit { body(self.queue) }.get()
        }

        func pendingBytes() async throws -> Int {
            try await channel.eventLoop.submit { self.queue.pendingBytes }.get()
        }

        /// Reads what has arrived; `nil` at the end of the stream.
        func read() -> [UInt8]? {
            var bytes: [UInt8] = []
            var memory = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Glibc.read(peer, &memory, memory.count)
                if count == 0 { return bytes.isEmpty ? nil : bytes }
                if count < 0 { return bytes }
                bytes += memory[..<count]
            }
        }

        /// Reads until `count` bytes have arrived, and gives the loop its turns in between.
        func read(_ count: Int) async throws -> [UInt8] {
            var bytes: [UInt8] = []
            while bytes.count < count {
                guard let more = read() else { break }
                bytes += more
                try await channel.eventLoop.submit {}.get()
            }
            return bytes
        }

        func close() async throws {
            try? await channel.close()
            _ = Glibc.close(peer)
        }
    }

    /// Makes the queue forget the descriptor before its number serves again, as `WebSocketHandler` does.
    private final class Farewell: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let queue: OutboundQueue

        init(_ queue: OutboundQueue) { self.queue = queue }

        func channelInactive(context: ChannelHandlerContext) { queue.channelClosed() }
    }

    /// Bytes in which every eight tell their position.
    private static func pattern(from start: Int, count: Int) -> [UInt8] {
        (start..<start + count).map { UInt8(truncatingIfNeeded: ($0 >> 3) >> (($0 & 7) * 8)) }
    }

    @Test(
        "What a peer did not take at once arrives later, in order, behind and before what follows",
        arguments: [true, false])
    func partialWrites(direct: Bool) async throws {
        let pair = try await Pair.make(direct: direct)
        var start = 0
        // Far more than a socket's buffer, in batches of own bytes and shared messages.
        for round in 0..<12 {
            let own = Self.pattern(from: start, count: 96_000)
            let shared = Self.pattern(from: start + 96_000, count: round % 3 * 80_000)
            let tail = Self.pattern(from: start + 96_000 + shared.count, count: 8)
            start += own.count + shared.count + tail.count
            try await pair.write { queue in
                own.withUnsafeBytes { queue.bytes.append($0) }
                queue.markDirty()
                if !shared.isEmpty { queue.append(SharedMessage(frame: ByteBuffer(bytes: shared))) }
                tail.withUnsafeBytes { queue.bytes.append($0) }
                queue.markDirty()
            }
        }
        #expect(try await pair.pendingBytes() > 0)
        let received = try await pair.read(start)
        #expect(received == Self.pattern(from: 0, count: start))
        #expect(try await pair.pendingBytes() == 0)

        // The way is free again.
        try await pair.write { queue in
            queue.bytes.append("end")
            queue.markDirty()
        }
        #expect(try await pair.read(3) == Array("end".utf8))
        try await pair.close()
    }

    @Test(
        "Large messages and small ones arrive in order, whole and as they were when they were written",
        arguments: [true, false], [OutboundQueue.largeMessage - 1, OutboundQueue.largeMessage, 200_000])
    func largeMessages(direct: Bool, size: Int) async throws {
        let pair = try await Pair.make(direct: direct)
        var expected: [ReceivedFrame] = []
        for round in 0..<24 {
            let payload = [UInt8](repeating: UInt8(round), count: size + round)
            let small = ReceivedFrame(opcode: 1, payload: [UInt8(round)])
            expected += [
                small, ReceivedFrame(opcode: 1, payload: Array("<".utf8) + payload + Array(">".utf8)),
                ReceivedFrame(opcode: 1, payload: payload), small,
            ]
            // A guess too large by far, or too small, costs nothing but moving the header.
            let guess = round % 3 == 0 ? 2 : round % 3 == 1 ? 70_000 : size + 20
            try await pair.write { queue in
                queue.appendSmall(UInt8(round))
                var memory = payload
                var frames = SharedFrames()
                let start = queue.beginMessage(expecting: guess)
                queue.bytes.append("<")
                queue.bytes.append(payload: memory.span.bytes)
                queue.bytes.append(">")
                #expect(queue.endMessage(start))
                let isSent = memory.withUnsafeBytes { queue.appendMessage($0, sharing: &frames) }
                #expect(isSent)
                // The memory of a read serves the next one.
                for index in memory.indices { memory[index] = 0xFF }
                queue.appendSmall(UInt8(round))
            }
        }
        var received = try await pair.read(expected.reduce(0) { $0 + $1.byteCount })
        for frame in expected { #expect(ReceivedFrame.take(from: &received) == frame) }
        #expect(received.isEmpty)
        #expect(try await pair.pendingBytes() == 0)
        try await pair.close()
    }

    @Test("Reading and writing in turn keeps the order", arguments: [true, false])
    func interleaved(direct: Bool) async throws {
        let pair = try await Pair.make(direct: direct)
        var start = 0
        var received: [UInt8] = []
        for round in 0..<60 {
            let piece = Self.pattern(from: start, count: (round * 7919) % 90_000 / 8 * 8)
            start += piece.count
            try await pair.write { queue in
                piece.withUnsafeBytes { queue.bytes.append($0) }
                queue.markDirty()
            }
            if round % 3 == 0 { received += pair.read() ?? [] }
        }
        received += try await pair.read(start - received.count)
        #expect(received == Self.pattern(from: 0, count: start))
        try await pair.close()
    }

    @Test("A close behind a full socket comes after the last byte", arguments: [true, false])
    func closeBehind(direct: Bool) async throws {
        let pair = try await Pair.make(direct: direct)
        let all = Self.pattern(from: 0, count: 2_000_000)
        try await pair.write { queue in
            all.withUnsafeBytes { queue.bytes.append($0) }
            queue.closeWhenFlushed(.all)
        }
        #expect(try await pair.read(all.count + 1) == all)
        #expect(pair.read() == nil)
        try await pair.close()
    }

    @Test(
        "A peer that is gone is found by the channel; nothing is sent on a closed descriptor",
        arguments: [true, false])
    func peerGone(direct: Bool) async throws {
        let pair = try await Pair.make(direct: direct)
        _ = Glibc.close(pair.peer)
        for _ in 0..<3 {
            try await pair.write { queue in
                queue.bytes.append("x")
                queue.markDirty()
            }
        }
        try? await pair.channel.closeFuture.get()
        try await pair.write { queue in
            queue.bytes.append("late")
            queue.markDirty()
        }
        #expect(!pair.channel.isActive)
    }

    @Test("An embedded channel has no descriptor")
    func embedded() {
        let channel = EmbeddedChannel()
        #expect(DirectSend(channel: channel, isEnabled: true) == nil)
    }
}

extension OutboundQueue {
    fileprivate func appendSmall(_ byte: UInt8) {
        let start = beginMessage(expecting: 1)
        bytes.append(byte)
        endMessage(start)
    }
}

extension ReceivedFrame {
    /// Header and payload (RFC 6455 §5.2).
    fileprivate var byteCount: Int {
        payload.count + (payload.count <= 125 ? 2 : payload.count <= 65_535 ? 4 : 10)
    }
}
