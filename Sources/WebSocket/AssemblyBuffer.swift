#if canImport(Glibc)
    import func Glibc.free
    import func Glibc.realloc
#else
    import func Musl.free
    import func Musl.realloc
#endif

/// Raw memory that a message is put together in when its frames do not lie in one read.
///
/// It grows with what has arrived, by doubling; up to what a header announced where that is not more than a few times as much.
struct AssemblyBuffer: ~Copyable {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var count = 0

    init() {
        memory = nil
    }

    deinit {
        free(memory)
    }

    var isEmpty: Bool { count == 0 }
    var isAllocated: Bool { memory != nil }

    /// The bytes, valid until the next mutation.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    /// Room for `extra` bytes after those that are there. Call `advance(by:)` with what was written.
    mutating func reserve(_ extra: Int) -> UnsafeMutableRawPointer {
        if let memory, capacity - count >= extra { return memory + count }
        return grow(by: extra)
    }

    /// The writable bytes beyond `count`.
    var spare: Int { capacity - count }

    mutating func advance(by written: Int) {
        assert(written >= 0 && written <= spare)
        count += written
    }

    /// The memory that `append` takes in advance, in times of what has arrived.
    private static let advance = 4

    /// - Parameter following: how many bytes are announced to follow.
    mutating func append(_ source: UnsafeRawBufferPointer, following: Int = 0) {
        guard let start = source.baseAddress, source.count > 0 else { return }
        let known = count + source.count
        if capacity < known { _ = grow(by: source.count + min(following, known * (Self.advance - 1))) }
        reserve(source.count).copyMemory(from: start, byteCount: source.count)
        advance(by: source.count)
    }

    /// Forgets the last bytes, down to `length`.
    mutating func truncate(to length: Int) {
        count = min(count, max(0, length))
    }

    /// Forgets the first bytes and moves the rest to the front.
    mutating func removeFirst(_ prefix: Int) {
        guard let memory, count > 0 else { return }
        let kept = max(0, count - prefix)
        memory.copyMemory(from: memory + (count - kept), byteCount: kept)
        count = kept
    }

    /// Forgets the bytes; more memory than `limit` bytes is given back.
    mutating func removeAll(keepingCapacityUpTo limit: Int) {
        count = 0
        guard capacity > limit else { return }
        free(memory)
        memory = nil
        capacity = 0
    }

    @inline(never)
    private mutating func grow(by extra: Int) -> UnsafeMutableRawPointer {
        let larger = max(capacity * 2, count + extra, 512)
        // Out of memory, the second ends the process.
        let moved = realloc(memory, larger) ?? .allocate(byteCount: larger, alignment: 16)
        memory = moved
        capacity = larger
        return moved + count
    }
}
