import ArgumentParser

/// `wamp-bench rpc`: CALL, INVOCATION, YIELD, RESULT. An operation is a call.
struct RPCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc", abstract: "Remote procedure calls; an operation is one call from CALL to RESULT.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Sessions that call.")
    var callers = 16

    @Option(help: "Calls in flight per caller.")
    var inFlight = 32

    @Option(help: "Sessions that are called, each with a procedure of its own.")
    var callees = 4

    @Option(help: "The length of the string argument, which comes back as the result.")
    var bytes = 16

    func validate() throws {
        try requireCount("--callers", callers, in: 1...10_000)
        try requireCount("--in-flight", inFlight, in: 1...10_000)
        try requireCount("--callees", callees, in: 1...10_000)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
    }

    func run() async throws {
        let workload = RPCWorkload(callers: callers, inFlight: inFlight, callees: callees, bytes: bytes)
        try await LoadRun(options: common, workload: workload).run()
    }
}

/// Callers that keep calls in flight, each to one of the callees.
struct RPCWorkload: Workload {
    let callers: Int
    let inFlight: Int
    let callees: Int
    let bytes: Int

    var name: String { "rpc" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let payload = PayloadPattern(byteCount: bytes)
        let procedure = { (index: Int) in "com.example.bench.echo\(index)" }
        return (0..<callees).map { Callee(generator, procedure: procedure($0)) }
            + (0..<callers).map { index in
                Caller(
                    generator, index: index, inFlight: inFlight, procedure: procedure(index % callees),
                    payload: payload)
            }
    }

    func describe(_ report: inout Report) {
        report.add("callers", callers)
        report.add("in_flight", inFlight)
        report.add("callees", callees)
        report.add("bytes", bytes)
    }
}
