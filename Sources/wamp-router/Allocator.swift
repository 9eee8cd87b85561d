import CMalloc

/// What the C library does with memory that is not used at the moment.
enum Allocator {
    /// Keeps some of it. By default glibc gives the blocks of large messages back to the system again and again, and takes
    /// them anew page by page, which costs more than copying the messages.
    static func keepFreedMemory() {
        #if canImport(Glibc)
            mallopt(M_MMAP_THRESHOLD, 1 << 20)
            mallopt(M_TRIM_THRESHOLD, 8 << 20)
        #endif
    }
}
