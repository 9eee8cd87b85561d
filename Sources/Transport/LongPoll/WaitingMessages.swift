import NIOCore
import WAMP

/// The messages that wait for their client to fetch them, in order. What was taken is kept until it is known to have arrived.
struct WaitingMessages {
    /// Each message behind its length, see `Framing.longPoll`.
    private var bytes = ByteBuffer()
    /// How many bytes at the front have been taken.
    private var taken = 0

    /// Nothing can be taken.
    var isEmpty: Bool { taken == bytes.readableBytes }

    /// Appends messages, each behind its length.
    mutating func append(_ messages: UnsafeRawBufferPointer) {
        bytes.writeBytes(messages)
    }

    /// Takes the body of an answer: one message, or a batch.
    ///
    /// - Parameter maximumBatchSize: of a batch, in bytes, unless its first message is longer.
    /// - Returns: `nil` where nothing waits, or what was taken has not been settled.
    mutating func take(_ subprotocol: Subprotocol, maximumBatchSize: Int) -> ByteBuffer? {
        guard taken == 0, let first = message(at: bytes.readerIndex) else { return nil }
        guard subprotocol.isBatched else {
            taken = first.upperBound - bytes.readerIndex
            return bytes.getSlice(at: first.lowerBound, length: first.count)
        }
        let start = bytes.readerIndex
        var batch = OutputBytes()
        var next: Range<Int>? = first
        while let place = next, place.upperBound - start <= maximumBatchSize || place == first {
            bytes.withUnsafeReadableBytes { readable in
                let message = readable[place.lowerBound - start..<place.upperBound - start]
                Batch.append(UnsafeRawBufferPointer(rebasing: message), subprotocol.serializer, to: &batch)
            }
            taken = place.upperBound - start
            next = message(at: place.upperBound)
        }
        return ByteBuffer(bytes: batch.bytes)
    }

    /// What was taken has arrived, and is forgotten.
    ///
    /// - Returns: how many bytes are gone.
    mutating func confirm() -> Int {
        let count = taken
        taken = 0
        bytes.moveReaderIndex(forwardBy: count)
        if bytes.readableBytes == 0 {
            bytes = ByteBuffer()
        } else if bytes.readerIndex > bytes.readableBytes {
            // Less is moved than has gone, so that all moves together are not more than all messages.
            bytes.discardReadBytes()
        }
        return count
    }

    /// What was taken has not arrived, and can be taken again.
    mutating func putBack() {
        taken = 0
    }

    /// Where the message whose length is at `index` stands.
    private func message(at index: Int) -> Range<Int>? {
        guard let length = bytes.getInteger(at: index, as: UInt32.self) else { return nil }
        let start = index + 4
        return start..<start + Int(length)
    }
}
