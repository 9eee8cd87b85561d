import Testing

@testable import Routing

@Suite("Labels of a tree of prefixes")
struct PrefixLabelTests {
    @Test("A label holds what stands at its place, whatever is before and behind", arguments: 0...40)
    func place(count: Int) {
        let bytes = (0..<count).map { UInt8($0 + 1) }
        for start in 0..<count {
            let label = PrefixLabel(bytes.span.bytes, from: start)
            let expected = bytes[start...].prefix(16).reversed().reduce(0 as UInt128) {
                $0 << 8 | UInt128($1)
            }
            #expect(label.bits == expected)
            #expect(label.first == bytes[start])
        }
    }

    @Test("A label that is parted at any byte is the same when it is joined")
    func parts() {
        let bytes = (0..<16).map { UInt8($0 * 15 + 1) }
        let label = PrefixLabel(bytes.span.bytes, from: 0)
        #expect(label.prefix(16).bits == label.bits)
        for count in 1..<16 {
            let (upper, lower) = (label.prefix(count), label.dropFirst(count))
            #expect(lower.first == bytes[count])
            #expect(upper.commonCount(with: label) == count)
            #expect(upper.appending(lower, at: count).bits == label.bits)
        }
        #expect(label.commonCount(with: label) == 16)
    }
}
