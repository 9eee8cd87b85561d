import WAMP

/// One publisher or one caller, what its messages match, and many patterns that they do not match.
struct PatternWorkload: Workload {
    let procedures: Bool
    let prefixes: Int
    let wildcards: Int
    let uris: Int
    let bytes: Int
    let window: Int

    var name: String { procedures ? "patterns, procedures" : "patterns" }

    func makeSessions(_ generator: LoadGenerator) -> [Session] {
        let content = PayloadPattern.Content(byteCount: bytes)
        let all = (0..<uris).map(Plant.uri)
        return procedures ? calling(generator, all, content) : publishing(generator, all, content)
    }

    private func publishing(
        _ generator: LoadGenerator, _ topics: [String], _ content: PayloadPattern.Content
    ) -> [Session] {
        let matching = [(Plant.commonPrefix, "prefix")] + Plant.commonWildcards.map { ($0, "wildcard") }
        let publisher = Publisher(
            generator, generator.wire, index: 0, window: window, topics: topics, options: [:],
            subscribers: matching.count, operation: .publication, content: content)
        let subscribers = matching.map { pattern, match in
            Subscriber(
                generator, generator.wire, topic: pattern, options: ["match": .string(match)],
                publishers: [publisher], content: content)
        }
        let beside = bystanders(
            generator, prefixes: prefixes - 1, wildcards: wildcards - Plant.commonWildcards.count,
            answer: .subscribed
        ) { request, pattern, match in
            .subscribe(
                Message.Subscribe(request: request, options: ["match": .string(match)], topic: pattern))
        }
        return beside + subscribers + [publisher]
    }

    /// A prefix that matches would be preferred to every wildcard pattern: only a wildcard pattern makes the router
    /// look at both.
    private func calling(
        _ generator: LoadGenerator, _ procedures: [String], _ content: PayloadPattern.Content
    ) -> [Session] {
        let callee = Callee(
            generator, generator.wire, procedure: Plant.commonWildcards[0], options: ["match": "wildcard"])
        let caller = Caller(
            generator, generator.wire, index: 0, inFlight: window, procedures: procedures, options: [:],
            content: content)
        let beside = bystanders(
            generator, prefixes: prefixes, wildcards: wildcards - 1, answer: .registered
        ) { request, pattern, match in
            .register(
                Message.Register(request: request, options: ["match": .string(match)], procedure: pattern))
        }
        return beside + [callee, caller]
    }

    private func bystanders(
        _ generator: LoadGenerator, prefixes: Int, wildcards: Int, answer: MessageType,
        _ message: @escaping (_ request: UInt64, _ pattern: String, _ match: String) -> Message
    ) -> [Session] {
        let ofPrefixes = Bystander.sessions(generator, count: prefixes, answer: answer) {
            message($0, Plant.prefix($1), "prefix")
        }
        let ofWildcards = Bystander.sessions(generator, count: wildcards, answer: answer) {
            message($0, Plant.wildcard($1), "wildcard")
        }
        return ofPrefixes + ofWildcards
    }

    func describe(_ report: inout Report) {
        report.add("prefixes", prefixes)
        report.add("wildcards", wildcards)
        report.add("uris", uris)
        report.add("bytes", bytes)
        report.add("window", window)
    }
}
