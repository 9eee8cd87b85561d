import ArgumentParser
import WAMPRouter

/// `wamp-router schema`: prints the JSON Schema of router.json.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the configuration file, for editors.")

    func run() {
        print(RouterConfiguration.jsonSchema, terminator: "")
    }
}
