import Testing

@testable import WAMP

@Suite(
    "Members that are forwarded (basic profile, \"Extensibility\"; advanced profile, \"Payload Passthru Mode\")"
)
struct ForwardedMembersTests {
    private func ranges(_ options: String) throws(WireError) -> [String] {
        try callOptions(options).forwarded.members.map { text($0.range, of: options) }
    }

    @Test("Implementation-specific members and those of passthru mode are kept as they stand")
    func kept() throws {
        let options =
            #"{"_x_a": [1, 2],"timeout":1,"ppt_scheme":"mqtt","ppt_serializer":"cbor","ppt_cipher":"c","ppt_keyid":"k","transaction_hash":"t","other":1}"#
        #expect(
            try ranges(options) == [
                #""_x_a": [1, 2]"#, #""ppt_scheme":"mqtt""#, #""ppt_serializer":"cbor""#,
                #""ppt_cipher":"c""#,
                #""ppt_keyid":"k""#, #""transaction_hash":"t""#,
            ])
        let first = try #require(try callOptions(options).forwarded.members.first)
        #expect(text(first.key, of: options) == "_x_a")
        #expect(text(first.value, of: options) == "[1, 2]")
    }

    @Test("Passthru mode is in use when ppt_scheme is not empty")
    func passthru() throws {
        #expect(try callOptions(#"{"ppt_scheme":"wamp"}"#).forwarded.usesPayloadPassthru)
        #expect(try !callOptions(#"{"ppt_scheme":""}"#).forwarded.usesPayloadPassthru)
        #expect(try !callOptions(#"{"ppt_cipher":"x"}"#).forwarded.usesPayloadPassthru)
    }

    @Test("Payload transparency is in use when enc_algo is there")
    func transparency() throws {
        #expect(try callOptions(#"{"enc_algo":"xbr","enc_key":"k"}"#).forwarded.usesPayloadTransparency)
        #expect(throws: WireError.option(.encAlgo, expected: .knownWord)) {
            try callOptions(#"{"enc_algo":"x"}"#)
        }
        #expect(throws: WireError.option(.encSerializer, expected: .knownWord)) {
            try callOptions(#"{"enc_serializer":"x"}"#)
        }
    }

    @Test("A member that comes twice is kept once, with its last value in its first place")
    func duplicates() throws {
        #expect(try ranges(#"{"_abc":1,"_def":2,"_abc":3}"#) == [#""_abc":3"#, #""_def":2"#])
    }

    @Test("There is a limit to their number")
    func limit() throws {
        let members = (0..<ForwardedMembers.limit).map { "\"_key\($0)\":\($0)" }
        #expect(try ranges("{" + members.joined(separator: ",") + "}").count == ForwardedMembers.limit)
        #expect(throws: WireError.tooManyAttributes(limit: ForwardedMembers.limit)) {
            try ranges("{" + members.joined(separator: ",") + ",\"_more\":1}")
        }
    }

    @Test(
        "Members of passthru mode must be strings",
        arguments: ["ppt_scheme", "ppt_serializer", "ppt_cipher", "ppt_keyid", "enc_key", "transaction_hash"])
    func types(key: String) throws {
        #expect(throws: WireError.self) { try callOptions("{\"\(key)\":1}") }
        #expect(throws: WireError.self) { try callOptions("{\"\(key)\":null}") }
    }
}
