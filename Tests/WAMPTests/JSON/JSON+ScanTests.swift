import Testing

@testable import WAMP

@Suite("Refusals of the scanner (basic profile, \"Messages\" and \"Protocol errors\")")
struct JSONScanTests {
    @Test(
        "Ids of 0...2^53 are read exactly",
        arguments: [0, 1, 9, 10, 7_814_135, (1 << 53) - 1, 1 << 53] as [UInt64])
    func ids(id: UInt64) throws {
        #expect(try scan("[337,\(id)]").first == id)
    }

    @Test(
        "An integer above 2^53 is refused with its place",
        arguments: [
            "9007199254740993", "9999999999999999", "18446744073709551615", "18446744073709551616",
            "18446744073709551617", "100000000000000000000000000000001",
        ])
    func tooLargeIDs(id: String) {
        #expect(refusal("[17,1,\(id)]") == .idOutOfRange(.published, element: 2))
    }

    @Test(
        "An id that is written as another number is refused",
        arguments: ["-0", "-1", "1.0", "0.5", "1e3", "1E3", "10e-1"])
    func otherNumbers(id: String) {
        #expect(refusal("[17,\(id),1]") == .wrongElement(.published, element: 1, expected: .id))
    }

    @Test(
        "Broken numbers in an id's place are syntax errors", arguments: ["01", "00", "1.", "1e", "-", "1.e"])
    func brokenNumbers(id: String) {
        guard case .syntax = refusal("[17,\(id),1]") else {
            Issue.record("\(id) gave \(String(describing: refusal("[17,\(id),1]")))")
            return
        }
    }

    @Test("What is not a list is refused", arguments: ["{}", "1", "null", "\"[337,1]\"", " true "])
    func notAList(text: String) {
        #expect(refusal(text) == .notAList)
    }

    @Test("An empty list is refused", arguments: ["[]", " [ ] "])
    func emptyList(text: String) {
        #expect(refusal(text) == .emptyList)
    }

    @Test(
        "A message code that is not a non-negative integer is refused",
        arguments: ["-1", "1.0", "\"48\"", "null", "[48]", "{}", "9007199254740993"])
    func codeNotInteger(code: String) {
        #expect(refusal("[\(code),1]") == .messageCodeNotInteger)
    }

    @Test(
        "Codes that nobody has defined are refused",
        arguments: [0, 7, 9, 15, 18, 37, 71, 255, 1024, 65536, 65584, 1 << 53] as [UInt64])
    func unknownCodes(code: UInt64) {
        #expect(refusal("[\(code),1]") == .unknownMessageCode(code))
    }

    @Test(
        "Codes of the extension range are told apart, if the message is well-formed",
        arguments: [256, 300, 1023] as [UInt64])
    func extensionCodes(code: UInt64) {
        #expect(refusal("[\(code),{\"any\":[1]},null]") == .extensionMessage(code))
        #expect(refusal("[\(code)]") == .extensionMessage(code))
        let digits = "\(code)".count
        #expect(refusal("[\(code),]") == .syntax(.unexpectedByte, offset: digits + 2))
        #expect(refusal("[\(code),\"\u{1}\"]") == .syntax(.controlCharacter, offset: digits + 3))
    }

    @Test("Bytes after the message are refused")
    func trailing() {
        #expect(refusal("[337,1] [337,1]") == .syntax(.trailingBytes, offset: 8))
        #expect(refusal("[337,1]\u{18}") == .syntax(.trailingBytes, offset: 7))
    }

    @Test(
        "What is empty at the end of the payload is not counted",
        arguments: [
            ("", 0, ""), (",[]", 0, ""), (",[ ]", 0, ""), (",[],{}", 0, ""), (",[ ] , { }", 0, ""),
            (",[1]", 1, "[1]"),
            (",[1],{}", 1, "[1]"), (",[1] , {} ", 1, "[1]"), (",[],{\"a\":1}", 2, "[],{\"a\":1}"),
            (",[] , {\"a\":1}", 2, "[] , {\"a\":1}"), (",[[]],{}", 1, "[[]]"),
            (",[1],{\"a\":1} ", 2, "[1],{\"a\":1}"),
        ] as [(String, UInt8, String)])
    func payloadCount(tail: String, count: UInt8, payload: String) throws {
        for head in [
            #"48,1,{},"u""#, #"16,1,{},"u""#, "36,1,2,{}", "50,1,{}", "68,1,2,{}", "70,1,{}", #"3,{},"u""#,
            #"8,48,1,{},"u""#,
        ] {
            let message = "[" + head + tail + "]"
            let envelope = try scan(message)
            #expect(envelope.payloadCount == count)
            #expect(text(envelope.payload, of: message) == payload)
            #expect(envelope.arguments.isEmpty == (count == 0))
            #expect(envelope.argumentsKw.isEmpty == (count < 2))
        }
    }

    @Test(
        "Arguments must be a list and ArgumentsKw a dictionary",
        arguments: ["null", "1", "{}", "\"x\"", "true"])
    func payloadTypes(wrong: String) {
        #expect(refusal("[48,1,{},\"u\",\(wrong)]") == .wrongElement(.call, element: 4, expected: .list))
        let other = wrong == "{}" ? "[]" : wrong
        #expect(
            refusal("[48,1,{},\"u\",[],\(other)]") == .wrongElement(.call, element: 5, expected: .dictionary))
    }

    @Test("A string stands for the payload only where enc_algo announces it")
    func transparentPayload() throws {
        let message = #"[16,1,{"enc_algo":"cryptobox"},"u","\u0000AAEC"]"#
        let envelope = try scan(message)
        #expect(envelope.hasTransparentPayload)
        #expect(envelope.payloadCount == 1)
        #expect(text(envelope.payload, of: message) == #""\u0000AAEC""#)
        #expect(envelope.arguments.isEmpty)
        #expect(refusal(#"[16,1,{},"u","x"]"#) == .wrongElement(.publish, element: 4, expected: .list))
        #expect(
            refusal(#"[16,1,{"enc_algo":"cryptobox"},"u",1]"#)
                == .wrongElement(.publish, element: 4, expected: .list))
        #expect(
            refusal(#"[3,{"enc_algo":"cryptobox"},"u","x"]"#)
                == .wrongElement(.abort, element: 3, expected: .list))
        #expect(refusal(#"[16,1,{"enc_algo":"cryptobox"},"u","x",{},1]"#) != nil)
    }

    @Test("The message's own list counts for the depth limit")
    func depth() throws {
        #expect(try scan("[70,1,{},[[]]]", depth: 3).payloadCount == 1)
        #expect(refusal("[70,1,{},[[]]]", depth: 2) == .tooDeep(limit: 2, offset: 10))
        #expect(refusal("[70,1,{}]", depth: 1) == .tooDeep(limit: 1, offset: 6))
        #expect(refusal(#"[70,1,{"a":{}}]"#, depth: 2) == .tooDeep(limit: 2, offset: 11))
    }

    @Test("A payload that is broken anywhere is refused although it stays a slice")
    func brokenPayload() {
        #expect(refusal(#"[70,1,{},["\x"]]"#) == .syntax(.invalidEscape, offset: 11))
        #expect(refusal(#"[70,1,{},[],{"a":01}]"#) == .syntax(.invalidNumber, offset: 17))
        #expect(refusal("[70,1,{},[\"".utf8Bytes + [0xC3] + "\"]]".utf8Bytes) == .invalidUTF8(offset: 11))
    }
}
