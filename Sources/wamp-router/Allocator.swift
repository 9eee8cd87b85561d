import CMalloc

/// What the C library does with memory that is not used at the moment.
enum Allocator {
    /// More freed memory than this is given back to the system, in bytes.
    private static let kept = 32 << 20

    /// Keeps some of it. By default glibc gives the blocks of large messages back to the system again and again, and takes
    /// them anew page by page, which costs more than copying the messages.
    static func keepFreedMemory() {
        #if canImport(Glibc)
            mallopt(M_MMAP_THRESHOLD, 1 << 20)
            mallopt(M_TRIM_THRESHOLD, 8 << 20)
        #endif
    }

    /// Gives the rest back, from wherever in the heap it is, now and then until the task is canceled: glibc itself does that
    /// at the end of the heap only, and one block in use there keeps all that was freed below it.
    static func giveBackFreedMemory() async {
        #if canImport(Glibc)
            while (try? await Task.sleep(for: .seconds(15))) != nil {
                if mallinfo2().fordblks > kept { malloc_trim(kept) }
            }
        #endif
    }
}
