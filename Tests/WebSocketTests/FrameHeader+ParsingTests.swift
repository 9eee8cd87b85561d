import Testing

@testable import WebSocket

@Suite("Frame header: parsing (RFC 6455 §5.2, §5.5)")
struct FrameHeaderParsingTests {
    private func parsed(_ bytes: [UInt8]) -> FrameHeader.Parsed {
        bytes.withUnsafeBytes { FrameHeader.parse($0) }
    }

    @Test("Every first byte is a header's, incomplete, or refused as soon as it is there")
    func firstBytes() {
        for byte in UInt8.min...UInt8.max {
            let isControl = byte & 0x08 != 0
            let expected: FrameHeader.Parsed =
                if byte & 0x30 != 0 {
                    .invalid(.reservedBits(byte >> 4 & 7))
                } else if ![0, 1, 2, 8, 9, 10].contains(byte & 0x0F) {
                    .invalid(.reservedOpcode(byte & 0x0F))
                } else if isControl, byte & 0x40 != 0 {
                    .invalid(.misplacedCompressionBit)
                } else if isControl, byte & 0x80 == 0 {
                    .invalid(.fragmentedControlFrame)
                } else {
                    .incomplete(size: 2)
                }
            #expect(parsed([byte]) == expected, "first byte \(byte)")
            if case .invalid = expected { #expect(parsed([byte, 0]) == expected, "first byte \(byte)") }
        }
        #expect(parsed([]) == .incomplete(size: 2))
    }

    @Test(
        "A length that fits a shorter form is refused, before the masking key arrives",
        arguments: [
            ([0x82, 126, 0, 125], 125), ([0x82, 126, 0, 0], 0), ([0x82, 254, 0, 1], 1),
            ([0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 65_535),
            ([0x82, 255, 0, 0, 0, 0, 0, 0, 0, 5], 5),
        ] as [([UInt8], UInt64)])
    func nonMinimal(bytes: [UInt8], length: UInt64) {
        #expect(parsed(bytes) == .invalid(.nonMinimalLength(length)))
        #expect(parsed(bytes + [1, 2, 3, 4]) == .invalid(.nonMinimalLength(length)))
        if case .incomplete = parsed(bytes.dropLast()) {} else { Issue.record("refused too early") }
    }

    @Test("A 64-bit length with its most significant bit set is refused")
    func lengthOutOfRange() {
        #expect(parsed([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]) == .invalid(.lengthOutOfRange))
        #expect(parsed([0x82, 255] + [UInt8](repeating: 0xFF, count: 8)) == .invalid(.lengthOutOfRange))
    }

    @Test("The largest 63-bit length is a header, not an overflow")
    func largestLength() {
        let bytes: [UInt8] = [0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7)
        let header = FrameHeader(opcode: .binary, payloadCount: UInt64(Int64.max))
        #expect(parsed(bytes) == .header(header, size: 10))
    }

    @Test(
        "A control frame with an extended length is refused at its second byte",
        arguments: [126, 127, 254, 255])
    func longControl(second: UInt8) {
        for first: UInt8 in [0x88, 0x89, 0x8A] {
            #expect(parsed([first, second]) == .invalid(.controlFrameTooLong))
        }
    }

    @Test("Every prefix of a header is incomplete and names the whole size")
    func prefixes() {
        let headers: [[UInt8]] = [
            [0x81, 0x85, 1, 2, 3, 4], [0x81, 0xFE, 1, 0, 1, 2, 3, 4], [0x81, 126, 1, 0],
            [0x01, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4],
        ]
        for header in headers {
            for count in 2..<header.count {
                #expect(parsed(Array(header[..<count])) == .incomplete(size: header.count))
            }
            guard case .header(_, let size) = parsed(header + [9, 9]) else {
                Issue.record("no header in \(header)")
                continue
            }
            #expect(size == header.count)
        }
    }
}
