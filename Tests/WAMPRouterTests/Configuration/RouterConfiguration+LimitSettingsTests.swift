import Testing
import WAMPRouter

@Suite("The keys of the limits")
struct RouterConfigurationLimitSettingsTests {
    @Test(
        "A limit may have the ends of its range, and nothing beyond",
        arguments: [
            ("max_held_bytes", 1_024, 4_294_967_296),
            ("max_testament_bytes_per_session", 1_024, 1_073_741_824),
            ("max_queued_calls_per_registration", 1, 100_000),
            ("max_callees_per_registration", 1, 1_000_000),
            ("max_testaments_per_session", 1, 1_000_000),
        ])
    func ranges(key: String, least: Int, most: Int) {
        for value in [least, most] {
            #expect(messages(in: configuration(more: #","limits":{"\#(key)":\#(value)}"#)) == [])
        }
        for value in [least - 1, most + 1] {
            #expect(
                messages(in: configuration(more: #","limits":{"\#(key)":\#(value)}"#)) == [
                    "$.limits.\(key): found \(value), expected an integer from \(least) to \(most)"
                ])
        }
    }
}
