import WAMP

extension EventHistoryQuery {
    /// Reads ArgumentsKw of `wamp.subscription.get_events`. A member that is null counts as absent, an
    /// unknown one is ignored.
    ///
    /// - Parameter maximumLimit: what the router returns at most: in place of a larger `limit`, and where
    ///   there is none.
    /// - Throws: `EventHistoryQueryError` for a member of the wrong type or with a value that is none.
    package init(kwargs: ValueDictionary, maximumLimit: Int) throws(EventHistoryQueryError) {
        let keywords = Keywords(members: kwargs)
        self.init(limit: max(maximumLimit, 0))
        if let asked = try keywords.positiveInteger("limit"), asked < UInt64(limit) { limit = Int(asked) }
        reverse = try keywords.bool("reverse") ?? false
        fromTime = try keywords.timestamp("from_time")
        afterTime = try keywords.timestamp("after_time")
        beforeTime = try keywords.timestamp("before_time")
        untilTime = try keywords.timestamp("until_time")
        topic = try keywords.uri("topic")
        fromPublication = try keywords.positiveInteger("from_publication")
        afterPublication = try keywords.positiveInteger("after_publication")
        beforePublication = try keywords.positiveInteger("before_publication")
        untilPublication = try keywords.positiveInteger("until_publication")
    }

    private struct Keywords {
        let members: ValueDictionary

        func bool(_ member: String) throws(EventHistoryQueryError) -> Bool? {
            try read(member, expected: .boolean) { $0.bool }
        }

        func positiveInteger(_ member: String) throws(EventHistoryQueryError) -> UInt64? {
            try read(member, expected: .positiveInteger) { value in
                value.unsignedInteger.flatMap { $0 > 0 ? $0 : nil }
            }
        }

        func timestamp(_ member: String) throws(EventHistoryQueryError) -> Timestamp? {
            try read(member, expected: .timestamp) { $0.string.flatMap { Timestamp($0) } }
        }

        func uri(_ member: String) throws(EventHistoryQueryError) -> [UInt8]? {
            try read(member, expected: .uri) { $0.string.map { Array($0.utf8) } }
        }

        /// `nil` where the member is absent or null.
        private func read<Result>(
            _ member: String, expected: EventHistoryQueryError.Expected, _ convert: (Value) -> Result?
        ) throws(EventHistoryQueryError) -> Result? {
            guard let value = members[member], value != .null else { return nil }
            guard let result = convert(value) else {
                throw EventHistoryQueryError(member: member, expected: expected)
            }
            return result
        }
    }
}

/// A keyword argument of `wamp.subscription.get_events` that is not what the specification says; its
/// description is for the caller.
package struct EventHistoryQueryError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Expected: String, Sendable {
        case boolean = "a boolean"
        case positiveInteger = "a positive integer"
        case timestamp = "an RFC 3339 timestamp"
        case uri = "a URI"
    }

    /// The key of the keyword argument.
    package let member: String
    package let expected: Expected

    package init(member: String, expected: Expected) {
        self.member = member
        self.expected = expected
    }

    package var description: String { "\(member): expected \(expected.rawValue)" }
}
