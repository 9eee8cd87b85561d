import NIOCore
import NIOEmbedded
import Testing

@testable import Transport

@Suite("Telling connections the time")
struct ConnectionClockTests {
    private final class Listener: Ticking {
        var clockPosition = -1
        var times: [NIODeadline] = []
        var onTick: (Listener) -> Void = { _ in }

        func tick(_ now: NIODeadline) {
            times.append(now)
            onTick(self)
        }
    }

    private let loop = EmbeddedEventLoop()
    private let clock: ConnectionClock

    init() {
        clock = ConnectionClock(eventLoop: loop, interval: .seconds(1))
    }

    private func listeners(_ count: Int) -> [Listener] {
        let listeners = (0..<count).map { _ in Listener() }
        for listener in listeners { clock.add(listener) }
        return listeners
    }

    @Test("Everybody is told the loop's time once per interval")
    func ticks() {
        let start = loop.now
        let listeners = listeners(3)
        loop.advanceTime(by: .seconds(3))
        for listener in listeners {
            #expect(listener.times == (1...3).map { start + .seconds($0) })
        }
    }

    @Test("Nothing is scheduled without connections, and the clock starts again with the next")
    func stops() {
        let first = listeners(1)
        clock.remove(first[0])
        loop.advanceTime(by: .seconds(5))
        #expect(first[0].times.isEmpty)
        let second = listeners(1)
        loop.advanceTime(by: .seconds(2))
        #expect(second[0].times.count == 2)
        #expect(clock.count == 1)
    }

    @Test(
        "Whoever removes itself while it is told the time does not keep the others from hearing it",
        arguments: 0..<6)
    func removesItself(position: Int) {
        let listeners = listeners(6)
        listeners[position].onTick = { self.clock.remove($0) }
        loop.advanceTime(by: .seconds(1))
        #expect(listeners.map(\.times.count) == Array(repeating: 1, count: 6))
        loop.advanceTime(by: .seconds(1))
        for (number, listener) in listeners.enumerated() {
            #expect(listener.times.count == (number == position ? 1 : 2))
        }
        #expect(clock.count == 5)
    }

    @Test("All may remove themselves in one tick, and one may remove the others")
    func removesAll() {
        let first = listeners(4)
        for listener in first { listener.onTick = { self.clock.remove($0) } }
        loop.advanceTime(by: .seconds(2))
        #expect(first.allSatisfy { $0.times.count == 1 })
        #expect(clock.count == 0)

        let second = listeners(4)
        second[3].onTick = { _ in for listener in second { self.clock.remove(listener) } }
        loop.advanceTime(by: .seconds(2))
        #expect(second.map(\.times.count) == [0, 0, 0, 1])
        #expect(clock.count == 0)
    }

    @Test("Who joins during a tick hears the next one")
    func joins() {
        let late = Listener()
        let first = listeners(1)
        first[0].onTick = { if $0.times.count == 1 { self.clock.add(late) } }
        loop.advanceTime(by: .seconds(2))
        #expect(late.times.count == 1)
    }

    @Test("Removing twice, or what was never added, does nothing")
    func removesTwice() {
        let listeners = listeners(2)
        clock.remove(listeners[0])
        clock.remove(listeners[0])
        clock.remove(Listener())
        #expect(clock.count == 1)
        loop.advanceTime(by: .seconds(1))
        #expect(listeners.map(\.times.count) == [0, 1])
    }
}
