import Testing

@testable import WAMP

// One suite for all files Details+*.swift.

func eventDetails(_ text: String) throws(WireError) -> EventDetails {
    try EventDetails(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

@Suite("Details of messages (advanced profile)")
struct DetailsTests {
    private func helloDetails(_ text: String) throws(WireError) -> HelloDetails {
        try HelloDetails(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
    }

    @Test("All details of EVENT are read")
    func event() throws {
        let details = try eventDetails(
            #"{"publisher":7,"publisher_authid":"a","publisher_authrole":"r","trustlevel":2,"topic":"t","retained":true,"x_acknowledged_delivery":true,"_abc":1}"#
        )
        #expect(details.publisher == 7)
        #expect(details.publisherAuthID == "a".utf8Bytes)
        #expect(details.publisherAuthrole == "r".utf8Bytes)
        #expect(details.trustlevel == 2)
        #expect(details.topic == "t".utf8Bytes)
        #expect(details.retained)
        #expect(details.acknowledgedDelivery)
        #expect(details.forwarded.members.count == 1)
    }

    @Test("All details of INVOCATION are read")
    func invocation() throws {
        let text =
            #"{"caller":7,"caller_authid":"a","caller_authrole":"r","trustlevel":2,"procedure":"p","timeout":9,"receive_progress":true,"progress":true}"#
        let details = try InvocationDetails(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
        #expect(details.caller == 7)
        #expect(details.callerAuthID == "a".utf8Bytes)
        #expect(details.callerAuthrole == "r".utf8Bytes)
        #expect(details.trustlevel == 2)
        #expect(details.procedure == "p".utf8Bytes)
        #expect(details.timeout == 9)
        #expect(details.receiveProgress)
        #expect(details.progress)
    }

    @Test("All details of HELLO are read")
    func hello() throws {
        let details = try helloDetails(
            #"{"roles":{"caller":{"features":{"call_canceling":true}}},"agent":"x","authmethods":["ticket","anonymous"],"authid":"joe","authrole":"user","authextra":{"a":1},"custom":2}"#
        )
        #expect(details.roles.supports(.callCanceling, as: .caller))
        #expect(details.agent == "x")
        #expect(details.authmethods == ["ticket", "anonymous"])
        #expect(details.authid == "joe")
        #expect(details.authrole == "user")
        #expect(details.authextra == ["a": 1])
        #expect(details.all["custom"] == 2)
    }

    @Test("Members of HELLO.Details that are null are absent")
    func nullMembers() throws {
        let details = try helloDetails(#"{"authid":null,"authmethods":null,"authextra":null,"agent":null}"#)
        #expect(details.authid == nil)
        #expect(details.authmethods.isEmpty)
        #expect(!details.roles.hasClientRole)
    }

    @Test(
        "Members of HELLO.Details with a wrong type are refused by name",
        arguments: [
            (#"{"authid":1}"#, WireError.option(.authid, expected: .string)),
            (#"{"agent":{}}"#, .option(.agent, expected: .string)),
            (#"{"authmethods":"ticket"}"#, .option(.authmethods, expected: .listOfStrings)),
            (#"{"authmethods":[1]}"#, .option(.authmethods, expected: .listOfStrings)),
            (#"{"authextra":[]}"#, .option(.authextra, expected: .dictionary)),
            (#"{"roles":[]}"#, .option(.roles, expected: .dictionary)),
            (#"{"roles":{"caller":1}}"#, .option(.roles, expected: .dictionary)),
            (#"{"roles":{"caller":{"features":[]}}}"#, .option(.features, expected: .dictionary)),
        ])
    func wrongTypes(text: String, error: WireError) {
        #expect(throws: error) { try helloDetails(text) }
    }
}
