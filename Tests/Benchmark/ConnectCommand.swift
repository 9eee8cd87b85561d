import ArgumentParser

/// `wamp-bench connect`: TCP, opening handshake, HELLO, WELCOME, GOODBYE, closing handshake.
struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connect",
        abstract: "Sessions that come and go; an operation is one from connecting to the closed connection.",
        discussion: "Latency is the time from connecting to WELCOME.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Sessions at a time.")
    var concurrency = 64

    func validate() throws {
        try requireCount("--concurrency", concurrency, in: 1...10_000)
    }

    func run() async throws {
        try await LoadRun(options: common, workload: ConnectWorkload(concurrency: concurrency)).run()
    }
}

/// Sessions that come and go.
struct ConnectWorkload: Workload {
    let concurrency: Int

    var name: String { "connect" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        (0..<concurrency).map { _ in Visitor(generator, generator.wire) }
    }

    func describe(_ report: inout Report) {
        report.add("concurrency", concurrency)
    }
}
