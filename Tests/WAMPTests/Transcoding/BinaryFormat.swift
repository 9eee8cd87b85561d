@testable import WAMP

/// The binary serializations under one surface, for tests that hold for each.
enum BinaryFormat: CaseIterable {
    case messagePack, cbor

    func scan(_ bytes: [UInt8], depth: Int = 64) throws(WireError) -> Envelope {
        let limits = ScanLimits(depth: depth)
        switch self {
        case .messagePack: return try MessagePack.scan(bytes.span.bytes, limits: limits)
        case .cbor: return try CBOR.scan(bytes.span.bytes, limits: limits)
        }
    }

    func validate(_ bytes: [UInt8], depth: Int = 64) throws(WireError) {
        let limits = ScanLimits(depth: depth)
        switch self {
        case .messagePack: try MessagePack.validate(bytes.span.bytes, limits: limits)
        case .cbor: try CBOR.validate(bytes.span.bytes, limits: limits)
        }
    }

    func parse(
        _ bytes: [UInt8], depth: Int = 64, duplicateKeys: JSON.DuplicateKeys = .lastWins
    ) throws(WireError) -> Value {
        let limits = ScanLimits(depth: depth)
        switch self {
        case .messagePack:
            return try MessagePack.parse(bytes.span.bytes, limits: limits, duplicateKeys: duplicateKeys)
        case .cbor: return try CBOR.parse(bytes.span.bytes, limits: limits, duplicateKeys: duplicateKeys)
        }
    }

    func parse(_ range: ByteRange, in bytes: [UInt8]) throws(WireError) -> Value {
        switch self {
        case .messagePack: return try MessagePack.parse(range, in: bytes.span.bytes)
        case .cbor: return try CBOR.parse(range, in: bytes.span.bytes)
        }
    }

    func written(_ value: Value) -> [UInt8] {
        var output = OutputBytes()
        switch self {
        case .messagePack: MessagePack.write(value, to: &output)
        case .cbor: CBOR.write(value, to: &output)
        }
        return [UInt8](output.bytes)
    }

    func decode(_ bytes: [UInt8], depth: Int = 64) throws(WireError) -> Message {
        let limits = ScanLimits(depth: depth)
        switch self {
        case .messagePack: return try Message.decode(messagePack: bytes.span.bytes, limits: limits)
        case .cbor: return try Message.decode(cbor: bytes.span.bytes, limits: limits)
        }
    }

    func encoded(_ message: Message) -> [UInt8] {
        var output = OutputBytes()
        switch self {
        case .messagePack: message.encode(messagePack: &output)
        case .cbor: message.encode(cbor: &output)
        }
        return [UInt8](output.bytes)
    }

    /// Typed options of a dictionary that stands alone.
    func options<Options: MessageOptions>(_ dictionary: ValueDictionary) throws(WireError) -> Options {
        let bytes = written(.dictionary(dictionary))
        let range = ByteRange(from: 0, to: bytes.count)
        switch self {
        case .messagePack: return try Options(messagePack: range, in: bytes.span.bytes)
        case .cbor: return try Options(cbor: range, in: bytes.span.bytes)
        }
    }
}

/// The error that `body` throws for what it was given; nil if it does not.
func thrown<Result>(_ body: () throws -> Result) -> WireError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? WireError
    }
}

extension [UInt8] {
    /// The bytes of a hexadecimal text; what is between digits is ignored.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
