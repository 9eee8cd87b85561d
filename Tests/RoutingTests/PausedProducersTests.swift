import Testing

@testable import Routing

@Suite("Producers that are held up by slow consumers")
struct PausedProducersTests {
    private var generator = SplitMix(seed: 4)

    @Test("A producer is paused with the first consumer and released with the last")
    func counting() {
        var paused = PausedProducers()
        let (a, b, c) = (SessionIndex(0), SessionIndex(1), SessionIndex(2))
        #expect(paused.pause(a, for: b) == true)
        #expect(paused.pause(a, for: b) == false)
        #expect(paused.pause(a, for: c) == false)
        #expect(paused.release(b) == [])
        #expect(paused.release(b) == [])
        #expect(paused.release(c) == [a])
        #expect(paused.isEmpty)
    }

    @Test("A producer that has left is released by nobody")
    func leaving() {
        var paused = PausedProducers()
        let (a, b) = (SessionIndex(0), SessionIndex(1))
        _ = paused.pause(a, for: b)
        _ = paused.pause(a, for: a)
        _ = paused.pause(b, for: b)
        paused.remove(producer: a)
        #expect(paused.release(a) == [])
        #expect(paused.release(b) == [b])
        #expect(paused.isEmpty)
    }

    @Test("In any order each producer is paused and released in turn")
    func model() {
        var generator = generator
        var paused = PausedProducers()
        var pairs: Set<[Int32]> = []
        func holders(_ producer: Int32) -> Int { pairs.count { $0[1] == producer } }
        for _ in 0..<5000 {
            let (one, other) = (
                Int32.random(in: 0..<6, using: &generator), Int32.random(in: 0..<6, using: &generator)
            )
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let isFirst = holders(other) == 0
                pairs.insert([one, other])
                #expect(paused.pause(SessionIndex(other), for: SessionIndex(one)) == isFirst)
            case 2:
                let held = pairs.filter { $0[0] == one }
                pairs.subtract(held)
                let free = held.map { $0[1] }.filter { holders($0) == 0 }
                #expect(Set(paused.release(SessionIndex(one)).map(\.rawValue)) == Set(free))
            default:
                pairs = pairs.filter { $0[1] != one }
                paused.remove(producer: SessionIndex(one))
            }
            #expect(paused.isEmpty == pairs.isEmpty)
        }
    }
}
