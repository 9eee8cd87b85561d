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

    @Option(help: "What callees speak instead of --serializer; of several, each the next one.")
    var calleeSerializer: [Serializer] = []

    @Flag(help: "Every caller calls all procedures in turn, instead of one.")
    var inTurn = false

    @Option(help: "The invocation policy of one registration that all callees share, such as roundrobin.")
    var shared: String?

    @Option(help: "CALL.Options.timeout in milliseconds, for every call.")
    var timeout: Int?

    @Option(help: "The length of the argument, which comes back as the result.")
    var bytes = 16

    @Flag(help: "The argument is a binary value instead of a string.")
    var binary = false

    func validate() throws {
        try requireCount("--callers", callers, in: 1...10_000)
        try requireCount("--in-flight", inFlight, in: 1...10_000)
        try requireCount("--callees", callees, in: 1...10_000)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
        try requireCount("--timeout", timeout ?? 1, in: 1...86_400_000)
        try requireNoJSON(binary, [common.serializer] + calleeSerializer)
    }

    func run() async throws {
        let workload = RPCWorkload(
            callers: callers, inFlight: inFlight, callees: callees, calleeSerializers: calleeSerializer,
            inTurn: inTurn, shared: shared, timeout: timeout,
            content: PayloadPattern.Content(byteCount: bytes, isBinary: binary))
        try await LoadRun(options: common, workload: workload).run()
    }
}

/// Callers that keep calls in flight, each to one of the callees.
struct RPCWorkload: Workload {
    var name = "rpc"
    let callers: Int
    let inFlight: Int
    let callees: Int
    /// What callees speak, in turn; empty for what everybody speaks.
    var calleeSerializers: [Serializer] = []
    /// Every caller calls all procedures.
    var inTurn = false
    /// REGISTER.Options.invoke of the registration that all callees share.
    var shared: String?
    /// CALL.Options.timeout in milliseconds.
    var timeout: Int?
    let content: PayloadPattern.Content

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let isShared = shared != nil
        let procedure = { (index: Int) in "com.example.bench.echo\(isShared ? 0 : index)" }
        let registering: ValueDictionary = shared.map { ["invoke": .string($0)] } ?? [:]
        let calling: ValueDictionary = timeout.map { ["timeout": Value($0)] } ?? [:]
        let all = (0..<callees).map(procedure)
        let called = (0..<callees).map { index in
            Callee(
                generator, generator.wire.receiving(group: index).speaking(calleeSerializers, index),
                procedure: procedure(index), options: registering)
        }
        let calls = (0..<callers).map { index in
            Caller(
                generator, generator.wire.sending(group: index), index: index, inFlight: inFlight,
                procedures: inTurn ? all : [procedure(index % callees)], options: calling, content: content)
        }
        return called + calls
    }

    func describe(_ report: inout Report) {
        report.add("callers", callers)
        report.add("in_flight", inFlight)
        report.add("callees", callees)
        report.add("callee_serializers", calleeSerializers)
        report.add("in_turn", inTurn)
        if let shared { report.add("shared", shared) }
        if let timeout { report.add("timeout", timeout) }
        report.add("bytes", content.byteCount)
        report.add("binary", content.isBinary)
    }
}
