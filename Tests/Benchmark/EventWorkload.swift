import WAMP

/// Publishers and subscribers, and further subscriptions that match nothing.
struct EventWorkload: Workload {
    /// How publishers publish.
    struct Publishing: Sendable {
        let content: PayloadPattern.Content
        let window: Int
        var acknowledge = false
        var retain = false

        /// PUBLISH.Options.
        var options: ValueDictionary {
            var options = ValueDictionary()
            if acknowledge { options["acknowledge"] = true }
            if retain { options["retain"] = true }
            return options
        }
    }

    let name: String
    let publishers: Int
    let subscribers: Int
    /// What subscribers speak, in turn; empty for what everybody speaks.
    var subscriberSerializers: [Serializer] = []
    let topics: Int
    let publishing: Publishing
    var otherSubscriptions = 0

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let topic = { (index: Int) in "com.example.bench.topic\(index % topics)" }
        let publishing = (0..<publishers).map { index in
            Publisher(
                generator, generator.wire.sending(group: index), index: index,
                window: self.publishing.window,
                topics: [topic(index)], options: self.publishing.options,
                subscribers: (subscribers - index % topics + topics - 1) / topics,
                acknowledge: self.publishing.acknowledge, content: self.publishing.content)
        }
        let subscribing = (0..<subscribers).map { index in
            Subscriber(
                generator,
                generator.wire.receiving(group: index % topics).speaking(subscriberSerializers, index),
                topic: topic(index), publishers: publishing, content: self.publishing.content)
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
        report.add("subscriber_serializers", subscriberSerializers)
        report.add("topics", topics)
        report.add("bytes", publishing.content.byteCount)
        report.add("binary", publishing.content.isBinary)
        report.add("window", publishing.window)
        report.add("acknowledge", publishing.acknowledge)
        report.add("retain", publishing.retain)
        report.add("other_subscriptions", otherSubscriptions)
    }
}
