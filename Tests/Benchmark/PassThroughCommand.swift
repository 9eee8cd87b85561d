import ArgumentParser

/// `wamp-bench passthrough`: what a router does beyond moving bytes.
struct PassThroughCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passthrough",
        abstract:
            "The router's CPU time for large payloads, beside that of a program that moves the bytes unread.",
        discussion: """
            Compared are wamp-router and forwarder.c, each in a process of its own, in turn, under the same load from \
            this one process: as many connections, as many messages in flight, the same payload, checked in the same \
            way. Both receive every byte once and send it once on its way from caller to callee, and again on the way \
            back; or receive it once and send it once to each subscriber. Only what stands around the payload differs, \
            by less than a hundred bytes: URIs and frame headers. The forwarder's load is framed as RawSocket whatever \
            the router's transport is; with WebSocket, what the router receives is masked, too.

            The forwarder is the floor, not a router: it reads up to 256 KiB at a time (unless it was told otherwise), \
            and sends each chunk on at once; with reads of 64 KiB, which every message of 64 KiB and its header exceed \
            by a few bytes, it is dearer. A router must have a whole message before it can decide, and so has all \
            of it in memory first. Both leave the sizes of socket buffers to the system, which adapts them, and \
            both have TCP_NODELAY. Connections are on the loopback interface, where the sender's system call also \
            does the receiver's part of TCP.

            An operation is a call, or with --subscribers a delivered event. Each of --rounds loads both for \
            --warmup and --seconds, first the one and then the other, in the next round the reverse. The ratio is the \
            median of the rounds' ratios.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "The port of a running forwarder on 127.0.0.1.")
    var forwarderPort: Int

    @Option(help: "The forwarder's process.")
    var forwarderPid: Int32

    @Option(help: "Callers, each with a callee of its own.")
    var pairs = 16

    @Option(help: "Calls in flight per caller, or publications in flight.")
    var inFlight = 4

    @Option(help: "One publisher and this many subscribers, instead of calls.")
    var subscribers: Int?

    @Option(help: "The length of the payload.")
    var bytes = 65_536

    @Flag(help: "The payload is a binary value instead of a string.")
    var binary = false

    @Option(help: "How often each is loaded.")
    var rounds = 5

    func validate() throws {
        try requireCount("--pairs", pairs, in: 1...10_000)
        try requireCount("--in-flight", inFlight, in: 1...10_000)
        try requireCount("--subscribers", subscribers ?? 1, in: 1...10_000)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
        try requireCount("--rounds", rounds, in: 1...1000)
        try requireCount("--forwarder-port", forwarderPort, in: 1...65_535)
        try requireNoJSON(binary, [common.serializer])
        guard common.pid != nil else { throw ValidationError("--pid is missing: whose CPU time?") }
    }

    func run() async throws {
        let content = PayloadPattern.Content(byteCount: bytes, isBinary: binary)
        if let subscribers {
            try await run(
                EventWorkload(
                    name: "passthrough, event", publishers: 1, subscribers: subscribers, topics: 1,
                    publishing: EventWorkload.Publishing(content: content, window: inFlight)))
        } else {
            try await run(
                RPCWorkload(
                    name: "passthrough, rpc", callers: pairs, inFlight: inFlight, callees: pairs,
                    content: content))
        }
    }

    private func run(_ workload: some Workload) async throws {
        do {
            let router = try await PassThroughSide(LoadGenerator(common), common.pid, workload)
            let forwarder = try await PassThroughSide(
                LoadGenerator(common, forwarder: forwarderPort), forwarderPid, workload)
            var results: [(router: PassThroughSide.Result, forwarder: PassThroughSide.Result)] = []
            for round in 0..<rounds {
                if round % 2 == 0 {
                    let first = try await router.load(common)
                    results.append((first, try await forwarder.load(common)))
                } else {
                    let first = try await forwarder.load(common)
                    results.append((try await router.load(common), first))
                }
            }
            try report(workload, results)
        } catch let error as BenchmarkError {
            printToStandardError("\(error)")
            throw ExitCode.failure
        }
    }

    private func report(
        _ workload: some Workload,
        _ results: [(router: PassThroughSide.Result, forwarder: PassThroughSide.Result)]
    ) throws {
        var report = Report()
        report.add("workload", workload.name)
        if let label = common.label { report.add("label", label) }
        common.wire.describe(&report)
        workload.describe(&report)
        let routers = results.map(\.router).reduce(PassThroughSide.Result(), +)
        let forwarders = results.map(\.forwarder).reduce(PassThroughSide.Result(), +)
        report.add("operations", routers.operations)
        report.add("ops_per_second", Double(routers.operations) / routers.seconds)
        report.add("router_cpu_us_per_op", routers.microsecondsPerOperation)
        report.add("router_cpu_share", routers.cpuSeconds / routers.seconds)
        report.add("forwarder_ops_per_second", Double(forwarders.operations) / forwarders.seconds)
        report.add("forwarder_cpu_us_per_op", forwarders.microsecondsPerOperation)
        report.add("forwarder_cpu_share", forwarders.cpuSeconds / forwarders.seconds)
        let ratios = results.map {
            $0.router.microsecondsPerOperation / $0.forwarder.microsecondsPerOperation
        }.sorted()
        report.add("ratio", (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2)
        report.add("ratio_least", ratios[0])
        report.add("ratio_greatest", ratios[ratios.count - 1])
        let errors = routers.errors + forwarders.errors
        report.add("errors", errors)
        print(report.line)
        if errors > 0 { throw ExitCode.failure }
    }
}
