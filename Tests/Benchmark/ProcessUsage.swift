#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What processes have used so far: CPU time by their CPU-time clocks, memory from `/proc/PID/stat`.
struct ProcessUsage: Sendable {
    /// User and system time, in seconds.
    var cpuSeconds = 0.0
    /// Resident memory, in bytes.
    var residentBytes = 0

    /// Of this process: the load generator itself.
    static func current() -> ProcessUsage { of([getpid()]) }

    /// Of all these processes together; one that is gone counts nothing.
    static func of(_ pids: [pid_t]) -> ProcessUsage {
        var sum = ProcessUsage()
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        for pid in pids {
            guard let fields = statFields(pid), fields.count > 21 else { continue }
            sum.cpuSeconds += cpuSeconds(pid)
            // rss is field 24 of proc(5), which counts pid and name.
            sum.residentBytes += (Int(fields[21]) ?? 0) * pageSize
        }
        return sum
    }

    /// Of all threads of a process, those that have ended included. `/proc` counts in hundredths of a second, which is too
    /// coarse for the seconds that are measured.
    private static func cpuSeconds(_ pid: pid_t) -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A process and all its descendants.
    static func tree(_ root: pid_t) -> [pid_t] {
        let parents = allProcesses().compactMap { pid in
            statFields(pid).flatMap { $0.count > 1 ? pid_t($0[1]) : nil }.map { (pid: pid, parent: $0) }
        }
        var tree = [root]
        var next = 0
        while next < tree.count {
            let parent = tree[next]
            tree += parents.lazy.filter { $0.parent == parent }.map(\.pid)
            next += 1
        }
        return tree
    }

    /// The fields behind the process' name, which is in parentheses and may hold anything; the first is its state.
    private static func statFields(_ pid: pid_t) -> [Substring]? {
        guard let text = ProcFile.read("/proc/\(pid)/stat"), let nameEnd = text.lastIndex(of: ")") else {
            return nil
        }
        return text[text.index(after: nameEnd)...].split { $0 == " " || $0 == "\n" }
    }

    private static func allProcesses() -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if let pid = pid_t(name) { pids.append(pid) }
        }
        return pids
    }
}
