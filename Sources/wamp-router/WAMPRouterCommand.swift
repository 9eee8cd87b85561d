import ArgumentParser
import Foundation
import WAMPRouter

/// `wamp-router`: the command line of the router.
@main
struct WAMPRouterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wamp-router",
        abstract: """
            A WAMP v2 router: remote procedure calls and publish/subscribe over WebSocket, RawSocket and HTTP long-poll.
            """,
        discussion: """
            Without a subcommand the router runs: with ./router.json if there is one, else with built-in defaults \
            (127.0.0.1:8080, path /ws, realm realm1, anonymous sessions).
            """,
        version: RouterVersion.number,
        subcommands: [
            RunCommand.self, CheckCommand.self, ExplainCommand.self, SchemaCommand.self, HashCommand.self,
            KeygenCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

/// `--config`, the same for all subcommands that read a configuration.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: [.customShort("c"), .customLong("config")],
        help: "The configuration file; ./router.json by default.")
    var file: String?

    /// The configuration that is meant; prints every error and exits with 1 where it has any.
    func load() throws -> RouterConfiguration {
        do throws(ConfigurationErrors) {
            return try read()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode.failure
        }
    }

    /// The configuration that is meant.
    func read() throws(ConfigurationErrors) -> RouterConfiguration {
        let path = file ?? "router.json"
        if file == nil, !FileManager.default.fileExists(atPath: path) { return .builtIn }
        return try RouterConfiguration.load(
            file: path, environment: ProcessInfo.processInfo.environment)
    }
}

/// Prints one line on standard error.
func print(toStandardError line: String) {
    FileHandle.standardError.write(Data("wamp-router: \(line)\n".utf8))
}
