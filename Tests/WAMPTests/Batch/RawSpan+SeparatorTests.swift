import Testing

@testable import WAMP

@Suite("The search for the separator of a JSON batch")
struct RawSpanSeparatorTests {
    private func first(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.span.bytes.firstSeparator(from: start)
    }

    @Test("Either separator is found at every place of every length, from every start before it")
    func places() {
        for count in [1, 15, 16, 17, 31, 33, 63, 64, 65, 80, 127, 128, 129, 150] {
            for place in 0..<count {
                var bytes = [UInt8](repeating: 0x20, count: count)
                bytes[place] = place % 2 == 0 ? 0x18 : 0x1E
                // A later one is not the first.
                if place + 3 < count { bytes[place + 3] = 0x18 }
                for start in Set([0, 1, 7, 16, 20, place - 17, place - 1, place])
                where (0...place).contains(start) {
                    #expect(first(in: bytes, from: start) == place, "\(count) bytes, from \(start)")
                }
            }
        }
    }

    @Test("No other byte is taken for one")
    func others() {
        let others = (UInt8.min ... .max).filter { $0 != 0x18 && $0 != 0x1E }
        #expect(first(in: others, from: 0) == nil)
        for byte in others { #expect(first(in: [byte], from: 0) == nil) }
    }

    @Test("What lies before the start, or nothing, is not found")
    func before() {
        #expect(first(in: [0x18] + [UInt8](repeating: 0x20, count: 100), from: 1) == nil)
        #expect(first(in: [], from: 0) == nil)
        #expect(first(in: [0x18], from: 1) == nil)
    }
}
