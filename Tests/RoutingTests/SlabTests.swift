import Routing
import Testing

@Suite("Array whose elements keep their position")
struct SlabTests {
    @Test("Elements are numbered from 0 and stay where they are")
    func positions() {
        var slab = Slab<String>()
        #expect(slab.count == 0)
        #expect(slab.insert("a") == 0)
        #expect(slab.insert("b") == 1)
        #expect(slab.insert("c") == 2)
        slab.remove(at: 0)
        #expect(slab.count == 2)
        #expect(slab[1] == "b")
        #expect(slab[2] == "c")
    }

    @Test("A freed position serves again before a new one is taken")
    func reuse() {
        var slab = Slab<String>()
        for letter in ["a", "b", "c"] { _ = slab.insert(letter) }
        slab.remove(at: 1)
        slab.remove(at: 0)
        let positions: Set<Int32> = [slab.insert("d"), slab.insert("e")]
        #expect(positions == [0, 1])
        #expect(slab.insert("f") == 3)
        #expect(slab.count == 4)
        #expect(slab[2] == "c")
    }

    @Test("An element is changed in place")
    func mutation() {
        var slab = Slab<[Int]>()
        let position = slab.insert([1])
        slab[position].append(2)
        #expect(slab[position] == [1, 2])
    }

    @Test("A random walk agrees with a dictionary and takes no more positions than were in use at once")
    func walk() {
        var random = SplitMix(seed: 8)
        var slab = Slab<UInt64>()
        var reference: [Int32: UInt64] = [:]
        for _ in 0..<5_000 {
            let inserts = reference.isEmpty || (reference.count < 20 && random.next() % 2 == 0)
            if inserts {
                let value = random.next()
                let position = slab.insert(value)
                #expect(reference[position] == nil)
                #expect((0..<20).contains(position))
                reference[position] = value
            } else if let gone = reference.keys.sorted().randomElement(using: &random) {
                slab.remove(at: gone)
                reference[gone] = nil
            }
            #expect(slab.count == reference.count)
            #expect(reference.allSatisfy { slab[$0.key] == $0.value })
        }
    }
}
