#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// By what a file is recognized: it differs where the file was replaced or written to.
struct FileState: Equatable, Sendable {
    private let device: dev_t
    private let number: ino_t
    private let size: off_t
    private let seconds: Int
    private let nanoseconds: Int

    /// Of the file that a path leads to, behind symbolic links; `nil` where there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
        size = status.st_size
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
