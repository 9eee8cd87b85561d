import Routing
import Testing
import WAMP

@Suite("Who gets an event: advanced profile, Subscriber Black- and Whitelisting")
struct AudienceFilterTests {
    private struct Person: Sendable {
        var session: UInt64
        var authid: String
        var authrole: String
    }

    private static let people = [
        Person(session: 1, authid: "joe", authrole: "admin"),
        Person(session: 2, authid: "joe", authrole: "user"),
        Person(session: 3, authid: "ann", authrole: "user"),
    ]

    /// The session ids of those who get the event.
    private func audience(_ set: (inout Audience.Lists) -> Void) -> [UInt64] {
        var lists = Audience.Lists()
        set(&lists)
        guard let filter = AudienceFilter(.restricted(lists)) else { return Self.people.map(\.session) }
        return Self.people.filter {
            filter.includes(
                session: $0.session, authid: Array($0.authid.utf8), authrole: Array($0.authrole.utf8))
        }.map(\.session)
    }

    private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test("Without lists there is nothing to filter")
    func everyone() {
        #expect(AudienceFilter(.everyone) == nil)
    }

    @Test("Each list alone")
    func single() {
        #expect(audience { $0.exclude = [2] } == [1, 3])
        #expect(audience { $0.excludeAuthID = bytes("joe") } == [3])
        #expect(audience { $0.excludeAuthrole = bytes("user") } == [1])
        #expect(audience { $0.eligible = [2, 3, 9] } == [2, 3])
        #expect(audience { $0.eligibleAuthID = bytes("joe") } == [1, 2])
        #expect(audience { $0.eligibleAuthrole = bytes("user") } == [2, 3])
    }

    @Test("A list that is present and empty excludes nobody, or makes nobody eligible")
    func empty() {
        #expect(audience { $0.exclude = [] } == [1, 2, 3])
        #expect(audience { $0.excludeAuthID = [] } == [1, 2, 3])
        #expect(audience { $0.eligible = [] } == [])
        #expect(audience { $0.eligibleAuthID = [] } == [])
        #expect(audience { $0.eligibleAuthrole = [] } == [])
    }

    @Test("All lists hold at once, and exclusion wins")
    func together() {
        #expect(
            audience {
                $0.eligible = [1, 2, 3]
                $0.eligibleAuthID = bytes("joe")
                $0.eligibleAuthrole = bytes("user")
            } == [2])
        #expect(
            audience {
                $0.eligible = [1, 2]
                $0.exclude = [2]
            } == [1])
        #expect(
            audience {
                $0.eligibleAuthID = bytes("joe", "ann")
                $0.excludeAuthrole = bytes("user")
            } == [1])
    }
}
