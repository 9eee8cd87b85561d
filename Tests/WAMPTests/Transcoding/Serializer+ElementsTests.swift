import Testing

@testable import WAMP

@Suite("The places of a list's elements, in every serialization")
struct SerializerElementsTests {
    private func written(_ value: Value, _ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        serializer.write(value, to: &output)
        return [UInt8](output.bytes)
    }

    private func places(
        _ bytes: [UInt8], _ serializer: Serializer, limit: Int = 100, from start: Int = 0
    ) throws(WireError) -> [ByteRange] {
        try serializer.elements(
            of: ByteRange(from: start, to: bytes.count), in: bytes.span.bytes, limit: limit)
    }

    @Test("Each is what it was, in order", arguments: Serializer.allCases)
    func elements(serializer: Serializer) throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let list = generator.list(depth: 2)
            // The list stands in a message, behind other bytes.
            let bytes = written("before", serializer) + written(.list(list), serializer)
            let found = try places(bytes, serializer, from: written("before", serializer).count)
            var values: [Value] = []
            for place in found { values.append(try serializer.parse(place, in: bytes.span.bytes)) }
            #expect(values == list)
        }
    }

    @Test("No more than were asked for", arguments: Serializer.allCases, 0...4)
    func limit(serializer: Serializer, limit: Int) throws {
        let found = try places(written([1, "a", []], serializer), serializer, limit: limit)
        #expect(found.count == min(limit, 3))
    }

    @Test("A list that is cut off is refused and never traps", arguments: Serializer.allCases)
    func truncated(serializer: Serializer) {
        let whole = written([1, "abc", [2]], serializer)
        for count in 1..<whole.count {
            #expect(throws: WireError.self) { try places(Array(whole[..<count]), serializer) }
        }
    }

    @Test("An empty list and no list have none", arguments: Serializer.allCases)
    func none(serializer: Serializer) throws {
        #expect(try places(written([], serializer), serializer).isEmpty)
        let nothing: [UInt8] = []
        let found = try serializer.elements(of: .empty, in: nothing.span.bytes, limit: 3)
        #expect(found.isEmpty)
    }

    @Test("What is no list is refused", arguments: Serializer.allCases)
    func noList(serializer: Serializer) {
        #expect(throws: WireError.self) { try places(written(["a": 1], serializer), serializer) }
    }
}
