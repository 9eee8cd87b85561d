import Testing

@testable import WAMP

@Suite("Typed values of members")
struct JSONMemberTests {
    /// Reads the value of `timeout`, an arbitrary known key, as whatever `read` wants.
    private func read<Result>(
        _ value: String, _ read: (JSON.Member, [UInt8]) throws(WireError) -> Result
    ) throws(WireError) -> Result {
        let bytes = "{\"timeout\": \(value) }".utf8Bytes
        var reader = JSON.MemberReader(ByteRange(from: 0, to: bytes.count))
        guard let member = try reader.next(in: bytes.span.bytes) else { throw .emptyList }
        return try read(member, bytes)
    }

    private func bool(_ value: String) throws(WireError) -> Bool {
        try read(value) { member, bytes throws(WireError) in try member.bool(in: bytes.span.bytes) }
    }

    private func integer(_ value: String) throws(WireError) -> UInt64 {
        try read(value) { member, bytes throws(WireError) in try member.integer(in: bytes.span.bytes) }
    }

    private func string(_ value: String) throws(WireError) -> [UInt8] {
        try read(value) { member, bytes throws(WireError) in try member.string(in: bytes.span.bytes) }
    }

    private func ids(_ value: String) throws(WireError) -> [UInt64] {
        try read(value) { member, bytes throws(WireError) in try member.ids(in: bytes.span.bytes) }
    }

    private func strings(_ value: String) throws(WireError) -> [[UInt8]] {
        try read(value) { member, bytes throws(WireError) in try member.strings(in: bytes.span.bytes) }
    }

    private func dictionaries(_ value: String) throws(WireError) {
        try read(value) { member, bytes throws(WireError) in
            try member.checkDictionaries(in: bytes.span.bytes)
        }
    }

    @Test("Booleans are true and false and nothing else")
    func booleans() throws {
        #expect(try bool("true"))
        #expect(try !bool("false"))
        for wrong in ["1", "0", "\"true\"", "null", "[]", "{}"] {
            #expect(throws: WireError.option(.timeout, expected: .bool)) { try bool(wrong) }
        }
    }

    @Test("Integers are those of 0...2^53 without fraction or exponent")
    func integers() throws {
        #expect(try integer("0") == 0)
        #expect(try integer("9007199254740992") == 1 << 53)
        for wrong in ["-1", "1.0", "1e3", "9007199254740993", "\"1\"", "null", "true", "[1]"] {
            #expect(throws: WireError.option(.timeout, expected: .integer)) { try integer(wrong) }
        }
    }

    @Test("Strings come unescaped as UTF-8")
    func strings() throws {
        #expect(try string(#""a\u0062\"""#) == "ab\"".utf8Bytes)
        #expect(try string("\"\"") == [])
        for wrong in ["1", "null", "[\"a\"]", "{}"] {
            #expect(throws: WireError.option(.timeout, expected: .string)) { try string(wrong) }
        }
    }

    @Test("Lists of ids hold ids only")
    func listsOfIDs() throws {
        #expect(try ids("[]") == [])
        #expect(try ids("[ 1 , 2,3 ]") == [1, 2, 3])
        for wrong in ["1", "\"x\"", "[1,\"2\"]", "[[1]]", "[-1]", "[1.0]", "{}", "null"] {
            #expect(throws: WireError.option(.timeout, expected: .listOfIDs)) { try ids(wrong) }
        }
    }

    @Test("Lists of strings hold strings only")
    func listsOfStrings() throws {
        #expect(try strings("[ ]") == [])
        #expect(try strings(#"["a", "\u0062", ""]"#) == [[0x61], [0x62], []])
        for wrong in ["\"x\"", "[1]", "[\"a\",null]", "{}", "null"] {
            #expect(throws: WireError.option(.timeout, expected: .listOfStrings)) { try strings(wrong) }
        }
    }

    @Test("Lists of dictionaries hold dictionaries only")
    func listsOfDictionaries() throws {
        try dictionaries("[]")
        try dictionaries(#"[{}, {"session":1}]"#)
        for wrong in ["\"x\"", "[1]", "[{},[]]", "{}"] {
            #expect(throws: WireError.option(.timeout, expected: .listOfDictionaries)) {
                try dictionaries(wrong)
            }
        }
    }
}
