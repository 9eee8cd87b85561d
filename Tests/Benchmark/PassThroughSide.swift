/// The router or the forwarder, under load from sessions of its own.
struct PassThroughSide {
    private let generator: LoadGenerator
    private let pids: [Int32]

    /// Connects and prepares the workload's sessions.
    init(_ generator: LoadGenerator, _ pid: Int32?, _ workload: some Workload) async throws {
        self.generator = generator
        pids = pid.map { ProcessUsage.tree($0) } ?? []
        try await generator.connect(workload)
        try await generator.prepare()
    }

    /// What it did, in one round or in several.
    struct Result: Sendable {
        var operations = 0
        var seconds = 0.0
        var cpuSeconds = 0.0
        var errors = 0

        var microsecondsPerOperation: Double { cpuSeconds * 1e6 / Double(operations) }

        static func + (left: Result, right: Result) -> Result {
            Result(
                operations: left.operations + right.operations, seconds: left.seconds + right.seconds,
                cpuSeconds: left.cpuSeconds + right.cpuSeconds, errors: left.errors + right.errors)
        }
    }

    /// Loads it, and waits for the last answer.
    func load(_ options: CommonOptions) async throws -> Result {
        try await generator.setLoading(true)
        try await generator.sleep(seconds: options.warmup)
        let begin = try await generator.mark(true, pids)
        try await generator.sleep(seconds: options.seconds)
        let end = try await generator.mark(false, pids)
        try await generator.setLoading(false)
        let final = try await generator.drain()
        return Result(
            operations: end.measurement.operations - begin.measurement.operations,
            seconds: Double(end.time - begin.time) / 1e9,
            cpuSeconds: end.router.cpuSeconds - begin.router.cpuSeconds,
            errors: final.errors - begin.measurement.errors)
    }
}
