#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A socket that the service manager has bound and passed to this process (sd_listen_fds(3)).
package struct PassedSocket: Equatable, Sendable {
    package var descriptor: CInt
    /// The `FileDescriptorName=` of its unit; `unknown` where the service manager gave no names.
    package var name: String

    package init(descriptor: CInt, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// The first descriptor that is passed (`SD_LISTEN_FDS_START`).
    static let firstDescriptor: CInt = 3
    /// No service has more; a greater number is a mistake.
    static let maximumCount: CInt = 1024

    /// The sockets that `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` speak of; none where these are absent or meant for
    /// another process.
    package static func all(
        in environment: [String: String], processID: CInt
    ) throws(PassedSocketError) -> [PassedSocket] {
        guard let process = environment["LISTEN_PID"], let number = environment["LISTEN_FDS"] else {
            return []
        }
        guard let intended = CInt(process), intended > 0 else {
            throw .malformed(variable: "LISTEN_PID", value: process)
        }
        guard intended == processID else { return [] }
        guard let count = CInt(number), (0...maximumCount).contains(count) else {
            throw .malformed(variable: "LISTEN_FDS", value: number)
        }
        let descriptors = firstDescriptor..<(firstDescriptor + count)
        guard let list = environment["LISTEN_FDNAMES"] else {
            return descriptors.map { PassedSocket(descriptor: $0, name: "unknown") }
        }
        let names = list.split(separator: ":", omittingEmptySubsequences: false)
        guard names.count == descriptors.count || (count == 0 && list.isEmpty) else {
            throw .malformed(variable: "LISTEN_FDNAMES", value: list)
        }
        return zip(descriptors, names).map { PassedSocket(descriptor: $0, name: String($1)) }
    }

    /// Checks that this is a stream socket that listens, on TCP or in the file system, and keeps it from the programs that this
    /// process may start.
    func claim() throws(PassedSocketError) {
        guard option(SO_TYPE) == CInt(SOCK_STREAM.rawValue), option(SO_ACCEPTCONN) == 1 else {
            throw .unusable(self)
        }
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) == 0 }
        }
        guard isNamed, [AF_INET, AF_INET6, AF_UNIX].contains(CInt(address.ss_family)),
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw .unusable(self) }
    }

    private func option(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}

/// Why passed sockets cannot be used.
package enum PassedSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A variable of the environment does not say what sd_listen_fds(3) lays down.
    case malformed(variable: String, value: String)
    /// The descriptor is not open, or is no listening stream socket.
    case unusable(PassedSocket)

    package var description: String {
        switch self {
        case .malformed(let variable, let value):
            "the environment variable \(variable) is malformed: \(value)"
        case .unusable(let socket):
            "the passed descriptor \(socket.descriptor) (\(socket.name)) is no listening stream socket"
        }
    }
}
