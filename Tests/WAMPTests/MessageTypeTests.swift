import Testing

@testable import WAMP

@Suite("Message codes")
struct MessageTypeTests {
    @Test("No two messages have the same name")
    func names() {
        #expect(Set(MessageType.allCases.map(\.name.description)).count == MessageType.allCases.count)
        #expect(MessageType.eventReceived.name.description == "EVENT_RECEIVED")
    }
}
