import Testing

@testable import WAMP

// One suite for JSON+WriteBroker.swift, JSON+WriteDealer.swift and JSON+WriteError.swift.

@Suite("What a router writes (basic profile, \"Message Definitions\")")
struct JSONWriteMessageTests {
    private func with(
        _ details: String, _ payload: String, _ body: (RawSpan, RawSpan, inout OutputBytes) -> Void
    ) -> String {
        let details = details.utf8Bytes
        let payload = payload.utf8Bytes
        return written { body(details.span.bytes, payload.span.bytes, &$0) }
    }

    @Test("Replies with ids alone")
    func replies() {
        let largest = IDRange.greatest
        #expect(
            written { JSON.writePublished(request: 1, publication: largest, to: &$0) }
                == "[17,1,9007199254740992]")
        #expect(
            written { JSON.writeSubscribed(request: 713_845_233, subscription: 5, to: &$0) }
                == "[33,713845233,5]")
        #expect(written { JSON.writeUnsubscribed(request: 10, to: &$0) } == "[35,10]")
        #expect(written { JSON.writeRegistered(request: 99, registration: 100, to: &$0) } == "[65,99,100]")
        #expect(written { JSON.writeUnregistered(request: 7, to: &$0) } == "[67,7]")
    }

    @Test("Revocations have request 0 and say what is revoked")
    func revocations() {
        #expect(
            written { JSON.writeUnsubscribed(revoked: 5, reason: "wamp.close.killed", to: &$0) }
                == #"[35,0,{"subscription":5,"reason":"wamp.close.killed"}]"#)
        #expect(
            written { JSON.writeUnregistered(revoked: 6, reason: "wamp.close.killed", to: &$0) }
                == #"[67,0,{"registration":6,"reason":"wamp.close.killed"}]"#)
    }

    @Test("The reason of a revocation is a JSON string, whatever it contains")
    func revocationReason() {
        let reason = "\"é\"\\\n\u{1}"
        #expect(
            written { JSON.writeUnsubscribed(revoked: 5, reason: reason, to: &$0) }
                == #"[35,0,{"subscription":5,"reason":"\"é\"\\\n\u0001"}]"#)
        #expect(
            written { JSON.writeUnregistered(revoked: 6, reason: reason, to: &$0) }
                == #"[67,0,{"registration":6,"reason":"\"é\"\\\n\u0001"}]"#)
    }

    @Test(
        "Details and payload are spliced in as they are",
        arguments: [
            ("", "", "{}"), ("", "[1]", "{},[1]"), (#"{"a":1}"#, "", #"{"a":1}"#),
            (#"{"a":1}"#, #"[],{"k":"v"}"#, #"{"a":1},[],{"k":"v"}"#),
        ])
    func splices(details: String, payload: String, tail: String) {
        #expect(
            with(details, payload) {
                JSON.writeEvent(subscription: 1, publication: 2, details: $0, payload: $1, to: &$2)
            } == "[36,1,2,\(tail)]")
        #expect(
            with(details, payload) {
                JSON.writeInvocation(request: 3, registration: 4, details: $0, payload: $1, to: &$2)
            } == "[68,3,4,\(tail)]")
        #expect(
            with(details, payload) { JSON.writeResult(request: 5, details: $0, payload: $1, to: &$2) }
                == "[50,5,\(tail)]")
    }

    @Test("INTERRUPT has options only")
    func interrupt() {
        #expect(
            with("", "") { options, _, output in
                JSON.writeInterrupt(request: 5, options: options, to: &output)
            } == "[69,5,{}]")
        #expect(
            with(#"{"mode":"kill"}"#, "") { options, _, output in
                JSON.writeInterrupt(request: 5, options: options, to: &output)
            }
                == #"[69,5,{"mode":"kill"}]"#)
    }

    @Test("ERROR comes with a predefined URI, with a message, or passed on")
    func errors() {
        #expect(
            written { JSON.writeError(requestType: .call, request: 9, error: .noSuchProcedure, to: &$0) }
                == #"[8,48,9,{},"wamp.error.no_such_procedure"]"#)
        #expect(
            written {
                JSON.writeError(
                    requestType: .subscribe, request: 9, error: .invalidURI, message: "\"x\" is no URI",
                    to: &$0)
            } == #"[8,32,9,{},"wamp.error.invalid_uri",["\"x\" is no URI"]]"#)
        let uri = #"com.\u0061"#.utf8Bytes
        #expect(
            with(#"{"_abc":1}"#, "[2]") {
                JSON.writeError(
                    requestType: .call, request: 9, details: $0, uri: uri.span.bytes, payload: $1, to: &$2)
            } == #"[8,48,9,{"_abc":1},"com.\u0061",[2]]"#)
    }

    @Test("ABORT and GOODBYE have a reason and a message")
    func ends() {
        #expect(
            written { JSON.writeAbort(reason: ErrorURI.noSuchRealm.text, message: "no \"x\"", to: &$0) }
                == #"[3,{"message":"no \"x\""},"wamp.error.no_such_realm"]"#)
        #expect(
            written { JSON.writeGoodbye(reason: CloseURI.goodbyeAndOut.text, to: &$0) }
                == #"[6,{},"wamp.close.goodbye_and_out"]"#)
    }

    @Test("A splice of what the scanner gave is the message that was meant")
    func scannedSplice() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let call = Message.Call(request: 1, procedure: "p", payload: generator.payload())
            let bytes = written { Message.call(call).encode(json: &$0) }.utf8Bytes
            let envelope = try scan(bytes)
            let invocation = written {
                JSON.writeInvocation(
                    request: 2, registration: 3, details: RawSpan(),
                    payload: bytes.span.bytes.extracting(envelope.payload.bounds), to: &$0)
            }
            let expected = Message.invocation(.init(request: 2, registration: 3, payload: call.payload))
            #expect(try Message.decode(json: invocation.utf8Bytes.span.bytes) == expected)
        }
    }
}
