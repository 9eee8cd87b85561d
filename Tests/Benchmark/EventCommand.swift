import ArgumentParser
import WAMP

/// `wamp-bench event`: PUBLISH, EVENT. An operation is a delivered event.
struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event",
        abstract: "Publish and subscribe; an operation is one EVENT that has reached its subscriber.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var publishing: PublishingOptions

    @Option(help: "Sessions that publish, spread over the topics.")
    var publishers = 1

    @Option(help: "Sessions that subscribe, spread over the topics.")
    var subscribers = 1

    @Option(help: "What subscribers speak instead of --serializer; of several, each the next one.")
    var subscriberSerializer: [Serializer] = []

    @Option(help: "Topics.")
    var topics = 1

    func validate() throws {
        try requireCount("--publishers", publishers, in: 1...10_000)
        try requireCount("--subscribers", subscribers, in: 1...100_000)
        try requireCount("--topics", topics, in: 1...min(publishers, subscribers))
        try requireNoJSON(publishing.binary, [common.serializer] + subscriberSerializer)
    }

    func run() async throws {
        let workload = EventWorkload(
            name: "event", publishers: publishers, subscribers: subscribers,
            subscriberSerializers: subscriberSerializer, topics: topics,
            publishing: publishing.settings)
        try await LoadRun(options: common, workload: workload).run()
    }
}

/// How publishers publish.
struct PublishingOptions: ParsableArguments {
    @Option(help: "The length of what is published.")
    var bytes = 32

    @Flag(help: "Publish a binary value instead of a string.")
    var binary = false

    @Option(help: "Publications in flight per publisher, each until it has reached all subscribers.")
    var window = 16

    @Flag(help: "Ask for PUBLISHED, and wait for it too.")
    var acknowledge = false

    @Flag(help: "Have the router retain each publication.")
    var retain = false

    func validate() throws {
        try requireCount("--bytes", bytes, in: PayloadKey.size...1 << 20)
        try requireCount("--window", window, in: 1...10_000)
    }

    var settings: EventWorkload.Publishing {
        EventWorkload.Publishing(
            content: PayloadPattern.Content(byteCount: bytes, isBinary: binary), window: window,
            acknowledge: acknowledge, retain: retain)
    }
}
