import Testing

@testable import Routing

extension URITable {
    fileprivate func value(of uri: [UInt8]) -> Int32? { find(uri.span.bytes) }

    fileprivate mutating func drop(_ uri: [UInt8]) { remove(uri.span.bytes) }
}

@Suite("Table of URIs by raw bytes")
struct URITableTests {
    private static let seed: UInt64 = 99

    private func bytes(_ uri: String) -> [UInt8] { Array(uri.utf8) }

    /// URIs whose home is place `place` of a table with `capacity` places.
    private func uris(at place: UInt64, of capacity: UInt64, count: Int) -> [[UInt8]] {
        let all = (0...).lazy.map { Array("com.example.\($0)".utf8) }
        let wanted = all.filter {
            URIHash.hash($0.span.bytes, seed: Self.seed) & (capacity - 1) == place
        }
        return Array(wanted.prefix(count))
    }

    @Test("A new table finds nothing, and removing from it does nothing")
    func empty() {
        var table = URITable(seed: Self.seed)
        #expect(table.value(of: bytes("com.a")) == nil)
        #expect(table.value(of: []) == nil)
        table.drop(bytes("com.a"))
        #expect(table.count == 0)
    }

    @Test("The empty URI, URIs of every length up to 100 and one of 64 KiB are found by their bytes alone")
    func lengths() {
        var table = URITable(seed: Self.seed)
        let lengths = Array(0...100) + [65_536]
        for (value, length) in lengths.enumerated() {
            table.insert([UInt8](repeating: 97, count: length), value: Int32(value))
        }
        #expect(table.count == lengths.count)
        for (value, length) in lengths.enumerated() {
            #expect(table.value(of: [UInt8](repeating: 97, count: length)) == Int32(value))
            #expect(table.value(of: [UInt8](repeating: 97, count: length) + [98]) == nil)
        }
    }

    @Test("A URI is not found by a prefix, an extension or another spelling of it")
    func otherURIs() {
        var table = URITable(seed: Self.seed)
        table.insert(bytes("com.example.add"), value: 3)
        for other in ["com.example.ad", "com.example.add2", "com.example.Add", "com.example.add.", ""] {
            #expect(table.value(of: bytes(other)) == nil)
            table.drop(bytes(other))
        }
        #expect(table.count == 1)
        #expect(table.value(of: bytes("com.example.add")) == 3)
    }

    @Test("A URI that was removed is gone, and can be stored again with another value")
    func again() {
        var table = URITable(seed: Self.seed)
        table.insert(bytes("com.a"), value: 0)
        table.drop(bytes("com.a"))
        #expect(table.value(of: bytes("com.a")) == nil)
        #expect(table.count == 0)
        table.insert(bytes("com.a"), value: .max)
        #expect(table.value(of: bytes("com.a")) == .max)
    }

    /// With six URIs in eight places the probes of the last places run over the end of the table.
    @Test(
        "URIs that share a home survive the removal of any of them, in any order",
        arguments: 0..<8 as Range<UInt64>)
    func sharedHome(place: UInt64) {
        let together = uris(at: place, of: 8, count: 4) + uris(at: (place + 1) % 8, of: 8, count: 2)
        for order in Self.permutations(of: Array(0..<6)) {
            var table = URITable(seed: Self.seed)
            for (value, uri) in together.enumerated() { table.insert(uri, value: Int32(value)) }
            var left = Set(0..<6)
            for gone in order {
                table.drop(together[gone])
                left.remove(gone)
                let found = together.indices.filter { table.value(of: together[$0]) == Int32($0) }
                if Set(found) != left || table.count != left.count {
                    Issue.record("removing in order \(order), after \(gone): found \(found)")
                    return
                }
            }
        }
    }

    /// Who knows the seed can write URIs with equal hashes: a word equal to the key erases what came before it.
    @Test("URIs whose whole hashes are equal are told apart by their bytes")
    func equalHashes() {
        let key = URIHash.key(seed: Self.seed)
        let eraser = (0..<8).map { UInt8(truncatingIfNeeded: key >> (8 * $0)) }
        let uris = (0..<40 as Range<UInt8>).map { number in
            [UInt8](repeating: number, count: 16) + eraser + [UInt8](repeating: 97, count: 24)
        }
        #expect(Set(uris.map { URIHash.hash($0.span.bytes, seed: Self.seed) }).count == 1)

        var table = URITable(seed: Self.seed)
        for (value, uri) in uris.enumerated() { table.insert(uri, value: Int32(value)) }
        for (value, uri) in uris.enumerated() { #expect(table.value(of: uri) == Int32(value)) }
        for value in stride(from: 0, to: 40, by: 2) { table.drop(uris[value]) }
        for (value, uri) in uris.enumerated() {
            #expect(table.value(of: uri) == (value % 2 == 0 ? nil : Int32(value)))
        }
    }

    @Test("A table gives memory back when few URIs are left, and those are found")
    func shrinks() {
        var table = URITable(seed: Self.seed)
        let fresh = table.capacity
        for number in 0..<5_000 { table.insert(bytes("u\(number)"), value: Int32(number)) }
        #expect(table.capacity > 5_000)
        for number in 3..<5_000 { table.drop(bytes("u\(number)")) }
        #expect(table.capacity <= fresh * 4)
        for number in 0..<3 { #expect(table.value(of: bytes("u\(number)")) == Int32(number)) }
        for number in 0..<3 { table.drop(bytes("u\(number)")) }
        #expect(table.capacity == fresh)
    }

    @Test("A random walk agrees with a dictionary", arguments: 1...8 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SplitMix(seed: seed)
        // Few homes in a small table make long runs; the size of the universe decides how often the table grows.
        let universe =
            uris(at: 3, of: 16, count: 12) + uris(at: 15, of: 16, count: 12)
            + (0..<Int(seed) * 10).map { Array("u\($0)".utf8) } + [[]]
        var table = URITable(seed: Self.seed)
        var reference: [[UInt8]: Int32] = [:]
        for step in 0..<4_000 as Range<Int32> {
            let uri = universe[Int(random.next() % UInt64(universe.count))]
            // Mostly more goes than comes in one half of the walk, the other way round in the other half.
            let inserts = random.next() % 8 < (step / 500 % 2 == 0 ? 6 : 2)
            if inserts, reference[uri] == nil {
                table.insert(uri, value: step)
                reference[uri] = step
            } else if !inserts {
                table.drop(uri)
                reference[uri] = nil
            }
            #expect(table.count == reference.count)
            if step % 8 == 0 {
                let wrong = universe.first { table.value(of: $0) != reference[$0] }
                #expect(wrong == nil)
            }
        }
    }

    private static func permutations(of numbers: [Int]) -> [[Int]] {
        if numbers.isEmpty { return [[]] }
        return numbers.flatMap { first in
            permutations(of: numbers.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
