import Testing

@testable import WebSocket

@Suite("Masking (RFC 6455 §5.3)")
struct MaskingTests {
    private let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    private let word: UInt32 = 0x3D21_FA37

    /// The definition, byte by byte.
    private func defined(_ bytes: [UInt8]) -> [UInt8] {
        bytes.enumerated().map { $1 ^ key[$0 % 4] }
    }

    @Test("Every length and alignment agrees with the definition, and nothing around it is touched")
    func lengths() {
        var generator = SeededGenerator(seed: 1)
        for count in 0...300 {
            for start in 0..<4 {
                let bytes = (0..<count + start + 8).map { _ in UInt8.random(in: 0...255, using: &generator) }
                var masked = bytes
                let range = start..<start + count
                masked.withUnsafeMutableBytes {
                    _ = Masking.apply(key: word, to: UnsafeMutableRawBufferPointer(rebasing: $0[range]))
                }
                #expect(Array(masked[range]) == defined(Array(bytes[range])), "\(count) bytes at \(start)")
                #expect(masked[..<start] == bytes[..<start])
                #expect(masked[range.upperBound...] == bytes[range.upperBound...])
            }
        }
    }

    @Test("Masking in pieces with the rotated key is masking at once")
    func pieces() {
        let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for cut in bytes.indices {
            var masked = bytes
            masked.withUnsafeMutableBytes { memory in
                let (head, tail) = (memory[..<cut], memory[cut...])
                _ = Masking.apply(key: word, to: UnsafeMutableRawBufferPointer(rebasing: head))
                let rest = Masking.rotate(word, by: cut)
                _ = Masking.apply(key: rest, to: UnsafeMutableRawBufferPointer(rebasing: tail))
            }
            #expect(masked == defined(bytes), "cut at \(cut)")
        }
    }

    @Test("A most significant bit at any position is reported, and only then")
    func highBits() {
        for count in [1, 3, 4, 7, 8, 15, 63, 64, 65, 130, 200] {
            for position in -1..<count {
                var bytes = [UInt8](repeating: 0x61, count: count)
                if position >= 0 { bytes[position] = 0x80 }
                bytes = defined(bytes)
                let seen = bytes.withUnsafeMutableBytes { Masking.apply(key: word, to: $0) }
                #expect((seen & 0x8080_8080_8080_8080 != 0) == (position >= 0), "\(position) of \(count)")
            }
        }
    }
}
