/// Splits a batch into its messages (advanced profile, "Message Batching").
///
/// One value reads one batch: call `next(in:)` with the same bytes until it answers `nil`. Nothing is copied,
/// and each byte is looked at once.
package struct BatchReader: Sendable {
    private let serializer: Serializer
    private var position = 0

    package init(_ serializer: Serializer) {
        self.serializer = serializer
    }

    /// The place of the next message, never empty; `nil` at the end of the batch, and after an error.
    @inline(__always)
    package mutating func next(in batch: RawSpan) throws(BatchError) -> ByteRange? {
        guard position > 0 || isReadable(batch) else { throw refusal(of: batch) }
        guard position < batch.byteCount else { return nil }
        do throws(BatchError) {
            switch serializer {
            case .json: return try nextSeparated(in: batch)
            case .messagePack, .cbor: return try nextPrefixed(in: batch)
            }
        } catch {
            position = .max
            throw error
        }
    }

    @inline(__always)
    private func isReadable(_ batch: RawSpan) -> Bool {
        batch.byteCount > 0 && batch.byteCount <= UInt32.max
    }

    @inline(never)
    private mutating func refusal(of batch: RawSpan) -> BatchError {
        position = .max
        return batch.byteCount == 0 ? .emptyBatch : .tooLong(byteCount: batch.byteCount)
    }

    /// A message, and the separator after it.
    private mutating func nextSeparated(in batch: RawSpan) throws(BatchError) -> ByteRange {
        let start = position
        guard let end = batch.firstSeparator(from: start) else { throw .missingSeparator(offset: start) }
        guard end > start else { throw .emptyMessage(offset: start) }
        position = end &+ 1
        return ByteRange(from: start, to: end)
    }

    /// A length of 32 bits, and the message after it.
    private mutating func nextPrefixed(in batch: RawSpan) throws(BatchError) -> ByteRange {
        guard let length = batch.bigEndian(at: position, width: 4) else {
            throw .truncatedLength(offset: position)
        }
        let start = position &+ 4
        let count = Int(truncatingIfNeeded: length)
        guard count > 0 else { throw .emptyMessage(offset: start) }
        guard count <= batch.byteCount &- start else {
            throw .lengthBeyondEnd(UInt32(truncatingIfNeeded: length), offset: position)
        }
        position = start &+ count
        return ByteRange(from: start, to: position)
    }
}
