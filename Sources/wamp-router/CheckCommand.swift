import ArgumentParser
import WAMPRouter

/// `wamp-router check`: says whether a configuration is right, with all errors at once.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration file and print everything that is wrong with it.")

    @OptionGroup var option: ConfigurationOption

    func run() throws {
        let configuration = try option.load()
        let realms = configuration.realms.map(\.name).joined(separator: ", ")
        print("The configuration is valid: \(configuration.listeners.count) listener(s), realms \(realms).")
    }
}
