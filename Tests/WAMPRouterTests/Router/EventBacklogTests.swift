import Testing
import Transport

@testable import WAMPRouter

@Suite("Events that are held back")
struct EventBacklogTests {
    private func event(_ number: UInt64, bytes: Int = 10) -> EventBacklog.Event {
        EventBacklog.Event(subscription: number, bytes: [UInt8](repeating: 0, count: bytes))
    }

    @Test("The oldest go first, and are taken first")
    func order() {
        var backlog = EventBacklog()
        let budget = OutboundBudget(bytes: 30, messages: 100)
        for number in 1...5 {
            #expect(backlog.append(event(UInt64(number)), within: budget) == (number > 3 ? 1 : 0))
        }
        #expect(backlog.count == 3)
        #expect(backlog.byteCount == 30)
        #expect(backlog.popFirst()?.subscription == 3)
        #expect(backlog.append(event(6), within: budget) == 0)
        #expect(
            [backlog.popFirst(), backlog.popFirst(), backlog.popFirst()].map { $0?.subscription } == [
                4, 5, 6,
            ])
        #expect(backlog.popFirst() == nil)
        #expect(backlog.isEmpty)
        #expect(backlog.byteCount == 0)
    }

    @Test("A large one displaces several; one that is too large by itself displaces none")
    func large() {
        var backlog = EventBacklog()
        let budget = OutboundBudget(bytes: 30, messages: 100)
        for number in 1...3 { _ = backlog.append(event(UInt64(number)), within: budget) }
        #expect(backlog.append(event(4, bytes: 31), within: budget) == 1)
        #expect(backlog.count == 3)
        #expect(backlog.append(event(5, bytes: 11), within: budget) == 2)
        #expect(backlog.append(event(6, bytes: 30), within: budget) == 2)
        #expect(backlog.count == 1)
    }

    @Test("The number is bounded as well, also by none")
    func number() {
        var backlog = EventBacklog()
        #expect(backlog.append(event(1), within: OutboundBudget(bytes: 100, messages: 0)) == 1)
        let budget = OutboundBudget(bytes: 1 << 20, messages: 100)
        let dropped = (1...1000).reduce(0) { $0 + backlog.append(event(UInt64($1)), within: budget) }
        #expect(dropped == 900)
        #expect(backlog.count == 100)
        #expect(backlog.popFirst()?.subscription == 901)
    }
}
