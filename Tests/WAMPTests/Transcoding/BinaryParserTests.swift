import Testing

@testable import WAMP

@Suite("Values in binary serializations (basic profile, \"Serializers\")")
struct BinaryParserTests {
    @Test("Random values come back as they were", arguments: BinaryFormat.allCases)
    func roundTrip(format: BinaryFormat) throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let value = generator.value(depth: 4)
            let bytes = format.written(value)
            #expect(try format.parse(bytes) == value)
            #expect(thrown { try format.validate(bytes) } == nil)
        }
    }

    @Test("Values that need each width come back as they were", arguments: BinaryFormat.allCases)
    func widths(format: BinaryFormat) throws {
        var values: [Value] = [
            .unsigned(.max), .integer(.min), .double(.infinity), .double(.nan), .double(-0.0), 1.0,
        ]
        for bits in 0..<63 {
            for near in -1...1 as ClosedRange<Int64> {
                values.append(.integer(1 << Int64(bits) &+ near))
                values.append(.integer(-1 << Int64(bits) &+ near))
            }
        }
        for count in [0, 1, 15, 16, 23, 24, 31, 32, 255, 256, 65535, 65536] {
            values.append(.string(String(repeating: "x", count: count)))
            values.append(.binary([UInt8](repeating: 7, count: count)))
            values.append(.list([Value](repeating: 0, count: count)))
            values.append(.dictionary(ValueDictionary((0..<count).map { ("k\($0)", .null) })))
        }
        for value in values { #expect(try format.parse(format.written(value)) == value) }
    }

    @Test("No prefix of a value is a value", arguments: BinaryFormat.allCases)
    func prefixes(format: BinaryFormat) {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<100 {
            let bytes = format.written(generator.value(depth: 3))
            for length in 0..<bytes.count {
                let prefix = Array(bytes.prefix(length))
                #expect(thrown { try format.parse(prefix) } == .syntax(.unexpectedEnd, offset: length))
                #expect(thrown { try format.validate(prefix) } == .syntax(.unexpectedEnd, offset: length))
            }
        }
    }

    @Test(
        "Random bytes never trap, and parser and validation agree on them", arguments: BinaryFormat.allCases)
    func randomBytes(format: BinaryFormat) {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20000 {
            let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let parsed = thrown { try format.parse(bytes) }
            if case .syntax(.extensionType, _) = parsed { continue }
            #expect(thrown { try format.validate(bytes) } == parsed, "\(bytes.hex)")
        }
    }

    @Test(
        "Of members with the same key the last one counts, in the first one's place",
        arguments: BinaryFormat.allCases)
    func duplicateKeys(format: BinaryFormat) throws {
        var bytes = format.written(["a": 1, "b": 2, "c": 3])
        let last = try #require(bytes.lastIndex(of: UInt8(ascii: "c")))
        bytes[last] = UInt8(ascii: "a")
        let value = try format.parse(bytes)
        #expect(value == ["a": 3, "b": 2])
        #expect(value.dictionary?.keys == ["a", "b"])
        #expect(
            thrown { try format.parse(bytes, duplicateKeys: .refused) }
                == .duplicateKey(offset: last - 1))
    }

    @Test(
        "A string that is not UTF-8 is refused with the place of the fault", arguments: BinaryFormat.allCases)
    func invalidUTF8(format: BinaryFormat) {
        let text = String(repeating: "\u{E9}a\u{1F600}", count: 20)
        let bytes = format.written([.string(text)])
        let start = bytes.count - text.utf8.count
        for offset in start..<bytes.count {
            var broken = bytes
            broken[offset] = 0xFF
            let error = thrown { try format.validate(broken) }
            guard case .invalidUTF8(let place) = error else {
                Issue.record("\(offset): \(String(describing: error))")
                continue
            }
            #expect(place <= offset && offset - place < 4)
            #expect(thrown { try format.parse(broken) } == error)
        }
    }

    @Test("The depth limit bounds lists and dictionaries alike", arguments: BinaryFormat.allCases)
    func depth(format: BinaryFormat) throws {
        var value: Value = 1
        for level in 0..<512 { value = level % 2 == 0 ? [value] : ["k": value] }
        let bytes = format.written(value)
        #expect(try format.parse(bytes, depth: 512) == value)
        #expect(thrown { try format.validate(bytes, depth: 512) } == nil)
        for depth in [1, 64, 511] {
            let error = thrown { try format.validate(bytes, depth: depth) }
            guard case .tooDeep(depth, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(thrown { try format.parse(bytes, depth: depth) } == error)
        }
    }

    @Test("A range outside the bytes is refused", arguments: BinaryFormat.allCases)
    func outside(format: BinaryFormat) {
        #expect(
            thrown { try format.parse(ByteRange(start: 1, count: .max), in: [0, 0]) }
                == .syntax(.unexpectedEnd, offset: 2))
    }
}
