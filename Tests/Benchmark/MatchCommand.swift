import ArgumentParser

/// `wamp-bench match`: one publisher and one subscriber beside many subscriptions to other topics.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "One publisher and one subscriber beside many other exact subscriptions.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var publishing: PublishingOptions

    @Option(help: "Exact subscriptions to topics on which nobody publishes.")
    var subscriptions = 100_000

    func validate() throws {
        try requireCount("--subscriptions", subscriptions, in: 0...10_000_000)
    }

    func run() async throws {
        let workload = EventWorkload(
            name: "match", publishers: 1, subscribers: 1, topics: 1, publishing: publishing.settings,
            otherSubscriptions: subscriptions)
        try await LoadRun(options: common, workload: workload).run()
    }
}
