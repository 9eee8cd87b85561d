import Testing
import WAMP

@testable import Routing

/// Which events of one topic are kept, seen from those who get them.
@Suite("Retained events that not everybody gets: advanced profile, Event Retention")
struct RetainedEventsTopicEventsTests {
    private struct Person: Sendable {
        var session: UInt64
        var authid: String
        var authrole: String
    }

    private static let people = [
        Person(session: 1, authid: "joe", authrole: "admin"),
        Person(session: 2, authid: "joe", authrole: "user"),
        Person(session: 3, authid: "ann", authrole: "user"),
        Person(session: 4, authid: "eve", authrole: "guest"),
    ]

    private static let admins = Audience.lists { $0.eligibleAuthrole = [Array("admin".utf8)] }

    /// What the four get from one topic.
    private func received(_ events: RetainedEvents) -> [UInt64?] {
        let topic = Array("com.a".utf8)
        return Self.people.map { person in
            events.events(matching: topic.span.bytes, match: .exact) {
                $0.reaches(person.session, authid: person.authid, authrole: person.authrole)
            }.first?.publication
        }
    }

    private func retaining(_ list: [KeptEvent]) -> RetainedEvents {
        var events = RetainedEvents(
            limits: RetainedEvents.Limits(topics: 10, bytes: 1_000_000), hashSeed: 1)
        for event in list { #expect(events.retain(event) == 0) }
        return events
    }

    /// How many events are kept, all of the same size.
    private func count(_ events: RetainedEvents) -> Int { events.eventCount }

    @Test("An event for everyone replaces all before it")
    func everyone() {
        let events = retaining([
            .sample(1), .sample(2, audience: Self.admins), .sample(3, excluding: 2), .sample(4),
        ])
        #expect(received(events) == [4, 4, 4, 4])
        #expect(count(events) == 1)
    }

    @Test("A publisher that excludes itself still gets the newest event of somebody else")
    func publisherExcluded() {
        let events = retaining([
            .sample(1), .sample(2, excluding: 2), .sample(3, excluding: 1), .sample(4, excluding: 1),
        ])
        #expect(received(events) == [2, 4, 4, 4])
        #expect(count(events) == 2)
    }

    @Test("An only publisher that excludes itself gets nothing of its own")
    func onlyPublisher() {
        let events = retaining([.sample(1, excluding: 1), .sample(2, excluding: 1)])
        #expect(received(events) == [nil, 2, 2, 2])
        #expect(count(events) == 1)
    }

    @Test("Publishers that exclude themselves in turn need two events, however many there are")
    func manyPublishers() {
        let events = retaining((0..<100).map { .sample($0, excluding: $0 % 4 + 1) })
        #expect(received(events) == [99, 99, 99, 98])
        #expect(count(events) == 2)
    }

    @Test("An event for some leaves the one before it to the others")
    func some() {
        let events = retaining([.sample(1), .sample(2, audience: Self.admins)])
        #expect(received(events) == [2, 1, 1, 1])
        #expect(count(events) == 2)
    }

    @Test("An event for some replaces one with the same lists, so that others keep theirs for good")
    func sameAudience() {
        let events = retaining([.sample(0)] + (1...100).map { .sample($0, audience: Self.admins) })
        #expect(received(events) == [100, 0, 0, 0])
        #expect(count(events) == 2)
    }

    @Test("An event with the same lists that excludes its publisher leaves that one the event before it")
    func sameAudienceExcluding() {
        let events = retaining([
            .sample(1, audience: Self.admins), .sample(2, audience: Self.admins, excluding: 1),
        ])
        #expect(received(events) == [1, nil, nil, nil])
        #expect(count(events) == 2)
    }

    /// Whether session 1 is an admin its id does not say, so both older events stay.
    @Test("Events that the excluded publisher may or may not get are kept until one that it gets for certain")
    func uncertain() {
        let events = retaining([
            .sample(1), .sample(2), .sample(3, audience: Self.admins), .sample(4, excluding: 1),
        ])
        #expect(received(events) == [3, 4, 4, 4])
        #expect(count(events) == 3)
        let user = retaining([.sample(1), .sample(2, audience: Self.admins), .sample(3, excluding: 2)])
        #expect(received(user) == [3, 1, 3, 3])
    }

    @Test("Lists of session ids alone say for certain whom they reach")
    func sessionLists() {
        let some = Audience.lists { $0.eligible = [1, 2] }
        let others = Audience.lists { $0.exclude = [1] }
        let reached = retaining([.sample(1), .sample(2, audience: some), .sample(3, excluding: 1)])
        #expect(received(reached) == [2, 3, 3, 3])
        #expect(count(reached) == 2)
        let missed = retaining([.sample(1), .sample(2, audience: others), .sample(3, excluding: 1)])
        #expect(received(missed) == [1, 3, 3, 3])
        #expect(count(missed) == 2)
    }

    @Test("Of events for ever other people the eight newest are kept")
    func limit() {
        let events = retaining(
            [.sample(0)]
                + (1...9).map { number in .sample(number, audience: .lists { $0.eligible = [number] }) })
        #expect(received(events) == [nil, 2, 3, 4])
        #expect(count(events) == 8)
    }

    private static func audience(_ random: inout SplitMix) -> Audience {
        func some<Element>(_ all: [Element]) -> [Element]? {
            random.next() % 5 == 0 ? all.filter { _ in random.next() % 2 == 0 } : nil
        }
        guard random.next() % 2 == 0 else { return .everyone }
        var audience = Audience.everyone
        audience.lists.exclude = some(people.map(\.session))
        audience.lists.eligible = some(people.map(\.session))
        audience.lists.excludeAuthID = some(people.map { Array($0.authid.utf8) })
        audience.lists.eligibleAuthID = some(people.map { Array($0.authid.utf8) })
        audience.lists.excludeAuthrole = some(people.map { Array($0.authrole.utf8) })
        audience.lists.eligibleAuthrole = some(people.map { Array($0.authrole.utf8) })
        return audience
    }

    @Test(
        "Everybody gets the newest event that was for it, or none where more than eight are between",
        arguments: 1...8 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var retained = retaining([])
        var all: [KeptEvent] = []
        for publication in 1...1_500 as ClosedRange<UInt64> {
            let excluded = random.next() % 2 == 0 ? random.next() % 4 + 1 : nil
            let event = KeptEvent.sample(
                publication, audience: Self.audience(&random), excluding: excluded)
            #expect(retained.retain(event) == 0)
            all.append(event)
            #expect(count(retained) <= 8)
            for (person, received) in zip(Self.people, received(retained)) {
                let expected = all.last {
                    $0.reaches(person.session, authid: person.authid, authrole: person.authrole)
                }?.publication
                if received == expected { continue }
                #expect(received == nil && publication - (expected ?? publication) >= 8, "\(publication)")
            }
        }
    }
}
