import Testing

@testable import WAMP

@Suite("Words that options may have")
struct OptionWordTests {
    @Test("Every word is found by its bytes and by nothing else")
    func lookup() {
        for word in InvocationPolicy.allCases {
            #expect(InvocationPolicy(utf8: word.rawValue.utf8Bytes) == word)
        }
        for word in CancelMode.allCases { #expect(CancelMode(utf8: word.rawValue.utf8Bytes) == word) }
        for word in MatchPolicy.allCases { #expect(MatchPolicy(utf8: word.rawValue.utf8Bytes) == word) }
        #expect(InvocationPolicy(utf8: []) == nil)
        #expect(InvocationPolicy(utf8: "roundrobi".utf8Bytes) == nil)
        #expect(CancelMode(utf8: "KILL".utf8Bytes) == nil)
    }
}
