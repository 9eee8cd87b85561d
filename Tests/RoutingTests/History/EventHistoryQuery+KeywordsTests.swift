import Routing
import Testing
import WAMP

@Suite("Keyword arguments of wamp.subscription.get_events: advanced profile, Event History")
struct EventHistoryQueryKeywordsTests {
    @Test("Without arguments all events are asked for, up to the maximum")
    func none() throws {
        #expect(try EventHistoryQuery(kwargs: [:], maximumLimit: 50) == EventHistoryQuery(limit: 50))
        #expect(
            try EventHistoryQuery(kwargs: ["_x_other": 1, "limits": 2], maximumLimit: 50)
                == EventHistoryQuery(limit: 50))
        #expect(try EventHistoryQuery(kwargs: [:], maximumLimit: -1).limit == 0)
    }

    @Test("Every argument goes to its own condition")
    func all() throws {
        let query = try EventHistoryQuery(
            kwargs: [
                "reverse": true, "limit": 7, "from_time": "1970-01-01T00:00:00.001Z",
                "after_time": "1970-01-01T00:00:00.002Z", "before_time": "1970-01-01T00:00:00.003Z",
                "until_time": "1970-01-01T00:00:00.004Z", "topic": "com.a", "from_publication": 11,
                "after_publication": 12, "before_publication": 13, "until_publication": 14,
            ], maximumLimit: 50)
        var expected = EventHistoryQuery(limit: 7)
        expected.reverse = true
        expected.fromTime = Timestamp(milliseconds: 1)
        expected.afterTime = Timestamp(milliseconds: 2)
        expected.beforeTime = Timestamp(milliseconds: 3)
        expected.untilTime = Timestamp(milliseconds: 4)
        expected.topic = Array("com.a".utf8)
        expected.fromPublication = 11
        expected.afterPublication = 12
        expected.beforePublication = 13
        expected.untilPublication = 14
        #expect(query == expected)
    }

    private static let expectations: [(String, String)] = [
        ("reverse", "a boolean"), ("limit", "a positive integer"), ("from_time", "an RFC 3339 timestamp"),
        ("after_time", "an RFC 3339 timestamp"), ("before_time", "an RFC 3339 timestamp"),
        ("until_time", "an RFC 3339 timestamp"), ("topic", "a URI"),
        ("from_publication", "a positive integer"), ("after_publication", "a positive integer"),
        ("before_publication", "a positive integer"), ("until_publication", "a positive integer"),
    ]

    @Test("A null argument counts as absent", arguments: expectations.map(\.0))
    func null(member: String) throws {
        #expect(
            try EventHistoryQuery(kwargs: [member: nil], maximumLimit: 50) == EventHistoryQuery(limit: 50))
    }

    @Test("An argument of another type is refused by name", arguments: expectations)
    func wrongType(member: String, expected: String) {
        let values: [Value] = [1.5, [], [:], .binary([]), .bool(false), 5, "2009-02-13T23:31:30Z"]
        for value in values {
            switch (value, expected) {
            case (.bool, "a boolean"), (.integer, "a positive integer"), (.string, "a URI"),
                (.string, "an RFC 3339 timestamp"):
                #expect(throws: Never.self) {
                    try EventHistoryQuery(kwargs: [member: value], maximumLimit: 50)
                }
            default:
                let error = #expect(throws: EventHistoryQueryError.self) {
                    try EventHistoryQuery(kwargs: [member: value], maximumLimit: 50)
                }
                #expect(error?.description == "\(member): expected \(expected)")
            }
        }
    }

    @Test("Numbers that are not positive and texts that are no timestamp are refused")
    func wrongValue() {
        for value in [0, -1, .integer(.min)] as [Value] {
            #expect(throws: EventHistoryQueryError(member: "limit", expected: .positiveInteger)) {
                try EventHistoryQuery(kwargs: ["limit": value], maximumLimit: 50)
            }
            #expect(throws: EventHistoryQueryError(member: "after_publication", expected: .positiveInteger)) {
                try EventHistoryQuery(kwargs: ["after_publication": value], maximumLimit: 50)
            }
        }
        #expect(throws: EventHistoryQueryError(member: "until_time", expected: .timestamp)) {
            try EventHistoryQuery(kwargs: ["until_time": "yesterday"], maximumLimit: 50)
        }
    }

    @Test("A limit above the maximum is the maximum")
    func limits() throws {
        for (asked, limit) in [(1, 1), (49, 49), (50, 50), (51, 50), (Int64.max, 50)] as [(Int64, Int)] {
            #expect(
                try EventHistoryQuery(kwargs: ["limit": .integer(asked)], maximumLimit: 50).limit == limit)
        }
        #expect(try EventHistoryQuery(kwargs: ["limit": .unsigned(.max)], maximumLimit: 50).limit == 50)
    }
}
