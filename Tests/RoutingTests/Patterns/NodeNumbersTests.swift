import Testing

@testable import Routing

@Suite("Numbers of nodes")
struct NodeNumbersTests {
    @Test("Numbers are given out from 1 on, and those that came back again")
    func take() {
        var numbers = NodeNumbers()
        #expect((0..<3).map { _ in numbers.take() } == [1, 2, 3])
        numbers.giveBack(2)
        #expect(numbers.take() == 2)
        #expect(numbers.take() == 4)
        #expect(numbers.limit == 5)
    }

    @Test("Numbers in use are given anew without gaps when three of four are free")
    func renumber() {
        var numbers = NodeNumbers()
        for _ in 0..<100 { _ = numbers.take() }
        for number in 1...75 as ClosedRange<Int32> { numbers.giveBack(number) }
        #expect(!numbers.areSparse)
        numbers.giveBack(80)
        #expect(numbers.areSparse)
        let new = numbers.renumber()
        #expect(new[0] == 0)
        #expect(new[75] == -1)
        #expect(new[76] == 1)
        #expect(new[79] == 4)
        #expect(new[80] == -1)
        #expect(new[81] == 5)
        #expect(numbers.limit == 25)
        #expect(numbers.take() == 25)
        #expect(!numbers.areSparse)
    }
}
