import Routing
import Testing

@Suite("Table from request ids to positions: basic profile, IDs, session scope")
struct SequenceRingTests {
    /// How many places the ring keeps, which is what its memory is.
    private func placeCount(_ ring: SequenceRing) -> Int {
        let slots = Mirror(reflecting: ring).children.first { $0.label == "slots" }?.value
        return (slots as? [Any])?.count ?? -1
    }

    private func entries(_ ring: SequenceRing) -> [UInt64: Int32] {
        Dictionary(ring.entries.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("An empty ring has nothing, finds nothing and removes nothing")
    func empty() {
        var ring = SequenceRing()
        #expect(ring.count == 0)
        #expect(ring.entries.isEmpty)
        #expect(ring.find(1) == nil)
        #expect(ring.remove(1) == nil)
        #expect(ring.count == 0)
    }

    @Test("The id 0, which is no id, is never found, whatever stands or stood in its place")
    func zero() {
        var ring = SequenceRing()
        #expect(ring.find(0) == nil)
        #expect(ring.remove(0) == nil)
        ring.insert(4, value: 40)
        #expect(ring.find(0) == nil)
        #expect(ring.remove(0) == nil)
        #expect(ring.remove(4) == 40)
        #expect(ring.find(0) == nil)
        #expect(ring.remove(0) == nil)
        #expect(ring.count == 0)
        ring.insert(1, value: 10)
        #expect(ring.find(0) == nil)
        #expect(ring.count == 1)
    }

    @Test("An id that was removed is not found, and can be stored again with another value")
    func again() {
        var ring = SequenceRing()
        ring.insert(7, value: 1)
        #expect(ring.find(7) == 1)
        #expect(ring.remove(7) == 1)
        #expect(ring.remove(7) == nil)
        #expect(ring.find(7) == nil)
        ring.insert(7, value: 2)
        #expect(ring.find(7) == 2)
        #expect(ring.count == 1)
    }

    @Test(
        "Ids in a sequence, removed behind it, need no more places than are under way",
        arguments: [1, 3, 4, 7])
    func window(length: UInt64) {
        var ring = SequenceRing()
        for id in 1...10_000 as ClosedRange<UInt64> {
            ring.insert(id, value: Int32(id))
            if id > length {
                let old = id - length
                #expect(ring.remove(old) == Int32(old))
            }
        }
        #expect(ring.count == Int(length))
        #expect(placeCount(ring) <= 16)
    }

    @Test(
        "Ids that share their low bits are all kept, in few places",
        arguments: [2, 4, 16, 256, 1 << 16, 1 << 32, 1 << 48] as [UInt64])
    func collisions(stride: UInt64) {
        var ring = SequenceRing()
        for step in 1...31 as ClosedRange<UInt64> { ring.insert(step * stride, value: Int32(step)) }
        #expect(ring.count == 31)
        #expect(placeCount(ring) <= 64)
        #expect(ring.find(32 * stride) == nil)
        #expect(ring.find(stride + 1) == nil)
        for step in 1...31 as ClosedRange<UInt64> {
            #expect(ring.find(step * stride) == Int32(step))
            #expect(ring.remove(step * stride) == Int32(step))
            #expect(ring.find(step * stride) == nil)
        }
        #expect(ring.count == 0)
        #expect(ring.entries.isEmpty)
    }

    @Test("The greatest id, its neighbours and ids beyond it are told apart")
    func greatest() {
        let ids: [UInt64] = [1, 1 << 53, 1 << 53 - 1, 1 << 53 + 1, 1 << 63, .max, .max - 1]
        var ring = SequenceRing()
        for (value, id) in ids.enumerated() { ring.insert(id, value: Int32(value)) }
        for (value, id) in ids.enumerated() { #expect(ring.find(id) == Int32(value)) }
        #expect(ring.count == ids.count)
        #expect(entries(ring).count == ids.count)
    }

    @Test("A colliding id stays findable when the one in its place goes, and when the ring grows past it")
    func collidedStays() {
        var ring = SequenceRing()
        ring.insert(1, value: 1)
        ring.insert(1 + 1 << 40, value: 2)
        #expect(ring.remove(1) == 1)
        #expect(ring.find(1 + 1 << 40) == 2)
        for id in 2...100 as ClosedRange<UInt64> { ring.insert(id, value: Int32(id)) }
        #expect(ring.find(1 + 1 << 40) == 2)
        #expect(ring.remove(1 + 1 << 40) == 2)
        #expect(ring.count == 99)
    }

    @Test("The places of a burst are given back once it is over")
    func burst() {
        var ring = SequenceRing()
        for id in 1...1_000 as ClosedRange<UInt64> { ring.insert(id, value: 0) }
        #expect(placeCount(ring) >= 1_000)
        for id in 1...1_000 as ClosedRange<UInt64> { #expect(ring.remove(id) == 0) }
        #expect(placeCount(ring) == 0)
        ring.insert(1_001, value: 5)
        #expect(ring.find(1_001) == 5)
    }

    @Test("A random walk agrees with a dictionary", arguments: 1...12 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var ring = SequenceRing()
        var reference: [UInt64: Int32] = [:]
        var sequence: UInt64 = 1
        for step in 0..<5_000 as Range<Int32> {
            let id = Self.id(&random, &sequence)
            #expect(ring.find(id) == reference[id])
            if reference.count < 40, id != 0, reference[id] == nil {
                ring.insert(id, value: step)
                reference[id] = step
            } else {
                let gone = reference.keys.sorted().randomElement(using: &random) ?? id
                let victim = random.next() % 3 == 0 ? id : gone
                #expect(ring.remove(victim) == reference.removeValue(forKey: victim))
            }
            #expect(ring.count == reference.count)
            #expect(ring.find(0) == nil)
            if step % 16 == 0 {
                #expect(entries(ring) == reference)
                #expect(ring.entries.count == reference.count)
            }
        }
        for id in reference.keys { #expect(ring.remove(id) == reference[id]) }
        #expect(ring.count == 0 && ring.entries.isEmpty)
    }

    /// Ids in sequence, with gaps, colliding at every capacity, small, huge, and 0.
    private static func id(_ random: inout SplitMix, _ sequence: inout UInt64) -> UInt64 {
        let word = random.next()
        switch word % 8 {
        case 0: return (word >> 8) % 8
        case 1: return (word >> 8) % 4 << (word >> 16 % 50)
        case 2: return 1 << 53 - (word >> 8) % 4
        case 3: sequence += (word >> 8) % 70
        default: sequence += 1
        }
        return sequence
    }
}
