import Testing

@testable import WAMP

// One suite for all files Options+*.swift: each kind of options is a table over the same reading.

func publishOptions(_ text: String) throws(WireError) -> PublishOptions {
    try PublishOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

func subscribeOptions(_ text: String) throws(WireError) -> SubscribeOptions {
    try SubscribeOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

func registerOptions(_ text: String) throws(WireError) -> RegisterOptions {
    try RegisterOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

func callOptions(_ text: String) throws(WireError) -> CallOptions {
    try CallOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

func cancelOptions(_ text: String) throws(WireError) -> CancelOptions {
    try CancelOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

func yieldOptions(_ text: String) throws(WireError) -> YieldOptions {
    try YieldOptions(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
}

@Suite("Options of messages (advanced profile)")
struct OptionsTests {
    @Test("Absent options are the defaults of the specification")
    func defaults() throws {
        for text in ["", "{}", #"{"unknown":1,"other":{"match":1}}"#] {
            #expect(try publishOptions(text) == PublishOptions())
            #expect(try subscribeOptions(text) == SubscribeOptions())
            #expect(try registerOptions(text) == RegisterOptions())
            #expect(try callOptions(text) == CallOptions())
            #expect(try cancelOptions(text) == CancelOptions())
            #expect(try yieldOptions(text) == YieldOptions())
        }
        #expect(PublishOptions().excludeMe)
        #expect(PublishOptions().audience == .everyone)
        #expect(SubscribeOptions().match == .exact)
        #expect(RegisterOptions().invoke == .single)
        #expect(CancelOptions().mode == .known(.killnowait))
    }

    @Test("All options of PUBLISH are read")
    func publish() throws {
        let options = try publishOptions(
            #"""
            {"acknowledge":true,"exclude_me":false,"disclose_me":true,"retain":true,"rkey":"k","exclude":[1,2],
             "exclude_authid":["a"],"exclude_authrole":["b"],"eligible":[],"eligible_authid":["c","d"],
             "eligible_authrole":["e"]}
            """#)
        #expect(options.acknowledge)
        #expect(!options.excludeMe)
        #expect(options.discloseMe)
        #expect(options.retain)
        #expect(options.rkey == "k".utf8Bytes)
        #expect(options.audience.lists.exclude == [1, 2])
        #expect(options.audience.lists.excludeAuthID == ["a".utf8Bytes])
        #expect(options.audience.lists.excludeAuthrole == ["b".utf8Bytes])
        #expect(options.audience.lists.eligible == [])
        #expect(options.audience.lists.eligibleAuthID == ["c".utf8Bytes, "d".utf8Bytes])
        #expect(options.audience.lists.eligibleAuthrole == ["e".utf8Bytes])
        #expect(options.forwarded.isEmpty)
    }

    @Test("All options of SUBSCRIBE are read")
    func subscribe() throws {
        let options = try subscribeOptions(#"{"match":"wildcard","get_retained":true,"nkey":"n"}"#)
        #expect(options.match == .wildcard)
        #expect(options.getRetained)
        #expect(options.nkey == "n".utf8Bytes)
    }

    @Test("All options of REGISTER are read")
    func register() throws {
        let options = try registerOptions(
            #"{"match":"prefix","invoke":"last","disclose_caller":true,"forward_timeout":true,"force_reregister":true,"concurrency":3}"#
        )
        #expect(options.match == .prefix)
        #expect(options.invoke == .last)
        #expect(options.discloseCaller)
        #expect(options.forwardTimeout)
        #expect(options.forceReregister)
        #expect(options.concurrency == 3)
    }

    @Test("All options of CALL are read")
    func call() throws {
        let options = try callOptions(
            #"{"timeout":1500,"receive_progress":true,"progress":true,"disclose_me":true,"runmode":"partition","rkey":"\u0061"}"#
        )
        #expect(options.timeout == 1500)
        #expect(options.receiveProgress)
        #expect(options.progress)
        #expect(options.discloseMe)
        #expect(options.runmode == .partition)
        #expect(options.rkey == "a".utf8Bytes)
    }

    @Test("An unknown mode of CANCEL is no violation")
    func cancel() throws {
        #expect(try cancelOptions(#"{"mode":"skip"}"#).mode == .known(.skip))
        #expect(try cancelOptions(#"{"mode":"kill"}"#).mode == .known(.kill))
        #expect(try cancelOptions(#"{"mode":"else"}"#).mode == .unknown)
        #expect(throws: WireError.option(.mode, expected: .string)) { try cancelOptions(#"{"mode":1}"#) }
    }

    @Test("YIELD may be progressive")
    func yield() throws {
        #expect(try yieldOptions(#"{"progress":true}"#).progress)
    }

    @Test("GOODBYE may have a message")
    func goodbye() throws {
        let text = #"{"message":"bye"}"#
        let details = try GoodbyeDetails(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
        #expect(details.message == "bye".utf8Bytes)
    }

    @Test("Of several members with the same key the last one counts")
    func duplicates() throws {
        #expect(try !publishOptions(#"{"acknowledge":true,"acknowledge":false}"#).acknowledge)
        #expect(try publishOptions(#"{"exclude":[1],"exclude":[2]}"#).audience.lists.exclude == [2])
    }

    @Test("A word outside of the specification's list is a violation that names the option")
    func unknownWords() {
        #expect(throws: WireError.option(.match, expected: .knownWord)) {
            try subscribeOptions(#"{"match":"Exact"}"#)
        }
        #expect(throws: WireError.option(.invoke, expected: .knownWord)) {
            try registerOptions(#"{"invoke":""}"#)
        }
        #expect(throws: WireError.option(.runmode, expected: .knownWord)) {
            try callOptions(#"{"runmode":"some"}"#)
        }
    }
}
