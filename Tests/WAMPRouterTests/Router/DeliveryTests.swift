import Testing
import WAMP

@testable import Routing
@testable import WAMPRouter

@Suite("Whether a message could be written for its receiver")
struct DeliveryTests {
    @Test("The sender is told why not, and nothing where it could")
    func refusal() {
        #expect(Delivery.written.refusal == nil)
        #expect(Delivery.tooLarge.refusal?.uri == .payloadSizeExceeded)
        #expect(Delivery.notCarried.refusal?.uri == .invalidArgument)
    }
}
