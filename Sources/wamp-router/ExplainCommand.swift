import ArgumentParser
import WAMPRouter

/// `wamp-router explain`: prints which rule decides about an action, and why.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print which rule of a role decides about a URI, and why.",
        discussion:
            "The exit code is 0 where the action is allowed or left to an authorizer, and 2 where it is denied."
    )

    @OptionGroup var option: ConfigurationOption

    @Option(help: "The realm.")
    var realm: String

    @Option(help: "The role (authrole).")
    var role: String

    @Option(help: "A procedure to call.")
    var call: String?

    @Option(help: "A procedure to register.")
    var register: String?

    @Option(help: "A topic to publish to.")
    var publish: String?

    @Option(help: "A topic to subscribe to.")
    var subscribe: String?

    @Option(help: "How a procedure or topic is meant in register and subscribe: exact, prefix or wildcard.")
    var match = "exact"

    func validate() throws {
        guard [call, register, publish, subscribe].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("expected one of --call, --register, --publish and --subscribe")
        }
        guard RouterConfiguration.Permission.Match(rawValue: match) != nil else {
            throw ValidationError("expected --match exact, prefix or wildcard, found \(match)")
        }
    }

    func run() throws {
        let asked: [(RouterConfiguration.Action, String?)] = [
            (.call, call), (.register, register), (.publish, publish), (.subscribe, subscribe),
        ]
        guard let (action, uri) = asked.first(where: { $0.1 != nil }), let uri else { return }
        let configuration = try option.load()
        let explanation: RouterConfiguration.Explanation
        do {
            explanation = try configuration.explain(
                realm: realm, role: role, action, uri: uri, match: .init(rawValue: match) ?? .exact)
        } catch {
            print(toStandardError: "\(error)")
            throw ExitCode.failure
        }
        for line in explanation.lines { print(line) }
        if explanation.isAllowed == false { throw ExitCode(2) }
    }
}
