import Testing

@testable import WAMP

@Suite("Details put together member by member")
struct DetailsBytesTests {
    private func details(_ body: (inout DetailsBytes) -> Void) -> String {
        var details = DetailsBytes()
        body(&details)
        details.finish()
        return String(decoding: details.bytes, as: UTF8.self)
    }

    /// The members of CALL.Options in `options` that are passed on.
    private func forwarded(_ options: String) throws -> (ForwardedMembers, [UInt8]) {
        let bytes = options.utf8Bytes
        let whole = ByteRange(start: 0, count: UInt32(bytes.count))
        return (try CallOptions(json: whole, in: bytes.span.bytes).forwarded, bytes)
    }

    @Test("Without members there are no bytes, which stand for the empty dictionary")
    func empty() throws {
        var details = DetailsBytes()
        #expect(details.isEmpty == true)
        details.append(members: [])
        let (none, bytes) = try forwarded(#"{"zzz":1}"#)
        details.append(none, in: bytes.span.bytes)
        details.finish()
        #expect(details.bytes.count == 0)
        #expect(details.isEmpty == true)
    }

    @Test("One member of each kind")
    func single() throws {
        #expect(details { $0.append(true: "progress") } == #"{"progress":true}"#)
        #expect(details { $0.append("timeout", 0) } == #"{"timeout":0}"#)
        #expect(details { $0.append("caller", IDRange.greatest) } == #"{"caller":9007199254740992}"#)
        #expect(details { $0.append("authid", "a\"\\\n\u{1}é") } == #"{"authid":"a\"\\\n\u0001é"}"#)
        let escaped = #"com.\u0061\""#.utf8Bytes
        #expect(details { $0.append("topic", escaped: escaped.span.bytes) } == #"{"topic":"com.\u0061\""}"#)
        #expect(details { $0.append(members: #""a":1,"b":2"#.utf8Bytes) } == #"{"a":1,"b":2}"#)
        let (members, bytes) = try forwarded(#"{ "_x_a" : [1, 2], "timeout":1,"_x_b":null }"#)
        #expect(details { $0.append(members, in: bytes.span.bytes) } == #"{"_x_a" : [1, 2],"_x_b":null}"#)
    }

    @Test("Members stand in the order in which they were added, with commas between them")
    func several() throws {
        let topic = "com.t".utf8Bytes
        let (members, bytes) = try forwarded(#"{"_x_a":1,"ppt_scheme":"x_y"}"#)
        let all = details {
            $0.append(members: #""caller":1"#.utf8Bytes)
            $0.append("trustlevel", 2)
            $0.append(true: "progress")
            $0.append("topic", escaped: topic.span.bytes)
            $0.append("reason", "why")
            $0.append(members, in: bytes.span.bytes)
        }
        #expect(
            all
                == #"{"caller":1,"trustlevel":2,"progress":true,"topic":"com.t","reason":"why","_x_a":1,"ppt_scheme":"x_y"}"#
        )
    }

    @Test("After removeAll nothing is left of the details before")
    func usedAgain() {
        var details = DetailsBytes()
        details.append("timeout", 1)
        details.finish()
        details.removeAll()
        #expect(details.isEmpty == true)
        details.append(true: "retained")
        details.finish()
        #expect(String(decoding: details.bytes, as: UTF8.self) == #"{"retained":true}"#)
    }
}
