import Testing

@testable import Routing

@Suite("Ids in ascending order, page by page")
struct SortedIDsTests {
    @Test("Pages follow one another without a gap and without a repetition, whatever has come and gone")
    func pages() {
        var generator = SplitMix(seed: 5)
        var ids = SortedIDs()
        var plain: Set<UInt64> = []
        for step in 0..<20_000 {
            // Ids cluster, so that some runs fill and others empty.
            let id = generator.next() % (step % 3 == 0 ? 3_000 : 40_000)
            let isThinning = (step / 4_000) % 2 == 1
            if plain.contains(id) || isThinning {
                ids.remove(id)
                plain.remove(id)
            } else {
                ids.insert(id)
                plain.insert(id)
            }
            #expect(ids.count == plain.count)
            guard step % 500 == 0 else { continue }
            let sorted = plain.sorted()
            #expect(ids.page(after: 0, limit: .max) == sorted.filter { $0 > 0 })
            let after = generator.next() % 40_000
            let limit = Int(generator.next() % 900)
            #expect(ids.page(after: after, limit: limit) == Array(sorted.filter { $0 > after }.prefix(limit)))
        }
    }

    @Test("Ids that count up and end in any order leave nothing")
    func countingUp() {
        var ids = SortedIDs()
        for id in 1...5_000 as ClosedRange<UInt64> { ids.insert(id) }
        #expect(ids.page(after: 4_990, limit: 100) == Array(4_991...5_000))
        for id in (1...5_000 as ClosedRange<UInt64>).reversed() where id % 2 == 0 { ids.remove(id) }
        for id in stride(from: UInt64(1), through: 5_000, by: 2) { ids.remove(id) }
        #expect(ids.count == 0)
        #expect(ids.page(after: 0, limit: 10).isEmpty)
    }

    @Test("What is not there is not removed, and a page of nothing is empty")
    func absent() {
        var ids = SortedIDs()
        ids.remove(3)
        ids.insert(5)
        ids.remove(4)
        ids.remove(6)
        #expect(ids.count == 1)
        #expect(ids.page(after: 5, limit: 10).isEmpty)
        #expect(ids.page(after: 4, limit: 0).isEmpty)
        #expect(ids.page(after: 4, limit: 10) == [5])
    }

    @Test("Match policies are kept apart")
    func policies() {
        var ids = IDsByMatchPolicy()
        ids[.exact].insert(1)
        ids[.prefix].insert(2)
        ids[.wildcard].insert(3)
        ids[.prefix].remove(2)
        #expect(ids[.exact].page(after: 0, limit: 9) == [1])
        #expect(ids[.prefix].page(after: 0, limit: 9).isEmpty)
        #expect(ids[.wildcard].page(after: 0, limit: 9) == [3])
    }
}
