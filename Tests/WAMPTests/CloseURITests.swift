import Testing

@testable import WAMP

@Suite("Predefined reasons of GOODBYE")
struct CloseURITests {
    @Test("Every reason is a strict URI below wamp.close", arguments: CloseURI.allCases)
    func form(reason: CloseURI) {
        #expect(reason.text.description.wholeMatch(of: /wamp\.close\.[a-z0-9_]+/) != nil)
    }
}
