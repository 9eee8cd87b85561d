import ArgumentParser
import WAMPRouter

/// `wamp-router schema`: prints the JSON Schema of router.json, or of users.json.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the configuration file, for editors.")

    @Flag(name: .customLong("users"), help: "Print that of users files instead.")
    var isForUsers = false

    func run() {
        print(
            isForUsers ? RouterConfiguration.usersJSONSchema : RouterConfiguration.jsonSchema, terminator: "")
    }
}
