import Routing
import Testing
import WAMP

@Suite("What the meta API asks the dealer: advanced profile, Registration Meta API")
struct DealerInspectTests {
    private func dealer() -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin, at: 111)
        _ = dealer.register(.alice, 1, "com.a", invoke: .roundrobin, at: 222)
        _ = dealer.register(.bob, 2, "com.a", match: .prefix, at: 333)
        _ = dealer.register(.carol, 1, "com..b", match: .wildcard, at: 444)
        _ = dealer.register(.carol, 2, "com.c", at: 555)
        return dealer
    }

    private func find(_ dealer: Dealer, _ uri: String, _ match: MatchPolicy) -> UInt64? {
        dealer.registration(of: uri.utf8Bytes.span.bytes, match: match)
    }

    @Test("get: a registration with all that was said when it was created, and its callees in order")
    func get() throws {
        let details = try #require(dealer().registration(1))
        #expect(details.id == 1)
        #expect(details.procedure == "com.a".utf8Bytes)
        #expect(details.match == .exact)
        #expect(details.invoke == .roundrobin)
        #expect(details.created == 111)
        #expect(details.callees == [.bob, .alice])
        let pattern = try #require(dealer().registration(3))
        #expect(pattern.match == .wildcard)
        #expect(pattern.invoke == .single)
        #expect(pattern.created == 444)
        #expect(pattern.callees == [.carol])
    }

    @Test("get: nothing under an id that was never given, or has ended", arguments: [0, 5, .max] as [UInt64])
    func getNothing(id: UInt64) {
        var dealer = dealer()
        #expect(dealer.registration(id) == nil)
        _ = dealer.leave(.carol)
        #expect(dealer.registration(4) == nil)
    }

    @Test("lookup: the registration of exactly this URI under this policy")
    func lookup() {
        let dealer = dealer()
        #expect(find(dealer, "com.a", .exact) == 1)
        #expect(find(dealer, "com.a", .prefix) == 2)
        #expect(find(dealer, "com.a", .wildcard) == nil)
        #expect(find(dealer, "com..b", .wildcard) == 3)
        #expect(find(dealer, "com.x.b", .wildcard) == nil)
        #expect(find(dealer, "com.a.x", .prefix) == nil)
    }

    @Test("match: the registration that a call of the URI goes to")
    func match() {
        let dealer = dealer()
        for (uri, id) in [("com.a", 1), ("com.a.x", 2), ("com.x.b", 3), ("com.c", 4)] {
            #expect(dealer.registration(calledBy: uri.utf8Bytes.span.bytes) == UInt64(id))
        }
        #expect(dealer.registration(calledBy: "com.d".utf8Bytes.span.bytes) == nil)
    }

    @Test("list: the ids under each policy, ascending")
    func list() {
        var dealer = dealer()
        #expect(dealer.registrationIDs(.exact) == [1, 4])
        #expect(dealer.registrationIDs(.prefix) == [2])
        #expect(dealer.registrationIDs(.wildcard) == [3])
        _ = dealer.leave(.bob)
        #expect(dealer.registrationIDs(.exact) == [1, 4])
        #expect(dealer.registrationIDs(.prefix) == [])
    }
}
