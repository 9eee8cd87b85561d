import Testing

@testable import WAMP

@Suite("Features (advanced profile, \"Feature Announcement\")")
struct FeatureTests {
    @Test("A set holds what was put into it and nothing else", arguments: Feature.allCases)
    func membership(feature: Feature) {
        var set = FeatureSet()
        #expect(set.isEmpty)
        set.insert(feature)
        #expect(set.all == [feature])
        set.remove(feature)
        #expect(set.isEmpty)
    }

    @Test("Other spellings are accepted")
    func spellings() {
        #expect(Feature(announced: "call_cancelling") == .callCanceling)
        #expect(Feature(announced: "call_canceling") == .callCanceling)
        #expect(Feature(announced: "shareded_subscriptions") == .shardedSubscription)
        #expect(Feature(announced: "unheard_of") == nil)
    }
}
