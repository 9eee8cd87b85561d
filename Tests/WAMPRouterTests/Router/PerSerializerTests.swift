import Testing
import WAMP

@testable import WAMPRouter

@Suite("One value for each serialization")
struct PerSerializerTests {
    @Test("Each serialization has its own")
    func own() {
        var values = PerSerializer { 0 }
        for (number, serializer) in Serializer.allCases.enumerated() {
            values.with(serializer) { $0 = number + 1 }
        }
        var found: [Int] = []
        for serializer in Serializer.allCases { found.append(values.with(serializer) { $0 }) }
        #expect(found == [1, 2, 3])
    }

    @Test("All are visited once")
    func all() {
        var values = PerSerializer { [0] }
        values.forEach { $0.append(1) }
        var counts: [Int] = []
        values.forEach { counts.append($0.count) }
        #expect(counts == [2, 2, 2])
    }

    @Test("Each is made by itself")
    func made() {
        var count = 0
        var values = PerSerializer { () -> Int in
            count += 1
            return count
        }
        var found: Set<Int> = []
        values.forEach { found.insert($0) }
        #expect(found == [1, 2, 3])
    }
}
