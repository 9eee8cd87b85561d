#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The file of a Unix socket that this process has bound.
///
/// A file that a process left behind when it ended is replaced. One on which somebody listens, and whatever is no socket, stays
/// untouched.
struct UnixSocketFile: Sendable {
    let path: String
    private let identity: Identity

    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t
    }

    /// Binds a socket, which does not listen yet.
    ///
    /// - Parameter mode: the file's permission bits. They are set before the socket listens, so that nobody connects under others.
    /// - Returns: the file, and the descriptor, which is the caller's to close.
    static func bind(
        path: String, mode: UInt16
    ) throws(UnixSocketError) -> (file: UnixSocketFile, descriptor: CInt) {
        try removeStale(path)
        let descriptor = try open(path)
        do throws(UnixSocketError) {
            try withAddress(of: path) { address, size throws(UnixSocketError) in
                if Glibc.bind(descriptor, address, size) != 0 { throw .system(path, errno) }
            }
            guard chmod(path, mode_t(mode)) == 0, let found = status(path) else {
                let failure = errno
                unlink(path)
                throw .system(path, failure)
            }
            return (UnixSocketFile(path: path, identity: found.identity), descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, unless another one has taken its place. To be called while the socket is still open: until then no
    /// other file can be taken for it.
    func remove() {
        if Self.status(path)?.identity == identity { unlink(path) }
    }

    private static func open(_ path: String) throws(UnixSocketError) -> CInt {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw .system(path, errno) }
        return descriptor
    }

    /// Removes the file where nobody listens on it any more.
    private static func removeStale(_ path: String) throws(UnixSocketError) {
        guard let found = status(path) else { return }
        guard found.isSocket else { throw .notASocket(path) }
        let descriptor = try open(path)
        defer { close(descriptor) }
        // Without blocking: EAGAIN, a full queue, is a listener, too.
        let failure = try withAddress(of: path) { address, size in
            connect(descriptor, address, size) == 0 ? 0 : errno
        }
        switch failure {
        case 0, EAGAIN, EINPROGRESS: throw .inUse(path)
        case ECONNREFUSED: if unlink(path) != 0, errno != ENOENT { throw .system(path, errno) }
        case ENOENT: break
        default: throw .system(path, failure)
        }
    }

    private static func status(_ path: String) -> (isSocket: Bool, identity: Identity)? {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        return (found.st_mode & S_IFMT == S_IFSOCK, Identity(device: found.st_dev, number: found.st_ino))
    }

    private static func withAddress<Answer>(
        of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(UnixSocketError) -> Answer
    ) throws(UnixSocketError) -> Answer {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= room else { throw .pathTooLong(path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        var result: Result<Answer, UnixSocketError> = .failure(.pathTooLong(path))
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                result = Result { () throws(UnixSocketError) in try body(pointer, size) }
            }
        }
        return try result.get()
    }
}

/// Why a Unix socket cannot be bound.
package enum UnixSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is a file of another kind.
    case notASocket(String)
    /// Somebody listens there.
    case inUse(String)
    /// The path does not fit into `sockaddr_un`.
    case pathTooLong(String)
    /// What the system says, as an `errno`.
    case system(String, CInt)

    /// Why, without the path.
    package var description: String {
        switch self {
        case .notASocket: "there is a file that is no socket"
        case .inUse: "another process listens there"
        case .pathTooLong: "the path is too long for a Unix socket"
        case .system(_, let number): String(cString: strerror(number))
        }
    }
}
