import Testing
import WAMP

@testable import WAMPRouter

@Suite("An EVENT in one serialization")
struct EncodedEventTests {
    @Test("Forgotten, it is as new; one that was never encoded needs no forgetting")
    func reset() {
        var event = EncodedEvent()
        event.isEncoded = true
        event.delivery = .written
        event.bytes.append(utf8: "[36]")
        event.reset()
        event.reset()
        let (isEncoded, isEmpty) = (event.isEncoded, event.bytes.isEmpty)
        #expect(!isEncoded)
        #expect(isEmpty)
    }
}
