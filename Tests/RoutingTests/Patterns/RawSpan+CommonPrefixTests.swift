import Testing

@testable import Routing

@Suite("Bytes in common")
struct RawSpanCommonPrefixTests {
    @Test("The first byte that differs is found at every place, whatever comes after it")
    func everyPlace() {
        for count in 0..<20 {
            let bytes = (0..<UInt8(count)).map { $0 }
            #expect(bytes.span.bytes.commonPrefixCount(with: bytes.span.bytes) == count)
            for place in 0..<count {
                for change in [1, 0x80] as [UInt8] {
                    var other = bytes + [7]
                    other[place] ^= change
                    other[count - 1] ^= 0x40
                    #expect(bytes.span.bytes.commonPrefixCount(with: other.span.bytes) == place)
                    #expect(other.span.bytes.commonPrefixCount(with: bytes.span.bytes) == place)
                }
            }
        }
    }

    @Test("The shorter one is the limit")
    func limit() {
        let bytes = [UInt8](repeating: 97, count: 30)
        for count in 0...30 {
            let shorter = Array(bytes.prefix(count))
            #expect(bytes.span.bytes.commonPrefixCount(with: shorter.span.bytes) == count)
            #expect(shorter.span.bytes.commonPrefixCount(with: bytes.span.bytes) == count)
        }
    }
}
