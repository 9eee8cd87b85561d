import Testing

@testable import WAMP

@Suite("Layouts of messages (basic profile, \"Message Definitions\")")
struct MessageLayoutTests {
    @Test("A layout gives its elements in order and then the end for ever")
    func order() {
        var layout = MessageLayout(of: .error)
        let elements = (0..<8).map { _ in layout.next() }
        #expect(elements == [.requestType, .id, .dictionary, .string, .payload, .end, .end, .end])
    }

    @Test("Every message has at least one element behind its code", arguments: MessageType.allCases)
    func notEmpty(type: MessageType) {
        var layout = MessageLayout(of: type)
        #expect(layout.next() != .end)
    }

    @Test("The payload and optional dictionaries stand only at the end", arguments: MessageType.allCases)
    func optionalAtTheEnd(type: MessageType) {
        var layout = MessageLayout(of: type)
        var element = layout.next()
        while element != .end {
            let following = layout.next()
            if element == .payload || element == .optionalDictionary { #expect(following == .end) }
            element = following
        }
    }
}
