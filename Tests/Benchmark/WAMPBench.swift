import ArgumentParser

/// `wamp-bench`: puts load on a WAMP router, validates every answer, and prints one line of JSON per run.
@main
struct WAMPBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wamp-bench",
        abstract: "A load generator for WAMP routers: WebSocket and RawSocket, one event loop.",
        discussion: """
            Every run prints one line of JSON: operations per second, latency, the router's CPU time per operation \
            (with --pid), and errors. The exit code is 1 where an answer was wrong or missing.
            """,
        subcommands: [
            RPCCommand.self, ProgressCommand.self, EventCommand.self, MatchCommand.self, PatternCommand.self,
            ConnectCommand.self, IdleCommand.self, PassThroughCommand.self, TranscodeCommand.self,
        ])
}
