import Testing

@testable import WAMP

@Suite("Envelope of a message (basic profile, \"Messages\")")
struct EnvelopeScannerTests {
    @Test("A CALL gives its fields as offsets into the message")
    func call() throws {
        let message = #"[48, 7814135, {"timeout": 5}, "com.myapp.p", ["a", 1], {"k": null}]"#
        let envelope = try scan(message)
        #expect(envelope.type == .call)
        #expect(envelope.first == 7_814_135)
        #expect(envelope.second == 0)
        #expect(text(envelope.options, of: message) == #"{"timeout": 5}"#)
        #expect(text(envelope.uri, of: message) == "com.myapp.p")
        #expect(!envelope.uriIsEscaped)
        #expect(envelope.payloadCount == 2)
        #expect(text(envelope.payload, of: message) == #"["a", 1], {"k": null}"#)
        #expect(text(envelope.arguments, of: message) == #"["a", 1]"#)
        #expect(text(envelope.argumentsKw, of: message) == #"{"k": null}"#)
        #expect(!envelope.hasTransparentPayload)
    }

    @Test("An ERROR has the request's type besides its id")
    func error() throws {
        let message = #"[8,68,9,{"a":1},"com.myapp.error",["x"]]"#
        let envelope = try scan(message)
        #expect(envelope.type == .error)
        #expect(envelope.requestType == 68)
        #expect(envelope.first == 9)
        #expect(text(envelope.uri, of: message) == "com.myapp.error")
        #expect(envelope.payloadCount == 1)
    }

    @Test("An INVOCATION has two ids in their order")
    func invocation() throws {
        let envelope = try scan("[68,1,2,{}]")
        #expect(envelope.first == 1)
        #expect(envelope.second == 2)
        #expect(envelope.options == .empty)
    }

    @Test("An escaped URI is marked")
    func escapedURI() throws {
        let message = #"[32,1,{},"com.\u0061"]"#
        let envelope = try scan(message)
        #expect(envelope.uriIsEscaped)
        #expect(text(envelope.uri, of: message) == #"com.\u0061"#)
    }

    /// The shortest and the longest form of each message.
    static let forms: [(MessageType, String, String)] = [
        (.hello, #"[1,"r",{}]"#, #"[1,"r",{"roles":{}}]"#),
        (.welcome, "[2,1,{}]", #"[2,1,{"roles":{}}]"#),
        (.abort, #"[3,{},"u"]"#, #"[3,{"message":""},"u",[1],{"k":1}]"#),
        (.challenge, #"[4,"m",{}]"#, #"[4,"m",{"a":1}]"#),
        (.authenticate, #"[5,"s",{}]"#, #"[5,"s",{"a":1}]"#),
        (.goodbye, #"[6,{},"u"]"#, #"[6,{"message":""},"u"]"#),
        (.error, #"[8,48,1,{},"u"]"#, #"[8,48,1,{"a":1},"u",[1],{"k":1}]"#),
        (.publish, #"[16,1,{},"u"]"#, #"[16,1,{"a":1},"u",[1],{"k":1}]"#),
        (.published, "[17,1,2]", "[17,1,2]"),
        (.subscribe, #"[32,1,{},"u"]"#, #"[32,1,{"a":1},"u"]"#),
        (.subscribed, "[33,1,2]", "[33,1,2]"),
        (.unsubscribe, "[34,1,2]", #"[34,1,2,{"a":1}]"#),
        (.unsubscribed, "[35,1]", #"[35,0,{"a":1}]"#),
        (.event, "[36,1,2,{}]", #"[36,1,2,{"a":1},[1],{"k":1}]"#),
        (.call, #"[48,1,{},"u"]"#, #"[48,1,{"a":1},"u",[1],{"k":1}]"#),
        (.cancel, "[49,1,{}]", #"[49,1,{"a":1}]"#),
        (.result, "[50,1,{}]", #"[50,1,{"a":1},[1],{"k":1}]"#),
        (.register, #"[64,1,{},"u"]"#, #"[64,1,{"a":1},"u"]"#),
        (.registered, "[65,1,2]", "[65,1,2]"),
        (.unregister, "[66,1,2]", #"[66,1,2,{"a":1}]"#),
        (.unregistered, "[67,1]", #"[67,0,{"a":1}]"#),
        (.invocation, "[68,1,2,{}]", #"[68,1,2,{"a":1},[1],{"k":1}]"#),
        (.interrupt, "[69,1,{}]", #"[69,1,{"a":1}]"#),
        (.yield, "[70,1,{}]", #"[70,1,{"a":1},[1],{"k":1}]"#),
        (.eventReceived, "[337,1]", "[337,1]"),
    ]

    @Test("Every message is accepted in its shortest and its longest form", arguments: forms)
    func bothForms(type: MessageType, shortest: String, longest: String) throws {
        #expect(try scan(shortest).type == type)
        #expect(try scan(longest).type == type)
        #expect(try scan(longest.utf8Bytes, utf8: .validated) == scan(longest))
        #expect(try scan(shortest).options.isEmpty)
    }

    @Test("White space between all tokens changes nothing but offsets", arguments: forms)
    func whitespace(type: MessageType, shortest: String, longest: String) throws {
        let spaced = " " + longest.map { "[]{},:".contains($0) ? " \t\r\n\($0) \n" : "\($0)" }.joined()
        let envelope = try scan(spaced)
        #expect(envelope.type == type)
        #expect(try envelope.payloadCount == scan(longest).payloadCount)
        #expect(try envelope.first == scan(longest).first)
    }

    @Test("An element more than the longest form is refused", arguments: forms)
    func tooManyElements(type: MessageType, shortest: String, longest: String) {
        let count = topLevelElements(of: longest)
        #expect(refusal(longest.dropLast() + ",7]") == .tooManyElements(type, limit: count))
    }

    @Test("An element less than the shortest form is refused", arguments: forms)
    func tooFewElements(type: MessageType, shortest: String, longest: String) {
        var elements = shortest.dropFirst().dropLast().split(separator: ",")
        while elements.count > 1 {
            elements.removeLast()
            let text = "[" + elements.joined(separator: ",") + "]"
            #expect(refusal(text) == .tooFewElements(type, count: elements.count))
        }
    }

    @Test("An element of a wrong type is refused with its index", arguments: forms)
    func wrongTypes(type: MessageType, shortest: String, longest: String) {
        let elements = shortest.dropFirst().dropLast().split(separator: ",").map(String.init)
        for index in 1..<elements.count {
            for wrong in ["null", "true", "-1", "1.0", "1e2", "[]", #""s""#, "{}", "7"] {
                if kind(of: wrong) == kind(of: elements[index]) { continue }
                var broken = elements
                broken[index] = wrong
                guard case .wrongElement(type, index, _) = refusal("[" + broken.joined(separator: ",") + "]")
                else {
                    Issue.record("\(broken) was not refused for element \(index)")
                    continue
                }
            }
        }
    }

    private func kind(of element: String) -> Character {
        let first = element.first ?? " "
        return first.isNumber && !element.contains(".") && !element.contains("e") ? "0" : first
    }

    private func topLevelElements(of message: String) -> Int {
        var depth = 0
        var commas = 0
        for character in message {
            if "[{".contains(character) { depth += 1 }
            if "]}".contains(character) { depth -= 1 }
            if character == ",", depth == 1 { commas += 1 }
        }
        return commas + 1
    }

    @Test("No prefix of a message is accepted, and none is read beyond its end", arguments: forms)
    func truncation(type: MessageType, shortest: String, longest: String) {
        for message in [shortest, longest] {
            for length in 0..<message.utf8.count {
                #expect(refusal([UInt8](message.utf8Bytes.prefix(length))) != nil)
            }
        }
    }
}
