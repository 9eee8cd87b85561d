import Testing

@Stage
@Suite("WELCOME (basic profile, Session Establishment)")
struct RouterJoinTests {
    private static let broker = features(
        "payload_passthru_mode", "subscriber_blackwhite_listing", "publisher_exclusion",
        "publisher_identification", "publication_trustlevels", "subscription_meta_api",
        "pattern_based_subscription", "sharded_subscription", "event_history", "event_retention",
        "subscription_revocation", "session_meta_api")
    private static let dealer = features(
        "progressive_call_results", "progressive_call_invocations", "call_timeout", "call_canceling",
        "caller_identification", "call_trustlevels", "registration_meta_api", "pattern_based_registration",
        "shared_registration", "sharded_registration", "registration_revocation", "call_reroute",
        "payload_passthru_mode", "session_meta_api", "testament_meta_api")

    private static func features(_ names: String...) -> String {
        names.map { "\"\($0)\":true" }.joined(separator: ",")
    }

    @Test("WELCOME announces the identity and the features that the router has, and nothing else")
    func welcome() throws {
        let alice = try World().connect()
        alice.sends("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]")
        let found = alice.receives(
            "[2,*,{\"realm\":\"realm1\",\"authid\":\"*\",\"authrole\":\"anonymous\",\"authmethod\":\"anonymous\","
                + "\"authprovider\":\"static\",\"agent\":\"wamp-router-0.1.0\",\"roles\":{\"broker\":{\"features\":"
                + "{\(Self.broker)}},\"dealer\":{\"features\":{\(Self.dealer)}}}}]"
        )
        let id = try #require(found.first.flatMap { UInt64($0) })
        #expect(id >= 1 && id <= 1 << 53)
        alice.receivesNothing()
    }
}
