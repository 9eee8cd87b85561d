import Testing

@testable import WAMP

@Suite("Bytes on their way out")
struct OutputBytesTests {
    @Test(
        "Integers are written with all their digits and no others",
        arguments: [0, 9, 10, 99, 100, 12345, 1 << 53, .max - 1, .max] as [UInt64])
    func decimals(number: UInt64) {
        #expect(written { $0.append(decimal: number) } == number.description)
    }

    @Test("What is appended piece by piece is one run however often it grows")
    func growth() {
        var expected: [UInt8] = []
        var output = OutputBytes()
        for number in 0..<2000 {
            output.append(decimal: UInt64(number))
            output.append("; ")
            output.append(utf8: "é")
            expected += "\(number); é".utf8Bytes
        }
        let bytes = [UInt8](output.bytes)
        #expect(bytes == expected)
        #expect(output.count == expected.count)
    }

    @Test("Bytes are forgotten at the end, at the front, or all")
    func forgetting() {
        var output = OutputBytes()
        output.append("abcdef")
        output.truncate(to: 5)
        output.removeFirst(2)
        let middle = String(decoding: output.bytes, as: UTF8.self)
        #expect(middle == "cde")
        output.removeFirst(100)
        let isEmpty = output.isEmpty
        #expect(isEmpty)
        output.append("x")
        output.removeAll(keepingCapacityUpTo: 0)
        output.append("y")
        let rest = String(decoding: output.bytes, as: UTF8.self)
        #expect(rest == "y")
    }

    @Test(
        "The tail moves to make room for a header that becomes longer or shorter", arguments: [-2, 0, 3, 500])
    func movingTail(distance: Int) {
        var output = OutputBytes()
        output.append("head tail")
        output.moveTail(from: 4, by: distance)
        let count = output.count
        #expect(count == 9 + distance)
        let tail = String(decoding: output.bytes.suffix(5), as: UTF8.self)
        #expect(tail == " tail")
        let head = String(decoding: output.bytes.prefix(2), as: UTF8.self)
        #expect(head == "he")
    }

    @Test(
        "A payload is copied, unless whoever writes it asked to borrow payloads of its size",
        arguments: [9, 10, 11])
    func borrowing(count: Int) {
        let payload = [UInt8](repeating: 0x61, count: count)
        var output = OutputBytes()
        output.append("before ")
        output.append(payload: payload.span.bytes)
        let copied = output.count
        #expect(copied == 7 + count)
        output.truncate(to: 7)
        output.borrowsFrom = 10
        output.append(payload: payload.span.bytes)
        // Only one.
        output.append(payload: payload.span.bytes)
        output.append(" behind")
        let run = output.takeBorrowed()
        #expect((run != nil) == (count >= 10))
        #expect(run.map { Array($0.bytes) } == (count >= 10 ? payload : nil))
        #expect(run.map(\.offset) == (count >= 10 ? 7 : nil))
        let text = String(decoding: output.bytes, as: UTF8.self)
        let copies = count >= 10 ? 1 : 2
        #expect(text == "before " + String(repeating: "a", count: count * copies) + " behind")
        // Copying is the rule again.
        #expect(output.takeBorrowed() == nil)
        output.append(payload: payload.span.bytes)
        #expect(output.takeBorrowed() == nil)
    }

    @Test("Written bytes can be overwritten")
    func overwriting() {
        var output = OutputBytes()
        output.append("abc")
        output.written(at: 1).storeBytes(of: UInt8(ascii: "x"), as: UInt8.self)
        let text = String(decoding: output.bytes, as: UTF8.self)
        #expect(text == "axc")
    }
}
