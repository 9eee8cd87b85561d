import Testing

@testable import WAMP

@Suite("Reading options without a tree")
struct JSONMemberReaderTests {
    private func members(_ text: String) throws(WireError) -> [JSON.Member] {
        let bytes = text.utf8Bytes
        var reader = JSON.MemberReader(wholeRange(text))
        var members: [JSON.Member] = []
        while let member = try reader.next(in: bytes.span.bytes) { members.append(member) }
        return members
    }

    @Test("Members come in their order with the ranges and kinds of their values")
    func order() throws {
        let dictionary = #"{ "a" : null , "match":"exact","c":[1],"d":{"e":{}},"f":-1.5,"g":true}"#
        let members = try members(dictionary)
        #expect(members.map { text($0.keyBytes, of: dictionary) } == ["a", "match", "c", "d", "f", "g"])
        #expect(members.map(\.kind) == [.null, .string, .list, .dictionary, .number, .bool])
        #expect(
            members.map { text($0.value, of: dictionary) }
                == ["null", #""exact""#, "[1]", #"{"e":{}}"#, "-1.5", "true"])
        #expect(text(members[0].range, of: dictionary) == #""a" : null"#)
        #expect(members.map(\.key) == [nil, .match, nil, nil, nil, nil])
    }

    @Test("Empty dictionaries and empty ranges have no members", arguments: ["{}", "{ }", ""])
    func none(text: String) throws {
        #expect(try members(text).isEmpty)
    }

    @Test("An escaped key is known by what it stands for")
    func escapedKey() throws {
        let member = try #require(try members(#"{"m\u0061tch":1}"#).first)
        #expect(member.keyIsEscaped)
        #expect(member.key == .match)
        #expect(try members(#"{"\u005fx_y":1}"#).first?.isCustom == true)
    }

    @Test(
        "Bytes that nothing has validated are refused and never trap",
        arguments: [
            "[", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1 \"b\":2}", "x", "{1:2}",
        ])
    func unvalidated(text: String) {
        #expect(throws: WireError.self) { try members(text) }
    }

    @Test("A range that leaves the message is refused")
    func rangeOutside() {
        var reader = JSON.MemberReader(ByteRange(start: 100, count: 5))
        let bytes = "{}".utf8Bytes
        #expect(throws: WireError.self) { _ = try reader.next(in: bytes.span.bytes) }
    }

    @Test("A reader that has reached the end stays there")
    func end() throws {
        let bytes = "{\"a\":1}".utf8Bytes
        var reader = JSON.MemberReader(ByteRange(from: 0, to: bytes.count))
        #expect(try reader.next(in: bytes.span.bytes) != nil)
        #expect(try reader.next(in: bytes.span.bytes) == nil)
        #expect(try reader.next(in: bytes.span.bytes) == nil)
    }

    @Test("A member is found by its key")
    func hasMember() throws {
        let text = #"{"a":{"enc_algo":1},"enc_serializer":"x"}"#
        #expect(try !JSON.hasMember(.encAlgo, wholeRange(text), in: text.utf8Bytes.span.bytes))
        #expect(try JSON.hasMember(.encSerializer, wholeRange(text), in: text.utf8Bytes.span.bytes))
    }
}
