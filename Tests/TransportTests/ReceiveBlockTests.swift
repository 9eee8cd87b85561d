import NIOCore
import NIOPosix
import Testing

@testable import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("One block that all connections of a loop read into", .timeLimit(.minutes(10)))
struct ReceiveBlockTests {
    /// Counts what it reads, where the memory lies, and gives it back.
    private final class Reader: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        private let block: ReceiveBlock
        private(set) var bytes: [UInt8] = []
        private(set) var reads: [(address: UInt, capacity: Int)] = []

        init(_ block: ReceiveBlock) { self.block = block }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            buffer.withUnsafeReadableBytes { memory in
                bytes += memory
                reads.append((UInt(bitPattern: memory.baseAddress), buffer.storageCapacity))
            }
            // The first read of a connection is for whoever finds out what it speaks.
            if reads.count == 1 { block.serve(context.channel) }
            block.giveBack(buffer)
        }
    }

    @Test("Two connections in turn read into the same memory, as much at a time as fits into it")
    func shared() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let block = ReceiveBlock()
        var peers: [CInt] = []
        var channels: [any Channel] = []
        let readers = [Reader(block), Reader(block)]
        for reader in readers {
            var ends: [CInt] = [0, 0]
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
            peers.append(ends[1])
            channels.append(
                try await ClientBootstrap(group: loop)
                    .channelInitializer { $0.pipeline.addHandler(reader) }
                    .withConnectedSocket(ends[0]).get())
        }
        var sent: [[UInt8]] = [[], []]
        for round in 0..<12 {
            let side = round % 2
            let piece = [UInt8](repeating: UInt8(round), count: round < 2 ? 10 : 100_000)
            sent[side] += piece
            var rest = piece[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(peers[side], $0.baseAddress, $0.count) }
                try #require(count > 0)
                rest = rest.dropFirst(count)
            }
            let expected = sent[side].count
            while try await loop.submit({ readers[side].bytes.count }).get() < expected {}
        }
        for (side, reader) in readers.enumerated() {
            #expect(reader.bytes == sent[side])
            for read in reader.reads.dropFirst(3) {
                #expect(read.capacity >= ReceiveBlock.size)
            }
        }
        let addresses = readers.flatMap { $0.reads.dropFirst(3) }.map(\.address)
        #expect(Set(addresses).count == 1)
        for channel in channels { try await channel.close() }
        for peer in peers { close(peer) }
    }
}
