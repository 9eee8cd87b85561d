#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How many descriptors this process may have open, one for each session.
enum OpenFileLimit {
    /// Raises the limit as far as the system allows.
    static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(resource, &limit)
    }
}
