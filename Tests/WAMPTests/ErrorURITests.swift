import Testing

@testable import WAMP

@Suite("Predefined error URIs")
struct ErrorURITests {
    @Test("Every error URI is a strict URI below wamp.error", arguments: ErrorURI.allCases)
    func form(error: ErrorURI) {
        #expect(error.text.description.wholeMatch(of: /wamp\.error(\.[a-z0-9_]+)+/) != nil)
    }

    @Test("No two errors have the same URI")
    func distinct() {
        #expect(Set(ErrorURI.allCases.map(\.text.description)).count == ErrorURI.allCases.count)
    }
}
