import Testing

@testable import Routing

@Suite("Nodes of a tree in a hash table")
struct NodeTableTests {
    private static func node(_ parent: Int32, _ symbol: Int32, _ number: Int32) -> WildcardNode {
        WildcardNode(parent: parent, symbol: symbol, number: number)
    }

    @Test("A new table finds nothing")
    func empty() {
        let table = NodeTable<WildcardNode>(seed: 1)
        #expect(table.find(below: 0, 0) == -1)
        #expect(table.find(below: -1, -1) == -1)
    }

    @Test("A node is found below its parent by its symbol alone, and can be changed in its place")
    func find() {
        var table = NodeTable<WildcardNode>(seed: 1)
        table.insert(Self.node(3, 4, 7))
        let place = table.find(below: 3, 4)
        #expect(place >= 0)
        #expect(table[place].number == 7)
        for (parent, symbol) in [(4, 3), (3, 3), (4, 4), (0, 4), (3, 0)] as [(Int32, Int32)] {
            #expect(table.find(below: parent, symbol) == -1)
        }
        table[place].value = 5
        #expect(table[table.find(below: 3, 4)].value == 5)
    }

    @Test("Nodes that get other numbers and symbols are found by these only")
    func rebuild() {
        var table = NodeTable<WildcardNode>(seed: 1)
        for number in 1...40 as ClosedRange<Int32> { table.insert(Self.node(number - 1, 2, number)) }
        table.rebuild { node in
            node.parent += 100
            node.number += 100
        }
        for number in 1...40 as ClosedRange<Int32> {
            #expect(table.find(below: number - 1, 2) == -1)
            let place = table.find(below: number + 99, 2)
            #expect(place >= 0 && table[place].number == number + 100)
        }
    }

    @Test("A random walk agrees with a dictionary, and memory is given back", arguments: 1...8)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var table = NodeTable<WildcardNode>(seed: random.next())
        let fresh = table.capacity
        var reference: [[Int32]: Int32] = [:]
        for step in 0..<6_000 as Range<Int32> {
            let key = [Int32(random.next() % 16), Int32(random.next() % 32)]
            let inserts = random.next() % 8 < (step / 1_000 % 2 == 0 ? 6 : 2)
            let place = table.find(below: key[0], key[1])
            #expect((place < 0 ? nil : table[place].number) == reference[key])
            if inserts, place < 0 {
                table.insert(Self.node(key[0], key[1], step))
                reference[key] = step
            } else if !inserts, place >= 0 {
                table.remove(at: place)
                reference[key] = nil
            }
        }
        for (key, number) in reference {
            let place = table.find(below: key[0], key[1])
            #expect(place >= 0 && table[place].number == number)
            if place >= 0 { table.remove(at: place) }
        }
        #expect(table.capacity == fresh)
    }

    @Test("Symbols and parents that are neighbours fill the places of a table evenly")
    func hashes() {
        for symbols in [1, 16, 256] as [Int32] {
            var places = [Int](repeating: 0, count: 256)
            for number in 0..<4_096 as Range<Int32> {
                let key = URIHash.key(seed: 99)
                let hash = (number % symbols).hash(below: number / symbols, key, 99 ^ URIHash.first)
                places[Int(hash & 255)] += 1
            }
            // 16 on average; 48 would be eight standard deviations away.
            #expect((places.max() ?? 0) < 48)
        }
    }
}
