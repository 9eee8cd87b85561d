import Testing

@testable import WebSocket

@Suite("A header that comes in several reads (RFC 6455 §5.2)")
struct PartialHeaderTests {
    /// Reads `bytes` cut at `cut`; the parsed header and how many bytes of the second read it took.
    private func read(_ bytes: [UInt8], cut: Int) -> (FrameHeader.Parsed, Int) {
        var partial = PartialHeader()
        var first = Array(bytes[..<cut])
        var second = Array(bytes[cut...])
        var offset = 0
        let early = first.withUnsafeMutableBytes { partial.read($0, at: &offset) }
        guard case .incomplete = early else { return (early, offset) }
        #expect(offset == cut)
        #expect(partial.count == cut)
        offset = 0
        let parsed = second.withUnsafeMutableBytes { partial.read($0, at: &offset) }
        #expect(partial.isEmpty)
        return (parsed, offset)
    }

    @Test("Cut anywhere it is the same header, and nothing behind it is taken")
    func cuts() {
        let header: [UInt8] = [0x01, 0xFF, 0, 0, 0, 0, 0, 1, 0, 2, 4, 3, 2, 1]
        let expected = FrameHeader(fin: false, opcode: .text, payloadCount: 65_538, maskKey: 0x0102_0304)
        for cut in 0..<header.count {
            let (parsed, taken) = read(header + [0x81, 0x80], cut: cut)
            #expect(parsed == .header(expected, size: 14))
            #expect(taken == header.count - cut, "cut at \(cut)")
        }
    }

    @Test("A header without more is read when its last byte is there")
    func shortest() {
        let (parsed, taken) = read([0x89, 0x00, 0x89], cut: 1)
        #expect(parsed == .header(FrameHeader(opcode: .ping, payloadCount: 0), size: 2))
        #expect(taken == 1)
    }
}
