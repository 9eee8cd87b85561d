import Routing
import Testing

extension TimerWheel {
    fileprivate mutating func expired(at now: UInt64) -> [Int32] {
        var expired: [Int32] = []
        advance(to: now, into: &expired)
        return expired
    }
}

@Suite("Timing wheel: advanced profile, Call Timeouts")
struct TimerWheelTests {
    /// How many links the wheel keeps, which is what its memory is.
    private func linkCount(_ wheel: TimerWheel) -> Int {
        let links = Mirror(reflecting: wheel).children.first { $0.label == "links" }?.value
        return (links as? [Any])?.count ?? -1
    }

    @Test("An empty wheel has no next deadline, holds nothing and expires nothing")
    func empty() {
        var wheel = TimerWheel()
        #expect(wheel.count == 0)
        #expect(wheel.nextDeadline == nil)
        #expect(!wheel.contains(0) && !wheel.contains(-1) && !wheel.contains(.max))
        wheel.remove(0)
        wheel.remove(-1)
        wheel.remove(.max)
        #expect(wheel.expired(at: .max) == [])
        #expect(wheel.count == 0)
    }

    @Test("A timer expires at its deadline, not before and not twice")
    func once() {
        var wheel = TimerWheel()
        wheel.insert(3, deadline: 1_000)
        #expect(wheel.contains(3) && !wheel.contains(2) && wheel.count == 1)
        #expect(wheel.expired(at: 999) == [])
        #expect(wheel.expired(at: 1_000) == [3])
        #expect(!wheel.contains(3) && wheel.count == 0)
        #expect(wheel.expired(at: 2_000) == [])
        #expect(wheel.nextDeadline == nil)
    }

    @Test("Deadlines around every digit's end expire exactly then", arguments: 0...10)
    func digits(level: Int) {
        let edge: UInt64 = 1 << UInt64(level * 6)
        for start in [0, 1, 63, edge - 1, edge] as [UInt64] {
            for deadline in [edge - 1, edge, edge + 1, edge * 2 - 1] where deadline > start {
                var wheel = TimerWheel()
                #expect(wheel.expired(at: start) == [])
                wheel.insert(0, deadline: deadline)
                #expect(wheel.nextDeadline.map { $0 <= deadline } == true)
                #expect(wheel.expired(at: deadline - 1) == [])
                #expect(wheel.nextDeadline == deadline)
                #expect(wheel.expired(at: deadline) == [0])
            }
        }
    }

    @Test("The greatest times are reached in one jump")
    func greatest() {
        var wheel = TimerWheel()
        wheel.insert(0, deadline: .max)
        wheel.insert(1, deadline: 1 << 62)
        wheel.insert(2, deadline: 0)
        #expect(wheel.expired(at: 1 << 62) == [2, 1])
        #expect(wheel.expired(at: .max - 1) == [])
        #expect(wheel.expired(at: .max) == [0])
    }

    @Test("A deadline that has passed expires with the next advance, even one to the same time")
    func passed() {
        var wheel = TimerWheel()
        #expect(wheel.expired(at: 500) == [])
        wheel.insert(0, deadline: 100)
        wheel.insert(1, deadline: 500)
        #expect(wheel.nextDeadline == 500)
        #expect(wheel.expired(at: 500) == [0, 1])
    }

    @Test("Time does not go backwards")
    func backwards() {
        var wheel = TimerWheel()
        #expect(wheel.expired(at: 500) == [])
        wheel.insert(0, deadline: 400)
        #expect(wheel.expired(at: 450) == [])
        wheel.insert(1, deadline: 499)
        #expect(wheel.expired(at: 501) == [0, 1])
    }

    @Test("Timers with the same deadline expire in the order of insertion, whatever levels they come from")
    func sameDeadline() {
        var wheel = TimerWheel()
        wheel.insert(5, deadline: 10_000)
        wheel.insert(2, deadline: 10_000)
        #expect(wheel.expired(at: 9_000) == [])
        wheel.insert(9, deadline: 10_000)
        #expect(wheel.expired(at: 9_999) == [])
        wheel.insert(1, deadline: 10_000)
        wheel.insert(0, deadline: 9_999)
        wheel.remove(2)
        wheel.insert(2, deadline: 10_000)
        #expect(wheel.expired(at: 20_000) == [0, 5, 9, 1, 2])
    }

    @Test("A removed timer does not expire, and its number can be used again")
    func removed() {
        var wheel = TimerWheel()
        for timer in 0..<5 as Range<Int32> { wheel.insert(timer, deadline: 700) }
        // The first, one in the middle, the last.
        for timer in [0, 2, 4] as [Int32] { wheel.remove(timer) }
        wheel.insert(2, deadline: 699)
        #expect(wheel.count == 3)
        #expect(wheel.expired(at: 700) == [2, 1, 3])
    }

    @Test("A timer that is inserted again has the new deadline alone")
    func moved() {
        var wheel = TimerWheel()
        wheel.insert(0, deadline: 10)
        wheel.insert(0, deadline: 5_000)
        #expect(wheel.count == 1)
        #expect(wheel.expired(at: 4_999) == [])
        #expect(wheel.expired(at: 5_000) == [0])
    }

    /// Following `nextDeadline` a timer moves down at most once per level, however far away it is.
    @Test("From one next deadline to the next, few steps lead to a far timer")
    func steps() {
        var wheel = TimerWheel()
        let deadline: UInt64 = 0x3fff_ffff_ffff_fff7
        wheel.insert(0, deadline: deadline)
        var steps = 0
        while let next = wheel.nextDeadline, steps < 20 {
            steps += 1
            #expect(wheel.expired(at: next) == (next == deadline ? [0] : []))
        }
        #expect(steps <= 11)
        #expect(wheel.count == 0)
    }

    @Test("The memory of a burst is given back when the wheel empties, by expiry or by removal")
    func burst() {
        for expires in [true, false] {
            var wheel = TimerWheel()
            for timer in 0..<5_000 as Range<Int32> { wheel.insert(timer, deadline: 10) }
            #expect(linkCount(wheel) == 5_000)
            if expires {
                #expect(wheel.expired(at: 10).count == 5_000)
            } else {
                for timer in 0..<5_000 as Range<Int32> { wheel.remove(timer) }
            }
            #expect(linkCount(wheel) == 0 && wheel.count == 0)
            wheel.insert(1, deadline: 20)
            #expect(wheel.expired(at: 20) == [1])
        }
    }

    @Test("A large timer that comes and goes alone does not allocate each time")
    func largeAlone() {
        var wheel = TimerWheel()
        wheel.insert(1_000, deadline: 10)
        wheel.remove(1_000)
        #expect(linkCount(wheel) == 1_001)
        for _ in 0..<1_000 {
            wheel.insert(1_000, deadline: 10)
            wheel.remove(1_000)
        }
        #expect(linkCount(wheel) == 0)
    }

    private struct Reference {
        /// In the order of insertion.
        var timers: [(timer: Int32, deadline: UInt64)] = []
        var now: UInt64 = 0

        mutating func remove(_ timer: Int32) { timers.removeAll { $0.timer == timer } }

        mutating func insert(_ timer: Int32, deadline: UInt64) {
            remove(timer)
            timers.append((timer, max(deadline, now)))
        }

        mutating func advance(to time: UInt64) -> [Int32] {
            guard time >= now else { return [] }
            now = time
            let due = timers.enumerated().filter { $0.element.deadline <= time }
                .sorted { ($0.element.deadline, $0.offset) < ($1.element.deadline, $1.offset) }
            timers.removeAll { $0.deadline <= time }
            return due.map(\.element.timer)
        }
    }

    @Test("A random walk agrees with a sorted list", arguments: 1...16 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var wheel = TimerWheel()
        var reference = Reference()
        let timers = seed % 2 == 0 ? 20 : 600 as UInt64
        for step in 0..<3_000 {
            let timer = Int32(random.next() % timers)
            switch random.next() % 8 {
            case 0:
                wheel.remove(timer)
                reference.remove(timer)
            case 1:
                let time = Self.time(&random, reference)
                #expect(wheel.expired(at: time) == reference.advance(to: time), "step \(step)")
            case 2:
                if let time = wheel.nextDeadline {
                    #expect(wheel.expired(at: time) == reference.advance(to: time), "step \(step)")
                }
            default:
                let deadline = Self.time(&random, reference)
                wheel.insert(timer, deadline: deadline)
                reference.insert(timer, deadline: deadline)
            }
            #expect(wheel.count == reference.timers.count)
            #expect(wheel.contains(timer) == reference.timers.contains { $0.timer == timer })
            Self.checkNext(wheel, reference)
        }
        #expect(wheel.expired(at: .max) == reference.advance(to: .max))
        #expect(wheel.count == 0 && wheel.nextDeadline == nil)
    }

    private static func checkNext(_ wheel: TimerWheel, _ reference: Reference) {
        guard let earliest = reference.timers.map(\.deadline).min() else {
            #expect(wheel.nextDeadline == nil)
            return
        }
        guard let next = wheel.nextDeadline else {
            Issue.record("no next deadline")
            return
        }
        #expect(next <= earliest && next >= reference.now)
    }

    /// Mostly near the present, in distances of all sizes; one of the past, of another timer, or far away.
    private static func time(_ random: inout SplitMix, _ reference: Reference) -> UInt64 {
        let word = random.next()
        switch word % 32 {
        case 0: return min((word >> 5) >> (word >> 52 & 63), 1 << 62)
        case 1: return reference.now / 2
        case 2...5: return reference.timers.randomElement(using: &random)?.deadline ?? 0
        default: return reference.now &+ (word >> 5 & (1 << (2 * (word >> 60)) - 1))
        }
    }
}
