import Testing

@testable import WebSocket

@Suite("The assembly buffer")
struct AssemblyBufferTests {
    @Test("It grows with what has arrived, by doubling")
    func grows() {
        var buffer = AssemblyBuffer()
        #expect(buffer.isAllocated == false)
        for count in 1...1000 {
            [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: 10).withUnsafeBytes {
                buffer.append($0)
            }
            #expect(buffer.count == count * 10)
            #expect(buffer.count + buffer.spare <= max(512, buffer.count * 2))
        }
        #expect(buffer.bytes[9989] == UInt8(truncatingIfNeeded: 999))
        #expect(buffer.bytes[9990] == UInt8(truncatingIfNeeded: 1000))
    }

    @Test("What is announced to follow is made room for, up to four times what has arrived")
    func announced() {
        var buffer = AssemblyBuffer()
        let piece = [UInt8](repeating: 7, count: 1000)
        piece.withUnsafeBytes { buffer.append($0, following: 2500) }
        #expect(buffer.spare == 2500)
        piece.withUnsafeBytes { buffer.append($0, following: 1500) }
        #expect(buffer.spare == 1500)
        var bounded = AssemblyBuffer()
        piece.withUnsafeBytes { bounded.append($0, following: 4 << 30) }
        #expect(bounded.count + bounded.spare == 4000)
        var none = AssemblyBuffer()
        none.append(UnsafeRawBufferPointer(start: nil, count: 0), following: 4 << 30)
        #expect(none.isAllocated == false)
    }

    @Test("The first and the last bytes can be forgotten, and never more than there are")
    func forgets() {
        var buffer = AssemblyBuffer()
        (0..<10).map { UInt8($0) }.withUnsafeBytes { buffer.append($0) }
        buffer.removeFirst(4)
        #expect(Array(buffer.bytes) == [4, 5, 6, 7, 8, 9])
        buffer.truncate(to: 2)
        #expect(Array(buffer.bytes) == [4, 5])
        buffer.truncate(to: 5)
        #expect(buffer.count == 2)
        buffer.removeFirst(3)
        #expect(buffer.count == 0)
    }

    @Test("Memory above the limit is given back, memory below it is kept")
    func givesBack() {
        var buffer = AssemblyBuffer()
        [UInt8](repeating: 1, count: 100).withUnsafeBytes { buffer.append($0) }
        buffer.removeAll(keepingCapacityUpTo: 512)
        #expect(buffer.isAllocated == true)
        buffer.removeAll(keepingCapacityUpTo: 511)
        #expect(buffer.isAllocated == false)
        #expect(buffer.bytes.isEmpty)
    }
}
