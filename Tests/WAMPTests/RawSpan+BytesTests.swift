import Testing

@testable import WAMP

@Suite("Bytes of spans")
struct RawSpanBytesTests {
    private let bytes: [UInt8] = "abcabd".utf8Bytes

    @Test("There is a 0 outside of the span")
    func outside() {
        let found = [-1, 0, 5, 6, .min, .max].map { bytes.span.bytes.byte($0) }
        #expect(found == [0, 0x61, 0x64, 0, 0, 0])
    }

    @Test("Ranges are compared by their bytes and never beyond the span")
    func equality() {
        func equal(_ first: ByteRange, _ second: ByteRange) -> Bool {
            bytes.span.bytes.hasEqualBytes(first, second)
        }
        #expect(equal(ByteRange(start: 0, count: 2), ByteRange(start: 3, count: 2)))
        #expect(!equal(ByteRange(start: 0, count: 3), ByteRange(start: 3, count: 3)))
        #expect(!equal(ByteRange(start: 0, count: 2), ByteRange(start: 0, count: 3)))
        #expect(!equal(ByteRange(start: 4, count: 9), ByteRange(start: 4, count: 9)))
    }

    @Test("A range that leaves the span is empty as an array and as a string")
    func leaving() {
        let range = ByteRange(start: 4, count: .max)
        let array = bytes.span.bytes.array(range)
        let string = bytes.span.bytes.string(range)
        #expect(array.isEmpty)
        #expect(string.isEmpty)
        let equals = bytes.span.bytes.equals("abd", in: ByteRange(start: 3, count: 3))
        #expect(equals)
    }
}
