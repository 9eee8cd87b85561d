#if canImport(Glibc)
    import func Glibc.free
    import func Glibc.realloc
#else
    import func Musl.free
    import func Musl.realloc
#endif

/// Bytes on their way out: a growable run of raw memory that encoders append to.
///
/// One of the two places that hold raw pointers (the other is the unmasking of WebSocket frames): every
/// message that leaves is written here once, and an array's checks and uniqueness tests per appended piece
/// cost more than the piece.
package struct OutputBytes: ~Copyable {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    /// The number of bytes written.
    package private(set) var count = 0
    /// Payloads of at least so many bytes are borrowed, not copied: see `append(payload:)`.
    package var borrowsFrom = Int.max
    /// The payload that was borrowed.
    package private(set) var borrowed: BorrowedRun?

    package init() {
        memory = nil
    }

    deinit {
        free(memory)
    }

    package var isEmpty: Bool { count == 0 }

    /// The written bytes, valid until the next mutation.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory, count: count)
    }

    /// Where the next byte goes, after making room for `extra` of them. Call `advance(by:)` with what was written.
    package mutating func reserve(_ extra: Int) -> UnsafeMutableRawPointer {
        if let memory, capacity - count >= extra { return memory + count }
        return grow(by: extra)
    }

    package mutating func advance(by written: Int) {
        count += written
        assert(count <= capacity)
    }

    /// By doubling, or to what is needed where that is more: a large message is not copied from block to block, and large blocks
    /// are moved by the system without being copied at all.
    @inline(never)
    private mutating func grow(by extra: Int) -> UnsafeMutableRawPointer {
        let needed = (count + extra + 255) & ~255
        let larger = max(capacity * 2, needed)
        // Out of memory, the second ends the process.
        let moved = realloc(memory, larger) ?? .allocate(byteCount: larger, alignment: 16)
        memory = moved
        capacity = larger
        return moved + count
    }

    package mutating func append(_ byte: UInt8) {
        reserve(1).storeBytes(of: byte, as: UInt8.self)
        advance(by: 1)
    }

    package mutating func append(_ span: RawSpan) {
        span.withUnsafeBytes { append($0) }
    }

    package mutating func append(_ source: UnsafeRawBufferPointer) {
        guard let start = source.baseAddress else { return }
        reserve(source.count).copyMemory(from: start, byteCount: source.count)
        advance(by: source.count)
    }

    /// Appends the payload of a message, or remembers that it stands here: whoever set `borrowsFrom` takes it, by `takeBorrowed`,
    /// while its memory is valid. One at a time; further ones are copied.
    @inline(__always)
    package mutating func append(payload: RawSpan) {
        if payload.byteCount < borrowsFrom { return append(payload) }
        borrow(payload)
    }

    @inline(never)
    private mutating func borrow(_ payload: RawSpan) {
        guard borrowed == nil else { return append(payload) }
        let offset = count
        payload.withUnsafeBytes { borrowed = BorrowedRun(bytes: $0, offset: offset) }
    }

    /// The borrowed payload, which is forgotten; copying is the rule again.
    package mutating func takeBorrowed() -> BorrowedRun? {
        let run = borrowed
        borrowed = nil
        borrowsFrom = .max
        return run
    }

    package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends the decimal digits of `number`.
    package mutating func append(decimal number: UInt64) {
        // 20 digits hold the largest 64-bit number; they come out from the last to the first.
        let end = reserve(20) + 20
        var first = end
        var rest = number
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first -= 1
            first.storeBytes(of: UInt8(truncatingIfNeeded: digit) &+ 0x30, as: UInt8.self)
            rest = quotient
        } while rest != 0
        let length = end - first
        (end - 20).copyMemory(from: first, byteCount: length)
        advance(by: length)
    }

    /// Memory that has been written, from `offset` on: for a header that can be written only after what it describes.
    package mutating func written(at offset: Int) -> UnsafeMutableRawPointer {
        assert(offset >= 0 && offset <= count)
        return reserve(0) - count + offset
    }

    /// Moves the bytes from `offset` to the end by `distance`, forwards or backwards, to fit a header before them.
    package mutating func moveTail(from offset: Int, by distance: Int) {
        let length = count - offset
        let tail = reserve(max(0, distance)) - length
        (tail + distance).copyMemory(from: tail, byteCount: length)
        count += distance
    }

    /// Forgets the last bytes, down to `length`.
    package mutating func truncate(to length: Int) {
        assert(length <= count)
        count = min(count, length)
    }

    /// Forgets the first `prefix` bytes and moves the rest to the front.
    package mutating func removeFirst(_ prefix: Int) {
        guard let memory, prefix > 0 else { return }
        let kept = max(0, count - prefix)
        if kept > 0 { memory.copyMemory(from: memory + prefix, byteCount: kept) }
        count = kept
    }

    /// Forgets the bytes; memory beyond `limit` bytes is given back.
    package mutating func removeAll(keepingCapacityUpTo limit: Int) {
        count = 0
        if capacity > limit {
            free(memory)
            memory = nil
            capacity = 0
        }
    }
}

/// Bytes that belong to somebody else and stand within `OutputBytes` without having been copied.
package struct BorrowedRun {
    /// Valid as long as their owner says.
    package var bytes: UnsafeRawBufferPointer
    /// How many bytes of the `OutputBytes` stand before them.
    package var offset: Int

    package init(bytes: UnsafeRawBufferPointer, offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }
}
