import Testing

@testable import WAMP

@Suite("Audience (advanced profile, \"Subscriber Black- and Whitelisting\")")
struct AudienceTests {
    @Test("An empty list is a restriction and an absent one is not")
    func emptyList() {
        var audience = Audience.everyone
        audience.lists.eligible = []
        #expect(audience != .everyone)
        #expect(audience.lists.eligible == [])
        audience.lists.eligible = nil
        #expect(audience == .everyone)
    }
}
