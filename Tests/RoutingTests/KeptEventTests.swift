import Routing
import Testing
import WAMP

@Suite("A publication that is kept: advanced profile, Event Retention, Event History")
struct KeptEventTests {
    private func event(messageBytes: Int, topic: String) -> KeptEvent {
        let bytes = [UInt8](repeating: 32, count: messageBytes)
        let message = StoredMessage(
            Envelope(type: .publish), bytes.span.bytes, .json, forwarded: ForwardedMembers())
        return KeptEvent(
            publication: 1 << 53, message: message, topic: topic.utf8Bytes, audience: .everyone,
            excludedSession: 17, publisher: DisclosedIdentity(session: 17, authid: "joe", authrole: "user"),
            trustlevel: 3, time: 1_700_000_000_123)
    }

    @Test("It says what it was made with")
    func members() {
        let event = event(messageBytes: 5, topic: "com.a")
        #expect(event.publication == 1 << 53)
        #expect(event.message.bytes.count == 5)
        #expect(event.topic == "com.a".utf8Bytes)
        #expect(event.audience == .everyone)
        #expect(event.excludedSession == 17)
        #expect(event.publisher == DisclosedIdentity(session: 17, authid: "joe", authrole: "user"))
        #expect(event.trustlevel == 3)
        #expect(event.time == 1_700_000_000_123)
    }

    @Test("The memory that it takes grows with its message and its topic, and is never nothing")
    func memory() {
        let small = event(messageBytes: 0, topic: "").byteCount
        #expect(small > 0)
        #expect(event(messageBytes: 1_000, topic: "").byteCount == small + 1_000)
        #expect(event(messageBytes: 0, topic: "com.abc").byteCount == small + 7)
    }

    @Test("Identities differ where one of session, authid and authrole differs")
    func identity() {
        let joe = DisclosedIdentity(session: 1, authid: "joe", authrole: "user")
        #expect(joe != DisclosedIdentity(session: 2, authid: "joe", authrole: "user"))
        #expect(joe != DisclosedIdentity(session: 1, authid: "ann", authrole: "user"))
        #expect(joe != DisclosedIdentity(session: 1, authid: "joe", authrole: "admin"))
        #expect(joe == DisclosedIdentity(session: 1, authid: "joe", authrole: "user"))
    }
}
