import Testing

@testable import WAMP

// Spans cannot be captured by the expectation macros, so tests go through these.

extension String {
    var utf8Bytes: [UInt8] { Array(utf8) }
}

func scan(
    _ bytes: [UInt8], depth: Int = 64, utf8: UTF8Trust = .unchecked
) throws(WireError) -> Envelope {
    try JSON.scan(bytes.span.bytes, limits: ScanLimits(depth: depth), utf8: utf8)
}

func scan(_ text: String, depth: Int = 64) throws(WireError) -> Envelope {
    try scan(text.utf8Bytes, depth: depth)
}

/// Scans a text that must be refused and returns why it was.
func refusal(_ text: String, depth: Int = 64) -> WireError? {
    refusal(text.utf8Bytes, depth: depth)
}

func refusal(_ bytes: [UInt8], depth: Int = 64) -> WireError? {
    do {
        _ = try scan(bytes, depth: depth)
        return nil
    } catch {
        return error
    }
}

/// Why one JSON text of any kind is refused; nil if it is not.
func invalidity(_ bytes: [UInt8], depth: Int = 64, utf8: UTF8Trust = .unchecked) -> WireError? {
    do {
        try JSON.validate(bytes.span.bytes, limits: ScanLimits(depth: depth), utf8: utf8)
        return nil
    } catch {
        return error
    }
}

func parse(
    _ text: String, depth: Int = 64, duplicateKeys: JSON.DuplicateKeys = .lastWins
) throws(WireError) -> Value {
    try JSON.parse(text.utf8Bytes.span.bytes, limits: ScanLimits(depth: depth), duplicateKeys: duplicateKeys)
}

/// What an encoder appends, as text.
func written(_ body: (inout OutputBytes) -> Void) -> String {
    var output = OutputBytes()
    body(&output)
    return String(decoding: output.bytes, as: UTF8.self)
}

func written(_ value: Value) -> String {
    written { JSON.write(value, to: &$0) }
}

/// The text of a range of a message.
func text(_ range: ByteRange, of message: String) -> String {
    message.utf8Bytes.span.bytes.string(range)
}

func wholeRange(_ text: String) -> ByteRange {
    ByteRange(from: 0, to: text.utf8.count)
}
