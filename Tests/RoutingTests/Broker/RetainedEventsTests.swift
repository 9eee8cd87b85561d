import Routing
import Testing
import WAMP

extension RetainedEvents {
    fileprivate func publications(
        _ pattern: String = "", _ match: MatchPolicy = .prefix,
        where isEligible: (KeptEvent) -> Bool = { _ in true }
    ) -> [UInt64] {
        let pattern = Array(pattern.utf8)
        return events(matching: pattern.span.bytes, match: match, where: isEligible).map(\.publication)
    }
}

@Suite("Retained events of a realm: advanced profile, Event Retention")
struct RetainedEventsTests {
    private func retained(topics: Int = 100, bytes: Int = 1_000_000) -> RetainedEvents {
        RetainedEvents(limits: RetainedEvents.Limits(topics: topics, bytes: bytes), hashSeed: 7)
    }

    @Test("Nothing is retained at first")
    func empty() {
        let events = retained()
        #expect(events.topicCount == 0 && events.byteCount == 0)
        #expect(events.publications("com.a", .exact) == [])
        #expect(events.publications() == [])
    }

    @Test("The last event of a topic replaces the one before it")
    func last() {
        var events = retained()
        #expect(events.retain(.sample(1, messageBytes: 50)) == 0)
        #expect(events.retain(.sample(2, messageBytes: 30)) == 0)
        #expect(events.publications("com.a", .exact) == [2])
        #expect(events.topicCount == 1)
        #expect(events.byteCount == KeptEvent.overhead + 5 + 30)
    }

    @Test("Subscriptions by exact topic, by prefix and by wildcard each get their topics")
    func patterns() {
        var events = retained()
        for (publication, topic) in ["com.a", "com.a.b", "com.ab", "org.a"].enumerated() {
            #expect(events.retain(.sample(UInt64(publication), topic: topic)) == 0)
        }
        #expect(events.publications("com.a", .exact) == [0])
        #expect(events.publications("com", .exact) == [])
        #expect(events.publications("com.a", .prefix) == [0, 1, 2])
        #expect(events.publications(".a", .wildcard) == [0, 3])
        #expect(events.publications("net", .prefix) == [])
    }

    @Test("Events of several topics come in the order of publication times, then of topics")
    func order() {
        var events = retained()
        #expect(events.retain(.sample(1, topic: "com.d", time: 30)) == 0)
        #expect(events.retain(.sample(2, topic: "com.c", time: 20)) == 0)
        #expect(events.retain(.sample(3, topic: "com.b", time: 20)) == 0)
        #expect(events.retain(.sample(4, topic: "com.a", time: 40)) == 0)
        #expect(events.publications() == [3, 2, 1, 4])
        // Not the newest event of its topic counts but the one that is sent.
        let admins = Audience.lists { $0.eligibleAuthrole = [Array("admin".utf8)] }
        #expect(events.retain(.sample(5, topic: "com.b", audience: admins, time: 90)) == 0)
        #expect(events.publications(where: { $0.audience == .everyone }) == [3, 2, 1, 4])
        #expect(events.publications() == [2, 1, 4, 5])
    }

    @Test("A subscriber is asked about from the newest event to the oldest, until one is for it")
    func eligibility() {
        var events = retained()
        for publication in 1...4 as ClosedRange<UInt64> {
            let one = Audience.lists { $0.eligible = [publication] }
            #expect(events.retain(.sample(publication, audience: one)) == 0)
        }
        for (match, pattern) in [(MatchPolicy.exact, "com.a"), (.prefix, "com")] {
            var asked: [UInt64] = []
            let found = events.publications(pattern, match) {
                asked.append($0.publication)
                return $0.publication == 2
            }
            #expect(found == [2] && asked == [4, 3, 2])
        }
        #expect(events.publications(where: { _ in false }) == [])
    }

    @Test("At the limit of topics the one that was published to longest ago is forgotten")
    func topicLimit() {
        var events = retained(topics: 3)
        for (publication, topic) in ["a", "b", "c", "a"].enumerated() {
            #expect(events.retain(.sample(UInt64(publication), topic: topic)) == 0)
        }
        #expect(events.retain(.sample(4, topic: "d")) == 1)
        #expect(events.topicCount == 3)
        #expect(events.publications("b", .exact) == [])
        #expect(events.publications("a", .exact) == [3])
        #expect(events.retain(.sample(5, topic: "b")) == 1)
        #expect(events.publications("c", .exact) == [])
    }

    @Test("At the limit of bytes as many topics are forgotten as are needed")
    func byteLimit() {
        let size = KeptEvent.overhead + 1
        var events = retained(bytes: 4 * size)
        for (publication, topic) in ["a", "b", "c", "d"].enumerated() {
            #expect(events.retain(.sample(UInt64(publication), topic: topic)) == 0)
        }
        #expect(events.retain(.sample(4, topic: "b", messageBytes: 1)) == 1)
        #expect(events.publications() == [4, 2, 3])
        #expect(events.retain(.sample(5, topic: "e", messageBytes: 3 * size)) == 3)
        #expect(events.publications() == [5])
        #expect(events.byteCount == 4 * size)
    }

    @Test("An event that is too large alone is not retained, and what its topic had is out of date")
    func tooLarge() {
        var events = retained(bytes: 1_000)
        #expect(events.retain(.sample(1, topic: "a")) == 0)
        #expect(events.retain(.sample(2, topic: "b")) == 0)
        #expect(events.retain(.sample(3, topic: "a", messageBytes: 1_000)) == nil)
        #expect(events.retain(.sample(4, topic: "c", messageBytes: 1_000)) == nil)
        #expect(events.publications() == [2])
        #expect(events.topicCount == 1 && events.byteCount == KeptEvent.overhead + 1)
    }

    @Test("Where nothing may be retained nothing is")
    func nothing() {
        for (topics, bytes) in [(0, 1_000), (10, 0), (-1, -1)] {
            var events = retained(topics: topics, bytes: bytes)
            #expect(events.retain(.sample(1)) == nil)
            #expect(events.topicCount == 0 && events.byteCount == 0)
        }
    }

    @Test("A single topic with more bytes than the limit keeps its newest events")
    func oneTopic() {
        var events = retained(bytes: 3 * (KeptEvent.overhead + 5))
        for publication in 1...5 as ClosedRange<UInt64> {
            let one = Audience.lists { $0.eligible = [publication] }
            #expect(events.retain(.sample(publication, audience: one)) == 0)
        }
        let found = (1...5 as ClosedRange<UInt64>).flatMap { session in
            events.publications(where: { $0.reaches(session, authid: "", authrole: "") })
        }
        #expect(found == [3, 4, 5])
        #expect(events.byteCount == 3 * (KeptEvent.overhead + 5))
    }

    @Test("The places of forgotten topics are used again")
    func places() {
        let small = KeptEvent.overhead + 4
        var events = retained(topics: 3, bytes: 3 * small)
        for publication in 0..<1_000 as Range<UInt64> {
            // A large event takes the place of three at once.
            let messageBytes = publication % 5 == 0 ? 2 * small : 0
            let event = KeptEvent.sample(publication, topic: "t\(publication)", messageBytes: messageBytes)
            #expect(events.retain(event) != nil)
        }
        let places = Mirror(reflecting: events).children.first { $0.label == "topics" }?.value as? [Any]
        #expect(places?.count == 4)
        #expect(events.publications() == [997, 998, 999])
    }

    private struct Reference {
        var limits: (topics: Int, bytes: Int)
        /// Least recently published first.
        var events: [KeptEvent] = []

        mutating func retain(_ event: KeptEvent) -> Int? {
            events.removeAll { $0.topic == event.topic }
            guard event.byteCount <= limits.bytes else { return nil }
            events.append(event)
            let before = events.count
            while events.count > limits.topics || events.reduce(0, { $0 + $1.byteCount }) > limits.bytes {
                events.removeFirst()
            }
            return before - events.count
        }
    }

    @Test("A random walk agrees with a plain list", arguments: 1...8 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let limits = (topics: 1 + Int(seed) * 2, bytes: 6_000)
        var events = retained(topics: limits.topics, bytes: limits.bytes)
        var reference = Reference(limits: limits)
        for step in 0..<2_000 as Range<UInt64> {
            let topic = ["com.", "org.", ""].randomElement(using: &random) ?? ""
            let large = random.next() % 16 == 0 ? 6_500 : 500 as UInt64
            let event = KeptEvent.sample(
                step, topic: topic + "t\(random.next() % 12)", time: step,
                messageBytes: Int(random.next() % large))
            #expect(events.retain(event) == reference.retain(event))
            #expect(events.publications() == reference.events.map(\.publication))
            #expect(events.topicCount == reference.events.count)
            #expect(events.byteCount == reference.events.reduce(0) { $0 + $1.byteCount })
            let topics = String(decoding: event.topic, as: UTF8.self)
            let kept = reference.events.filter { $0.topic == event.topic }.map(\.publication)
            #expect(events.publications(topics, .exact) == kept)
        }
    }
}
