/// What is wrong with a received batch: a protocol violation that fails the transport (advanced profile,
/// "Message Batching"). Offsets are in bytes from the beginning of the batch.
package enum BatchError: Error, Equatable, Sendable {
    /// A batch without any message.
    case emptyBatch
    /// The batch is longer than offsets of 32 bits reach.
    case tooLong(byteCount: Int)
    /// A message without any byte, which begins at the offset.
    case emptyMessage(offset: Int)
    /// The message that begins at the offset is followed by no separator (JSON).
    case missingSeparator(offset: Int)
    /// The batch ends inside the length at the offset (MessagePack, CBOR).
    case truncatedLength(offset: Int)
    /// The length at the offset goes beyond the end of the batch (MessagePack, CBOR).
    case lengthBeyondEnd(UInt32, offset: Int)
}

extension BatchError: CustomStringConvertible {
    /// The violation in words, with the place, for logs.
    package var description: String {
        switch self {
        case .emptyBatch: "batch without a message"
        case .tooLong(let byteCount): "a batch of \(byteCount) bytes is too long"
        case .emptyMessage(let offset): "empty message at byte \(offset) of a batch"
        case .missingSeparator(let offset): "no separator after the message at byte \(offset) of a batch"
        case .truncatedLength(let offset): "batch ends inside the length at byte \(offset)"
        case .lengthBeyondEnd(let length, let offset):
            "length \(length) at byte \(offset) goes beyond the end of the batch"
        }
    }
}
