/// The payload of a close frame (RFC 6455 §5.5.1): nothing, or a status code and a reason in UTF-8.
package enum CloseFrame {
    /// The longest reason: a control frame's payload without the code.
    package static let maximumReason = FrameHeader.maximumControlPayload - 2

    /// The code of a received payload, nil when it is empty. The reason follows in its third byte.
    package static func parse(_ payload: UnsafeRawBufferPointer) -> Result<CloseCode?, ProtocolViolation> {
        if payload.isEmpty { return .success(nil) }
        guard payload.count >= 2 else { return .failure(.truncatedCloseCode) }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isAllowedOnTheWire else { return .failure(.invalidCloseCode(code.rawValue)) }
        var utf8 = UTF8Validator()
        let reason = UnsafeRawBufferPointer(rebasing: payload[2...])
        guard utf8.firstInvalidByte(in: reason) == nil, utf8.isAtBoundary else {
            return .failure(.invalidCloseReason)
        }
        return .success(code)
    }

    /// The room that `write` needs at most.
    package static let maximumSize = FrameHeader.maximumSize + FrameHeader.maximumControlPayload

    /// Writes a whole close frame to `memory`, which must have room for `maximumSize` bytes, and returns how many
    /// it took. A code that may not be on the wire is left out, reason and all; a reason that is too long is
    /// cut at a character.
    package static func write(
        _ code: CloseCode?, reason: String = "", maskKey: UInt32? = nil, to memory: UnsafeMutableRawPointer
    ) -> Int {
        var payload = InlineArray<125, UInt8>(repeating: 0)
        var count = 0
        if let code, code.isAllowedOnTheWire {
            payload[0] = UInt8(truncatingIfNeeded: code.rawValue >> 8)
            payload[1] = UInt8(truncatingIfNeeded: code.rawValue)
            count = 2
            for character in reason.unicodeScalars {
                let encoded = UTF8.encode(character) ?? UTF8.encodedReplacementCharacter
                guard count + encoded.count <= payload.count else { break }
                for byte in encoded {
                    payload[count] = byte
                    count += 1
                }
            }
        }
        let size = FrameHeader.write(opcode: .close, payloadCount: count, maskKey: maskKey, to: memory)
        let target = UnsafeMutableRawBufferPointer(start: memory + size, count: count)
        withUnsafeBytes(of: payload) {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
        if let maskKey { Masking.apply(key: maskKey, to: target) }
        return size + count
    }
}
