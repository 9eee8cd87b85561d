import ArgumentParser
import WAMP

/// `wamp-bench rpc`: CALL, INVOCATION, YIELD, RESULT. An operation is a call.
struct RPCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc", abstract: "Remote procedure calls; an operation is one call from CALL to RESULT.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Sessions that call.")
    var callers = 16

    @Option(help: "Calls in flight per caller.")
    var inFlight = 32

    @Option(help: "Sessions that are called, each with a procedure of its own unless it is shared.")
    var callees = 4

    @Flag(help: "Every caller calls all procedures in turn, instead of one.")
    var inTurn = false

    @Option(help: "The invocation policy of one registration that all callees share, such as roundrobin.")
    var shared: String?

    @Option(help: "CALL.Options.timeout in milliseconds, for every call.")
    var timeout: Int?

    @Option(help: "The length of the string argument, which comes back as the result.")
    var bytes = 16

    func validate() throws {
        try requireCount("--callers", callers, in: 1...10_000)
        try requireCount("--in-flight", inFlight, in: 1...10_000)
        try requireCount("--callees", callees, in: 1...10_000)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
        try requireCount("--timeout", timeout ?? 1, in: 1...86_400_000)
    }

    func run() async throws {
        let workload = RPCWorkload(
            callers: callers, inFlight: inFlight, callees: callees, inTurn: inTurn, shared: shared,
            timeout: timeout, bytes: bytes)
        try await LoadRun(options: common, workload: workload).run()
    }
}

/// Callers that keep calls in flight, each to one of the callees.
struct RPCWorkload: Workload {
    let callers: Int
    let inFlight: Int
    let callees: Int
    /// Every caller calls all procedures.
    let inTurn: Bool
    /// REGISTER.Options.invoke of the registration that all callees share.
    let shared: String?
    /// CALL.Options.timeout in milliseconds.
    let timeout: Int?
    let bytes: Int

    var name: String { "rpc" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let payload = PayloadPattern(byteCount: bytes)
        let isShared = shared != nil
        let procedure = { (index: Int) in "com.example.bench.echo\(isShared ? 0 : index)" }
        let registering: ValueDictionary = shared.map { ["invoke": .string($0)] } ?? [:]
        let calling = timeout.map { "{\"timeout\":\($0)}" } ?? "{}"
        let all = (0..<callees).map(procedure)
        return (0..<callees).map { Callee(generator, procedure: procedure($0), options: registering) }
            + (0..<callers).map { index in
                Caller(
                    generator, index: index, inFlight: inFlight,
                    procedures: inTurn ? all : [procedure(index % callees)], options: calling,
                    payload: payload)
            }
    }

    func describe(_ report: inout Report) {
        report.add("callers", callers)
        report.add("in_flight", inFlight)
        report.add("callees", callees)
        report.add("in_turn", inTurn)
        if let shared { report.add("shared", shared) }
        if let timeout { report.add("timeout", timeout) }
        report.add("bytes", bytes)
    }
}
