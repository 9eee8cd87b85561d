import WAMP

/// The arguments of a call of the meta API. Each is read with the type that the specification gives it;
/// another type is `wamp.error.invalid_argument`. Null counts as absent, and arguments that nobody reads are
/// ignored.
struct MetaArguments {
    /// Where an argument stands, and its name in the specification.
    enum Place: CustomStringConvertible {
        /// Positions count from 1.
        case position(Int, String)
        case keyword(String)

        var description: String {
            switch self {
            case .position(let position, let name): "argument \(position), \(name)"
            case .keyword(let name): "keyword argument \(name)"
            }
        }
    }

    let keywords: ValueDictionary
    private let positional: [Value]

    /// - Parameter limits: those under which the message has been scanned.
    init(
        _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer, limits: ScanLimits
    ) throws(MetaError) {
        positional = try Self.parse(envelope.arguments, bytes, serializer, limits)?.list ?? []
        keywords =
            try Self.parse(envelope.argumentsKw, bytes, serializer, limits)?.dictionary ?? ValueDictionary()
    }

    private static func parse(
        _ range: ByteRange, _ bytes: RawSpan, _ serializer: Serializer, _ limits: ScanLimits
    ) throws(MetaError) -> Value? {
        if range.isEmpty { return nil }
        do throws(WireError) {
            return try serializer.parse(range, in: bytes, limits: limits)
        } catch {
            throw MetaError(.invalidArgument, error.description)
        }
    }

    // MARK: Arguments that must be present

    /// An integer in 1...2^53.
    func id(_ place: Place) throws(MetaError) -> UInt64 {
        try required(place, "an id", Self.id)
    }

    func string(_ place: Place) throws(MetaError) -> String {
        try required(place, "a string") { $0.string }
    }

    func uri(_ place: Place) throws(MetaError) -> [UInt8] {
        try required(place, "a URI") { $0.string.map { Array($0.utf8) } }
    }

    func list(_ place: Place) throws(MetaError) -> [Value] {
        try required(place, "a list") { $0.list }
    }

    func dictionary(_ place: Place) throws(MetaError) -> ValueDictionary {
        try required(place, "a dictionary") { $0.dictionary }
    }

    // MARK: Arguments that may be absent

    func optionalID(_ place: Place) throws(MetaError) -> UInt64? {
        try optional(place, "an id", Self.id)
    }

    func optionalPositiveInteger(_ place: Place) throws(MetaError) -> UInt64? {
        try optional(place, "a positive integer") { value in
            value.unsignedInteger.flatMap { $0 > 0 ? $0 : nil }
        }
    }

    func optionalString(_ place: Place) throws(MetaError) -> String? {
        try optional(place, "a string") { $0.string }
    }

    func optionalStrings(_ place: Place) throws(MetaError) -> [String]? {
        try optional(place, "a list of strings") { value in
            guard let list = value.list else { return nil }
            let strings = list.compactMap(\.string)
            return strings.count == list.count ? strings : nil
        }
    }

    func optionalDictionary(_ place: Place) throws(MetaError) -> ValueDictionary? {
        try optional(place, "a dictionary") { $0.dictionary }
    }

    /// One of the words of `Word`.
    func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ place: Place, _ type: Word.Type
    ) throws(MetaError) -> Word? where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
        return try optional(place, words) { $0.string.flatMap { Word(rawValue: $0) } }
    }

    // MARK: Reading

    /// The argument as it came; `nil` where it is absent or null.
    func value(_ place: Place) -> Value? {
        let value: Value? =
            switch place {
            case .position(let position, _): position <= positional.count ? positional[position - 1] : nil
            case .keyword(let name): keywords[name]
            }
        if case .null? = value { return nil }
        return value
    }

    private static func id(_ value: Value) -> UInt64? {
        value.unsignedInteger.flatMap { IDRange.contains($0) ? $0 : nil }
    }

    private func required<Result>(
        _ place: Place, _ expected: String, _ convert: (Value) -> Result?
    ) throws(MetaError) -> Result {
        guard let result = value(place).flatMap(convert) else {
            throw MetaError(.invalidArgument, "\(place): expected \(expected)")
        }
        return result
    }

    private func optional<Result>(
        _ place: Place, _ expected: String, _ convert: (Value) -> Result?
    ) throws(MetaError) -> Result? {
        value(place) == nil ? nil : try required(place, expected, convert)
    }
}
