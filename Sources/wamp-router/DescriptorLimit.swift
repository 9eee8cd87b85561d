import Foundation

/// The number of file descriptors the process may have open, which bounds its connections.
enum DescriptorLimit {
    /// Raises the soft limit, which is often 1,024, to the hard one.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
