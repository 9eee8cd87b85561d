import ArgumentParser

/// `wamp-bench patterns`: PUBLISH or CALL beside many prefix and wildcard patterns.
struct PatternCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patterns",
        abstract: "Publications to, or calls of, many URIs beside many prefix and wildcard patterns.",
        discussion: """
            Without --procedures, one publisher publishes to all topics in turn; one prefix and two wildcard \
            subscriptions match each of them, and an operation is a publication that has reached all three. With \
            --procedures, one caller calls all procedures in turn; one wildcard registration matches each of them, \
            and an operation is a call. Compare the router's CPU time for few and for many patterns.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Calls and registrations instead of publications and subscriptions.")
    var procedures = false

    @Option(help: "Prefix patterns, those that match included.")
    var prefixes = 100_000

    @Option(help: "Wildcard patterns, those that match included.")
    var wildcards = 100_000

    @Option(help: "Different topics or procedures.")
    var uris = 8192

    @Option(help: "The length of the string that is published or is the argument.")
    var bytes = 32

    @Option(help: "Publications or calls in flight.")
    var window = 128

    func validate() throws {
        try requireCount("--prefixes", prefixes, in: 1...Plant.maximumPatterns)
        try requireCount("--wildcards", wildcards, in: 2...Plant.maximumPatterns)
        try requireCount("--uris", uris, in: 1...Plant.maximumPatterns)
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
        try requireCount("--window", window, in: 1...10_000)
    }

    func run() async throws {
        let workload = PatternWorkload(
            procedures: procedures, prefixes: prefixes, wildcards: wildcards, uris: uris, bytes: bytes,
            window: window)
        try await LoadRun(options: common, workload: workload).run()
    }
}
