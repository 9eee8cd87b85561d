import Testing

@testable import WAMPRouter

@Suite("The key that was meant")
struct NearestKeyTests {
    private let known = ["port", "host", "path", "max_message_size", "max_sessions"]

    @Test(
        "A slip is recognised",
        arguments: [
            ("prot", "port"), ("Port", "port"), ("ports", "port"), ("maxMessageSize", "max_message_size"),
            ("max-message-size", "max_message_size"), ("max_mesage_sise", "max_message_size"),
            ("max_session", "max_sessions"),
        ])
    func slips(key: String, expected: String) {
        #expect(NearestKey.nearest(to: key, among: known) == expected)
    }

    @Test("Something else is not", arguments: ["", "x", "tls", "certificate", "max_size_of_every_message"])
    func others(key: String) {
        #expect(NearestKey.nearest(to: key, among: known) == nil)
    }

    @Test("Without a near key all are named")
    func allNamed() {
        #expect(
            NearestKey.message(unknown: "tls", known: ["port", "host"])
                == #"unknown key "tls", expected one of "port", "host""#)
    }

    @Test(
        "The distance counts insertions, removals, replacements and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1),
            ("abc", "bc", 1),
            ("kitten", "sitting", 3), ("ca", "abc", 3),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(NearestKey.distance(Array(left.utf8), Array(right.utf8)) == expected)
    }
}
