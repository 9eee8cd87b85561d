#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Files of the proc file system, see proc(5).
enum ProcFile {
    /// The beginning of a file, which is all of it for a process' files; nil where there is none.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The time that all cores together have worked so far, in seconds: everything in the first line of `/proc/stat` but
    /// idling and waiting for I/O.
    static func machineCPUSeconds() -> Double {
        let line = read("/proc/stat")?.prefix { $0 != "\n" } ?? ""
        let ticks = line.split(separator: " ").dropFirst().prefix(8).map { Int($0) ?? 0 }
        guard ticks.count == 8 else { return 0 }
        return Double(ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
