import Testing

@Stage
@Suite("WELCOME (basic profile, Session Establishment)")
struct RouterJoinTests {
    @Test("WELCOME announces the identity and the features that the router has, and nothing else")
    func welcome() throws {
        let alice = try World().connect()
        alice.sends("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]")
        let found = alice.receives(
            "[2,*,{\"realm\":\"realm1\",\"authid\":\"*\",\"authrole\":\"anonymous\",\"authmethod\":\"anonymous\","
                + "\"authprovider\":\"static\",\"agent\":\"wamp-router-0.1.0\",\"roles\":{\"broker\":{\"features\":"
                + "{\"subscriber_blackwhite_listing\":true,\"publisher_exclusion\":true,\"publisher_identification\":true}},\"dealer\":{\"features\":"
                + "{\"progressive_call_results\":true,\"call_canceling\":true,\"caller_identification\":true}}}}]"
        )
        let id = try #require(found.first.flatMap { UInt64($0) })
        #expect(id >= 1 && id <= 1 << 53)
        alice.receivesNothing()
    }
}
