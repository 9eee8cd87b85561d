extension JSON {
    /// Pulls one member after another from a dictionary, without a tree and without copies.
    ///
    /// The dictionary is one that `scan` has validated. Bytes that were not validated are safe as well, but only
    /// their grammar is checked and not their UTF-8.
    package struct MemberReader: Sendable {
        private var position: Int
        private var isFirst = true

        /// - Parameter dictionary: a dictionary including its braces, or `.empty` for one without members.
        package init(_ dictionary: ByteRange) {
            position = dictionary.isEmpty ? -1 : Int(dictionary.start)
        }

        /// The next member; nil after the last.
        package mutating func next(in bytes: RawSpan) throws(WireError) -> Member? {
            guard position >= 0 else { return nil }
            var cursor = Cursor(at: position, utf8: .validated)
            if isFirst {
                try cursor.expect(ASCII.openDictionary, in: bytes)
                isFirst = false
                if cursor.skipWhitespace(in: bytes) == ASCII.closeDictionary {
                    position = -1
                    return nil
                }
            } else if cursor.skipWhitespace(in: bytes) == ASCII.closeDictionary {
                position = -1
                return nil
            } else {
                try cursor.expect(ASCII.comma, in: bytes)
            }
            let member = try Self.readMember(in: bytes, at: &cursor)
            position = cursor.position
            return member
        }

        private static func readMember(
            in bytes: RawSpan, at cursor: inout Cursor
        ) throws(WireError) -> Member {
            try cursor.expect(ASCII.quote, in: bytes)
            let keyStart = cursor.position
            let isEscaped = try cursor.skipString(in: bytes)
            let key = ByteRange(from: keyStart, to: cursor.position &- 1)
            try cursor.expect(ASCII.colon, in: bytes)
            let kind = ValueKind(first: cursor.skipWhitespace(in: bytes))
            let valueStart = cursor.position
            try cursor.skipValue(in: bytes, outer: 0, limit: ScanLimits.greatestDepth)
            let value = ByteRange(from: valueStart, to: cursor.position)
            return Member(keyBytes: key, keyIsEscaped: isEscaped, value: value, kind: kind, in: bytes)
        }
    }

    /// The kinds of JSON values, told apart by their first byte.
    package enum ValueKind: Equatable, Sendable {
        case null, bool, number, string, list, dictionary

        init(first: UInt8) {
            switch first {
            case UInt8(ascii: "n"): self = .null
            case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
            case ASCII.quote: self = .string
            case ASCII.openList: self = .list
            case ASCII.openDictionary: self = .dictionary
            default: self = .number
            }
        }
    }

    /// Whether a dictionary has a member with this key.
    package static func hasMember(
        _ key: OptionKey, _ dictionary: ByteRange, in bytes: RawSpan
    ) throws(WireError) -> Bool {
        var reader = MemberReader(dictionary)
        while let member = try reader.next(in: bytes) {
            if member.key == key { return true }
        }
        return false
    }

    /// Hands every member of a dictionary to typed options.
    @inline(__always)
    static func read<Options: MessageOptions>(
        _ dictionary: ByteRange, in bytes: RawSpan, into options: inout Options
    ) throws(WireError) {
        var reader = MemberReader(dictionary)
        while let member = try reader.next(in: bytes) {
            try options.read(member, in: bytes)
        }
    }
}
