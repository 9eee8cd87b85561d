import ArgumentParser

/// `wamp-bench progress`: CALL, INVOCATION, and many YIELD and RESULT.
struct ProgressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Calls with progressive results; an operation is one RESULT.",
        discussion: "Latency is the time from CALL to each RESULT.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Sessions that call, each with one call in flight.")
    var callers = 16

    @Option(help: "Sessions that are called, each with a procedure of its own.")
    var callees = 4

    @Option(help: "Results of each call, the last included.")
    var results = 100

    @Option(help: "The length of the string that is the argument and each result.")
    var bytes = 16

    func validate() throws {
        try requireCount("--callers", callers, in: 1...10_000)
        try requireCount("--callees", callees, in: 1...10_000)
        try requireCount("--results", results, in: 1...1_000_000)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
    }

    func run() async throws {
        let workload = ProgressWorkload(callers: callers, callees: callees, results: results, bytes: bytes)
        try await LoadRun(options: common, workload: workload).run()
    }
}

/// Callers that have one call in flight each, to one of the callees.
struct ProgressWorkload: Workload {
    let callers: Int
    let callees: Int
    let results: Int
    let bytes: Int

    var name: String { "progress" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let payload = PayloadPattern.Content(byteCount: bytes).pattern(generator.wire.serializer)
        let procedure = { (index: Int) in "com.example.bench.progress\(index % callees)" }
        let called = (0..<callees).map {
            ProgressiveCallee(generator, procedure: procedure($0), results: results, payload: payload)
        }
        let calling = (0..<callers).map {
            ProgressiveCaller(
                generator, index: $0, procedure: procedure($0), results: results, payload: payload)
        }
        return called + calling
    }

    func describe(_ report: inout Report) {
        report.add("callers", callers)
        report.add("callees", callees)
        report.add("results", results)
        report.add("bytes", bytes)
    }
}
