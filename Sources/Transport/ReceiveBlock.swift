import NIOCore

/// The memory that the connections of one event loop read into, one after the other: what a read brings is dealt with before the next
/// one, so that one block does for all, and an idle connection has none.
///
/// Unchecked because it is confined to its loop: `init` may run anywhere, every other member is used on the loop.
package final class ReceiveBlock: @unchecked Sendable {
    /// 256 KiB: several messages of 64 KiB at a time, and still within the processor's cache.
    static let size = 256 << 10

    /// `nil` while somebody reads into it.
    private var block: ByteBuffer?

    init() {}

    /// Makes a channel read into the block. Its first handler is to give each buffer back that it gets, and to keep none.
    func serve(_ channel: any Channel) {
        guard let options = channel.syncOptions else { return }
        // One read at a time: NIO would keep the buffers of further ones.
        try? options.setOption(.maxMessagesPerRead, value: 1)
        try? options.setOption(.recvAllocator, value: ReceiveBlockAllocator(block: self))
    }

    fileprivate func take(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        guard var block else { return allocator.buffer(capacity: Self.size) }
        self.block = nil
        // Allocates another one should somebody have kept it.
        block.clear(minimumCapacity: Self.size)
        return block
    }

    /// The buffer of a read has been dealt with.
    func giveBack(_ buffer: ByteBuffer) {
        if block == nil, buffer.storageCapacity >= Self.size { block = buffer }
    }
}

/// Hands out the block of a loop.
private struct ReceiveBlockAllocator: RecvByteBufferAllocator {
    let block: ReceiveBlock

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { block.take(allocator) }

    /// Not told, and `true` below: else NIO would use the buffer of the read before.
    func nextBufferSize() -> Int? { nil }

    func record(actualReadBytes: Int) -> Bool { true }
}
