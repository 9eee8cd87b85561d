/// A WAMP value of any type (basic profile, "Serializers"), for clients, meta procedures and configuration.
///
/// Application payloads that are only routed never take this form.
public enum Value: Sendable {
    case null
    case bool(Bool)
    /// Every integer that 64 bits with a sign hold.
    case integer(Int64)
    /// Only integers above `Int64.max`.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case binary([UInt8])
    case list([Value])
    case dictionary(ValueDictionary)

    /// An integer of either case.
    public init(_ integer: UInt64) {
        self = Int64(exactly: integer).map { .integer($0) } ?? .unsigned(integer)
    }

    /// An integer.
    public init(_ integer: Int) {
        self = .integer(Int64(integer))
    }
}

extension Value: Equatable {
    /// Values are equal when they have the same type and the same bits; strings when their UTF-8 bytes are equal,
    /// whereas `String` also takes canonically equivalent ones for equal.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.binary(let left), .binary(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.dictionary(let left), .dictionary(let right)): left == right
        case (.null, _), (.bool, _), (.integer, _), (.unsigned, _), (.double, _), (.string, _), (.binary, _),
            (.list, _), (.dictionary, _):
            false
        }
    }
}

extension Value {
    /// The string, if this is one.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The boolean, if this is one.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The integer, if this is one that `Int` holds.
    public var int: Int? {
        switch self {
        case .integer(let integer): Int(exactly: integer)
        case .null, .bool, .unsigned, .double, .string, .binary, .list, .dictionary: nil
        }
    }

    /// The number, if this is one that `Double` holds exactly: many peers write 3.0 as the integer 3.
    public var double: Double? {
        switch self {
        case .integer(let integer): Double(exactly: integer)
        case .unsigned(let integer): Double(exactly: integer)
        case .double(let double): double
        case .null, .bool, .string, .binary, .list, .dictionary: nil
        }
    }

    /// The bytes, if this is binary.
    public var binary: [UInt8]? {
        if case .binary(let bytes) = self { bytes } else { nil }
    }

    /// The list, if this is one.
    public var list: [Value]? {
        if case .list(let list) = self { list } else { nil }
    }

    /// The dictionary, if this is one.
    public var dictionary: ValueDictionary? {
        if case .dictionary(let dictionary) = self { dictionary } else { nil }
    }

    /// The integer, if this is one that is not negative.
    public var unsignedInteger: UInt64? {
        switch self {
        case .integer(let integer): UInt64(exactly: integer)
        case .unsigned(let integer): integer
        case .null, .bool, .double, .string, .binary, .list, .dictionary: nil
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// `nil` is null.
    public init(nilLiteral: ()) { self = .null }
    /// `true` and `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer that 64 bits with a sign hold.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number with a fraction or an exponent.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list.
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    /// A dictionary whose keys keep their order.
    public init(dictionaryLiteral members: (String, Value)...) {
        self = .dictionary(ValueDictionary(members))
    }
}
