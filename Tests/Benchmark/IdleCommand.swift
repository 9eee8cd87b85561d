import ArgumentParser

/// `wamp-bench idle`: the router's resident memory per joined session.
struct IdleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle", abstract: "Sessions that do nothing: the router's memory for each.",
        discussion: """
            Memory is compared with what it was before the first session: start the router afresh. Sessions are held \
            for --seconds.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "Sessions.")
    var sessions = 5000

    func validate() throws {
        try requireCount("--sessions", sessions, in: 1...1_000_000)
        guard common.pid != nil else { throw ValidationError("--pid is missing: whose memory?") }
    }

    func run() async throws {
        do {
            let pids = common.pid.map { ProcessUsage.tree($0) } ?? []
            let generator = try LoadGenerator(common)
            let before = try await generator.mark(false, pids)
            try await generator.connect(IdleWorkload(sessions: sessions))
            let joined = try await generator.mark(false, pids)
            try await generator.sleep(seconds: common.seconds)
            print(report(before, joined, try await generator.mark(false, pids)).line)
        } catch let error as BenchmarkError {
            printToStandardError("\(error)")
            throw ExitCode.failure
        }
    }

    private func report(_ before: Mark, _ joined: Mark, _ held: Mark) -> Report {
        var report = Report()
        report.add("workload", "idle")
        if let label = common.label { report.add("label", label) }
        report.add("sessions", sessions)
        let seconds = Double(joined.time - before.time) / 1e9
        report.add("seconds", seconds)
        report.add("ops_per_second", Double(sessions) / seconds)
        report.add(
            "router_cpu_us_per_op",
            (joined.router.cpuSeconds - before.router.cpuSeconds) * 1e6 / Double(sessions))
        let growth = Double(held.router.residentBytes - before.router.residentBytes)
        report.add("kib_per_session", growth / 1024 / Double(sessions))
        report.add("router_resident_kib", held.router.residentBytes / 1024)
        let idle = held.router.cpuSeconds - joined.router.cpuSeconds
        report.add("router_cpu_share_idle", idle / (Double(held.time - joined.time) / 1e9))
        report.add("errors", held.measurement.errors)
        return report
    }
}

/// Sessions that join and do nothing.
struct IdleWorkload: Workload {
    let sessions: Int

    var name: String { "idle" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        (0..<sessions).map { _ in Session(generator, generator.wire) }
    }

    func describe(_ report: inout Report) {
        report.add("sessions", sessions)
    }
}
