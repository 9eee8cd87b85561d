import Routing
import Testing

@Suite("Bytes of a span")
struct RawSpanBytesTests {
    private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.span.bytes.hasSameBytes(as: right.span.bytes)
    }

    @Test("Spans of equal bytes are equal, and a change of any one byte is seen", arguments: 0...40)
    func everyByte(length: Int) {
        let bytes = (0..<length).map { UInt8($0 * 5) }
        #expect(areEqual(bytes, Array(bytes)))
        for position in 0..<length {
            var changed = bytes
            changed[position] ^= 0x80
            #expect(!areEqual(bytes, changed))
            #expect(!areEqual(changed, bytes))
        }
    }

    @Test("A span is not equal to one that is longer or shorter by a byte", arguments: 0...40)
    func lengths(length: Int) {
        let bytes = [UInt8](repeating: 7, count: length)
        #expect(!areEqual(bytes, bytes + [7]))
        #expect(!areEqual(bytes + [0], bytes))
    }

    @Test("A copy holds the bytes of the part of the span that it was made of")
    func copy() {
        let bytes = Array(UInt8(0)..<100)
        let part = bytes.span.bytes.extracting(10..<43)
        #expect(Array(copying: part) == Array(10..<43))
        #expect(Array(copying: part.extracting(first: 0)) == [])
    }
}
