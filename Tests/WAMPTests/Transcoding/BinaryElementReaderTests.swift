import Testing

@testable import WAMP

@Suite("Pulling elements from lists in binary serializations")
struct BinaryElementReaderTests {
    private func elements<Reader: TokenReader>(
        _ reader: BinaryElementReader<Reader>, _ bytes: [UInt8]
    ) throws(WireError) -> [ByteRange] {
        var reader = reader
        var ranges: [ByteRange] = []
        while let range = try reader.next(in: bytes.span.bytes) { ranges.append(range) }
        return ranges
    }

    private func elements(_ format: BinaryFormat, _ range: ByteRange, _ bytes: [UInt8]) throws(WireError)
        -> [ByteRange]
    {
        switch format {
        case .messagePack: try elements(MessagePack.ElementReader(range), bytes)
        case .cbor: try elements(CBOR.ElementReader(range), bytes)
        }
    }

    @Test("Every element comes with its head, in order", arguments: BinaryFormat.allCases)
    func order(format: BinaryFormat) throws {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<300 {
            let list = generator.list(depth: 3)
            let bytes = [0xC1] + format.written(.list(list))
            let ranges = try elements(format, ByteRange(from: 1, to: bytes.count), bytes)
            var values: [Value] = []
            for range in ranges { values.append(try format.parse(range, in: bytes)) }
            #expect(values == list)
        }
        #expect(try elements(format, .empty, []) == [])
    }

    @Test("What is no list is refused", arguments: BinaryFormat.allCases)
    func noList(format: BinaryFormat) {
        let bytes = format.written(["a": 1])
        #expect(
            thrown { try elements(format, ByteRange(from: 0, to: bytes.count), bytes) }
                == .syntax(.unexpectedByte, offset: 0))
    }
}
