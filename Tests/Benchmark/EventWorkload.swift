import WAMP

/// Publishers and subscribers, and further subscriptions that match nothing.
struct EventWorkload: Workload {
    /// How publishers publish.
    struct Publishing: Sendable {
        let bytes: Int
        let window: Int
        let acknowledge: Bool
        let retain: Bool

        /// PUBLISH.Options.
        var options: String {
            switch (acknowledge, retain) {
            case (false, false): "{}"
            case (true, false): #"{"acknowledge":true}"#
            case (false, true): #"{"retain":true}"#
            case (true, true): #"{"acknowledge":true,"retain":true}"#
            }
        }
    }

    let name: String
    let publishers: Int
    let subscribers: Int
    let topics: Int
    let publishing: Publishing
    let otherSubscriptions: Int

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let payload = PayloadPattern(byteCount: publishing.bytes)
        let topic = { (index: Int) in "com.example.bench.topic\(index % topics)" }
        let publishing = (0..<publishers).map { index in
            Publisher(
                generator, index: index, window: self.publishing.window, topics: [topic(index)],
                options: self.publishing.options,
                subscribers: (subscribers - index % topics + topics - 1) / topics,
                acknowledge: self.publishing.acknowledge, payload: payload)
        }
        let subscribing = (0..<subscribers).map { index in
            Subscriber(generator, topic: topic(index), publishers: publishing, payload: payload)
        }
        return bystanders(generator) + subscribing + publishing
    }

    private func bystanders(_ generator: LoadGenerator) -> [Session] {
        Bystander.sessions(generator, count: otherSubscriptions, answer: .subscribed) { request, entry in
            .subscribe(Message.Subscribe(request: request, topic: "com.example.bench.beside\(entry)"))
        }
    }

    func describe(_ report: inout Report) {
        report.add("publishers", publishers)
        report.add("subscribers", subscribers)
        report.add("topics", topics)
        report.add("bytes", publishing.bytes)
        report.add("window", publishing.window)
        report.add("acknowledge", publishing.acknowledge)
        report.add("retain", publishing.retain)
        report.add("other_subscriptions", otherSubscriptions)
    }
}
