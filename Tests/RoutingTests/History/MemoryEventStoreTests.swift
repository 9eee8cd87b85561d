import Routing
import Testing
import WAMP

extension MemoryEventStore {
    fileprivate func publications(
        now: UInt64 = 0, limit: Int = 1_000, _ set: (inout EventHistoryQuery) -> Void = { _ in }
    ) -> [UInt64] {
        publications(where: { _ in true }, now: now, limit: limit, set)
    }

    fileprivate func publications(
        where isEligible: (KeptEvent) -> Bool, now: UInt64 = 0, limit: Int = 1_000,
        _ set: (inout EventHistoryQuery) -> Void = { _ in }
    ) -> [UInt64] {
        var query = EventHistoryQuery(limit: limit)
        set(&query)
        return events(query, now: now, where: isEligible).events.map(\.publication)
    }
}

@Suite("The history of a subscription in memory: advanced profile, Event History")
struct MemoryEventStoreTests {
    private func store(
        events: Int = 100, bytes: Int = 1_000_000, age: UInt64 = 0, _ list: [KeptEvent] = []
    ) -> MemoryEventStore {
        var store = MemoryEventStore(limits: EventHistoryLimits(events: events, bytes: bytes, age: age))
        for event in list { store.append(event) }
        return store
    }

    /// Five events, 10 milliseconds apart; publication ids in no order, as they are random.
    private var five: MemoryEventStore {
        store([
            .sample(50, time: 10), .sample(20, topic: "com.b", time: 20), .sample(90, time: 30),
            .sample(10, topic: "com.b", time: 40), .sample(70, time: 50),
        ])
    }

    @Test("An empty history answers with no events")
    func empty() {
        let page = store().events(EventHistoryQuery(limit: 5), now: 0, where: { _ in true })
        #expect(page.events.isEmpty && !page.hasMore)
        #expect(store().count == 0 && store().byteCount == 0)
    }

    @Test("Events come in the order of their arrival, or the reverse")
    func order() {
        #expect(five.publications() == [50, 20, 90, 10, 70])
        #expect(five.publications { $0.reverse = true } == [70, 10, 90, 20, 50])
        let sameTime = store((1...9).reversed().map { .sample($0, time: 5) })
        #expect(sameTime.publications() == [9, 8, 7, 6, 5, 4, 3, 2, 1])
    }

    @Test("A limit takes the first events of the order, and tells whether there are more")
    func limit() {
        for (limit, count, hasMore) in [(0, 0, true), (4, 4, true), (5, 5, false), (6, 5, false)] {
            for reverse in [false, true] {
                var query = EventHistoryQuery(limit: limit)
                query.reverse = reverse
                let page = five.events(query, now: 0, where: { _ in true })
                let all = reverse ? [70, 10, 90, 20, 50] : [50, 20, 90, 10, 70] as [UInt64]
                #expect(page.events.map(\.publication) == Array(all.prefix(count)))
                #expect(page.hasMore == hasMore)
            }
        }
        // What does not satisfy the query is not more.
        var query = EventHistoryQuery(limit: 2)
        query.topic = Array("com.b".utf8)
        #expect(!five.events(query, now: 0, where: { _ in true }).hasMore)
    }

    @Test("Times include or exclude their own millisecond")
    func times() {
        let thirty = Timestamp(milliseconds: 30)
        #expect(five.publications { $0.fromTime = thirty } == [90, 10, 70])
        #expect(five.publications { $0.afterTime = thirty } == [10, 70])
        #expect(five.publications { $0.beforeTime = thirty } == [50, 20])
        #expect(five.publications { $0.untilTime = thirty } == [50, 20, 90])
        #expect(five.publications { $0.fromTime = Timestamp("1960-01-01T00:00:00Z") }.count == 5)
        #expect(five.publications { $0.untilTime = Timestamp("1960-01-01T00:00:00Z") } == [])
    }

    @Test("Publications include or exclude themselves, by their place and not by their number")
    func publications() {
        #expect(five.publications { $0.fromPublication = 90 } == [90, 10, 70])
        #expect(five.publications { $0.afterPublication = 90 } == [10, 70])
        #expect(five.publications { $0.beforePublication = 90 } == [50, 20])
        #expect(five.publications { $0.untilPublication = 90 } == [50, 20, 90])
        #expect(five.publications { $0.afterPublication = 70 } == [])
        #expect(five.publications { $0.beforePublication = 50 } == [])
    }

    @Test("A publication that is not in the history, or not for the asking session, leaves nothing")
    func unknownPublication() {
        for publication in [1, 60, 1_000] as [UInt64] {
            #expect(five.publications { $0.fromPublication = publication } == [])
            #expect(five.publications { $0.afterPublication = publication } == [])
            #expect(five.publications { $0.beforePublication = publication } == [])
            #expect(five.publications { $0.untilPublication = publication } == [])
        }
        let others = five.publications(where: { $0.publication != 90 }) { $0.untilPublication = 90 }
        #expect(others == [])
    }

    @Test("All conditions hold at once")
    func together() {
        let found = five.publications {
            $0.topic = Array("com.a".utf8)
            $0.afterPublication = 50
            $0.untilTime = Timestamp(milliseconds: 49)
            $0.reverse = true
        }
        #expect(found == [90])
        #expect(
            five.publications {
                $0.fromPublication = 10
                $0.beforePublication = 20
            } == [])
    }

    @Test("Page after page, in both directions, gives every event once")
    func pages() {
        let full = store(events: 1_000, (1...100).map { .sample($0 * 7_919 % 1_009) })
        let all = full.publications()
        for reverse in [false, true] {
            var found: [UInt64] = []
            var query = EventHistoryQuery(limit: 7)
            query.reverse = reverse
            while found.count < 200 {
                let page = full.events(query, now: 0, where: { _ in true })
                found += page.events.map(\.publication)
                guard page.hasMore else { break }
                if reverse {
                    query.beforePublication = found.last
                } else {
                    query.afterPublication = found.last
                }
            }
            #expect(found == (reverse ? all.reversed() : all))
        }
    }

    @Test("Events that are not for the asking session are left out, and do not count")
    func eligibility() {
        #expect(five.publications(where: { $0.publication > 40 }, limit: 2) == [50, 90])
    }

    @Test("Beyond the count of events the oldest are dropped")
    func countBound() {
        let store = store(events: 3, (1...10).map { .sample($0) })
        #expect(store.count == 3 && store.publications() == [8, 9, 10])
        #expect(store.byteCount == 3 * (KeptEvent.overhead + 5))
        #expect(store.publications { $0.untilPublication = 7 } == [])
        let numbers = Mirror(reflecting: store).children.first { $0.label == "numbers" }?.value
        #expect((numbers as? [UInt64: Int])?.keys.sorted() == [8, 9, 10])
    }

    @Test("Beyond the bytes as many of the oldest are dropped as are needed")
    func byteBound() {
        let size = KeptEvent.overhead + 5
        var store = store(bytes: 4 * size, (1...4).map { .sample($0) })
        #expect(store.publications() == [1, 2, 3, 4])
        #expect(store.append(.sample(5, messageBytes: 1)) == true)
        #expect(store.publications() == [3, 4, 5])
        #expect(store.append(.sample(6, messageBytes: 3 * size)) == true)
        #expect(store.publications() == [6])
        #expect(store.byteCount == 4 * size)
    }

    @Test("An event that exceeds the bounds alone is not kept, and takes no other one's place")
    func tooLarge() {
        var small = store(bytes: 1_000, [.sample(1)])
        #expect(small.append(.sample(2, messageBytes: 1_000)) == false)
        #expect(small.publications() == [1])
        for (events, bytes) in [(0, 1_000), (-1, 1_000), (5, 0), (5, .min)] {
            var none = store(events: events, bytes: bytes)
            #expect(none.append(.sample(1)) == false)
            #expect(none.count == 0)
        }
    }

    @Test("Events beyond the age are not returned, have no place, and are dropped by the next one")
    func age() {
        var store = store(age: 100, [.sample(1, time: 1_000), .sample(2, time: 1_050)])
        #expect(store.publications(now: 1_100) == [1, 2])
        #expect(store.publications(now: 1_101) == [2])
        #expect(store.publications(now: 1_101) { $0.afterPublication = 1 } == [])
        #expect(store.publications(now: .max) == [])
        #expect(store.publications(now: 0) == [1, 2])
        #expect(store.count == 2)
        store.append(.sample(3, time: 1_150))
        #expect(store.count == 2 && store.publications(now: 0) == [2, 3])
        #expect(store.byteCount == 2 * (KeptEvent.overhead + 5))
    }

    @Test("A clock that was set back hides and drops nothing that is young enough")
    func clockSetBack() {
        var store = store(age: 100, [.sample(1, time: 1_000), .sample(2, time: 500), .sample(3, time: 510)])
        #expect(store.publications(now: 510) == [1, 2, 3])
        #expect(store.publications(now: 605) == [1, 3])
        store.append(.sample(4, time: 605))
        #expect(store.publications(now: 605) == [1, 3, 4])
        #expect(store.publications(now: 605) { $0.beforeTime = Timestamp(milliseconds: 600) } == [3])
    }

    @Test("Events with lists of session ids are never kept, those with other lists are")
    func sessionLists() {
        let lists: [(Audience, Bool)] = [
            (.lists { $0.exclude = [1] }, false), (.lists { $0.eligible = [1] }, false),
            (.lists { $0.eligible = [] }, false), (.lists { $0.excludeAuthID = [[97]] }, true),
            (.lists { $0.eligibleAuthrole = [[97]] }, true), (.everyone, true),
        ]
        for (audience, isKept) in lists {
            var store = store()
            #expect(store.append(.sample(1, audience: audience)) == isKept)
            #expect(store.count == (isKept ? 1 : 0))
        }
        var own = store()
        #expect(own.append(.sample(1, excluding: 5)) == true)
    }

    /// A history and a query in the plainest terms.
    private struct Reference {
        let limits: EventHistoryLimits
        var events: [KeptEvent] = []

        mutating func append(_ event: KeptEvent) {
            while let first = events.first, limits.age > 0, first.time + limits.age < event.time {
                events.removeFirst()
            }
            guard event.byteCount <= limits.bytes else { return }
            events.append(event)
            while events.count > limits.events || events.reduce(0, { $0 + $1.byteCount }) > limits.bytes {
                events.removeFirst()
            }
        }

        func find(_ query: EventHistoryQuery, now: UInt64, where isEligible: (KeptEvent) -> Bool) -> [UInt64]
        {
            var found = events.filter { isEligible($0) && !(limits.age > 0 && $0.time + limits.age < now) }
            let order = found.map(\.publication)
            func place(_ publication: UInt64) -> Int? { order.firstIndex(of: publication) }
            func filter(_ publication: UInt64?, _ holds: (Int, Int) -> Bool) {
                guard let publication else { return }
                found.removeAll { event in
                    guard let wanted = place(publication), let own = place(event.publication) else {
                        return true
                    }
                    return !holds(own, wanted)
                }
            }
            filter(query.fromPublication, >=)
            filter(query.afterPublication, >)
            filter(query.beforePublication, <)
            filter(query.untilPublication, <=)
            func filter(_ time: Timestamp?, _ holds: (Int64, Int64) -> Bool) {
                guard let time else { return }
                found.removeAll { !holds(Int64($0.time), time.milliseconds) }
            }
            filter(query.fromTime, >=)
            filter(query.afterTime, >)
            filter(query.beforeTime, <)
            filter(query.untilTime, <=)
            if let topic = query.topic { found.removeAll { $0.topic != topic } }
            return query.reverse ? found.map(\.publication).reversed() : found.map(\.publication)
        }
    }

    @Test("Random queries agree with filtering a plain array", arguments: 1...10 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let limits = EventHistoryLimits(
            events: Int(1 + seed * 4), bytes: seed % 2 == 0 ? 1_000_000 : 8_000, age: seed % 3 == 0 ? 0 : 60)
        var store = MemoryEventStore(limits: limits)
        var reference = Reference(limits: limits)
        var time: UInt64 = 1_000
        var publications: [UInt64] = []
        for step in 0..<1_500 {
            // Now and then the clock is set back.
            time = random.next() % 40 == 0 ? time - random.next() % 30 : time + random.next() % 5
            let publication = random.next() >> 11 + 1
            publications.append(publication)
            let event = KeptEvent.sample(
                publication, topic: ["com.a", "com.b"].randomElement(using: &random) ?? "", time: time,
                messageBytes: Int(random.next() % (random.next() % 9 == 0 ? 9_000 : 500)))
            store.append(event)
            reference.append(event)
            #expect(store.count == reference.events.count)
            #expect(store.byteCount == reference.events.reduce(0) { $0 + $1.byteCount })
            let query = Self.query(&random, time: time, publications: publications.suffix(40))
            let hidden = random.next() % 3 == 0 ? 2 : 0 as UInt64
            let now = time + random.next() % 40
            let isEligible = { (event: KeptEvent) in hidden == 0 || event.publication % hidden == 0 }
            let page = store.events(query, now: now, where: isEligible)
            let found = reference.find(query, now: now, where: isEligible)
            #expect(page.events.map(\.publication) == Array(found.prefix(query.limit)), "step \(step)")
            #expect(page.hasMore == (found.count > query.limit), "step \(step)")
        }
    }

    private static func query(
        _ random: inout SplitMix, time: UInt64, publications: ArraySlice<UInt64>
    ) -> EventHistoryQuery {
        func publication() -> UInt64? {
            random.next() % 6 == 0 ? publications.randomElement(using: &random) : nil
        }
        func moment() -> Timestamp? {
            random.next() % 5 == 0 ? Timestamp(milliseconds: time + 5 - random.next() % 60) : nil
        }
        var query = EventHistoryQuery(limit: Int(random.next() % 30))
        query.reverse = random.next() % 2 == 0
        query.fromTime = moment()
        query.afterTime = moment()
        query.beforeTime = moment()
        query.untilTime = moment()
        query.topic = random.next() % 4 == 0 ? Array("com.a".utf8) : nil
        query.fromPublication = publication()
        query.afterPublication = publication()
        query.beforePublication = publication()
        query.untilPublication = publication()
        return query
    }
}
