/// Publishers and subscribers, and further subscriptions that match nothing.
struct EventWorkload: Workload {
    /// How publishers publish.
    struct Publishing: Sendable {
        let bytes: Int
        let window: Int
        let acknowledge: Bool
    }

    let name: String
    let publishers: Int
    let subscribers: Int
    let topics: Int
    let publishing: Publishing
    let otherSubscriptions: Int

    /// Below what routers allow one session.
    private static let subscriptionsPerSession = 5000

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let payload = PayloadPattern(byteCount: publishing.bytes)
        let topic = { (index: Int) in "com.example.bench.topic\(index % topics)" }
        let publishing = (0..<publishers).map { index in
            Publisher(
                generator, index: index, window: self.publishing.window, topic: topic(index),
                subscribers: (subscribers - index % topics + topics - 1) / topics,
                acknowledge: self.publishing.acknowledge, payload: payload)
        }
        let subscribing = (0..<subscribers).map { index in
            Subscriber(generator, topic: topic(index), publishers: publishing, payload: payload)
        }
        return bystanders(generator) + subscribing + publishing
    }

    private func bystanders(_ generator: LoadGenerator) -> [Session] {
        stride(from: 0, to: otherSubscriptions, by: Self.subscriptionsPerSession).map { first in
            Bystander(
                generator, topicPrefix: "com.example.bench.beside",
                topics: first..<min(first + Self.subscriptionsPerSession, otherSubscriptions))
        }
    }

    func describe(_ report: inout Report) {
        report.add("publishers", publishers)
        report.add("subscribers", subscribers)
        report.add("topics", topics)
        report.add("bytes", publishing.bytes)
        report.add("window", publishing.window)
        report.add("acknowledge", publishing.acknowledge)
        report.add("other_subscriptions", otherSubscriptions)
    }
}
