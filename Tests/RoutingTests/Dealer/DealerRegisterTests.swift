import Routing
import Testing
import WAMP

@Suite("REGISTER at the dealer: basic profile, Registering; advanced profile, Registration Meta API")
struct DealerRegisterTests {
    @Test("A registration is confirmed with an id of its own, counting over all sessions")
    func ids() {
        var dealer = Dealer(joined: .alice, .bob)
        #expect(
            dealer.register(.alice, 1, "com.a") == [.accepted(.registered, to: .alice, request: 1, id: 1)])
        #expect(
            dealer.register(.bob, 1, "com.b") == [.accepted(.registered, to: .bob, request: 1, id: 2)])
        #expect(
            dealer.register(.alice, 2, "com.c") == [.accepted(.registered, to: .alice, request: 2, id: 3)])
        #expect(dealer.registrationCount == 3)
    }

    @Test("The id of a registration that has ended is never given again")
    func idsAreNotReused() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.unregister(.alice, 2, 1)
        #expect(
            dealer.register(.bob, 1, "com.a") == [.accepted(.registered, to: .bob, request: 1, id: 2)])
    }

    @Test("A procedure is registered once, whoever asks again", arguments: [SessionIndex.alice, .bob])
    func alreadyExists(session: SessionIndex) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.register(session, 2, "com.a")
                == [.refused(.register, to: session, request: 2, .procedureAlreadyExists)])
        #expect(dealer.registrationCount == 1)
        _ = dealer.call(.bob, 3, "com.a")
        #expect(dealer.yield(.alice, 1) == .taken(.result(to: .bob, request: 3)))
    }

    @Test("URIs are compared byte by byte: a prefix, another case or the empty URI is another procedure")
    func comparison() {
        var dealer = Dealer(joined: .alice)
        for (position, uri) in ["com.a", "com.A", "com.a.", "com", ""].enumerated() {
            let id = UInt64(position + 1)
            #expect(
                dealer.register(.alice, id, uri)
                    == [.accepted(.registered, to: .alice, request: id, id: id)])
        }
    }

    @Test("A session that holds as many registrations as it may is refused one more, and others are not")
    func limit() {
        var dealer = Dealer(joined: .alice, .bob, registrationsPerSession: 2)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.register(.alice, 2, "com.b")
        #expect(
            dealer.register(.alice, 3, "com.c")
                == [.refused(.register, to: .alice, request: 3, .limitExceeded)])
        #expect(dealer.call(.bob, 1, "com.c") == nil)
        #expect(
            dealer.register(.bob, 2, "com.c") == [.accepted(.registered, to: .bob, request: 2, id: 3)])
        _ = dealer.unregister(.alice, 4, 1)
        #expect(
            dealer.register(.alice, 5, "com.d") == [.accepted(.registered, to: .alice, request: 5, id: 4)])
    }

    @Test("That a procedure exists is said before that the limit is reached")
    func existsBeforeLimit() {
        var dealer = Dealer(joined: .alice, registrationsPerSession: 1)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.register(.alice, 2, "com.a")
                == [.refused(.register, to: .alice, request: 2, .procedureAlreadyExists)])
    }

    @Test("With a limit of zero nothing can be registered")
    func zero() {
        var dealer = Dealer(joined: .alice, registrationsPerSession: 0)
        #expect(
            dealer.register(.alice, 1, "com.a")
                == [.refused(.register, to: .alice, request: 1, .limitExceeded)])
        #expect(dealer.registrationCount == 0)
    }

    @Test("Meta events: the registration is created, then the session is registered; the next one only joins")
    func changes() {
        var dealer = Dealer(joined: .alice, .bob)
        #expect(
            dealer.register(.alice, 1, "com.a", invoke: .first, changes: true) == [
                .accepted(.registered, to: .alice, request: 1, id: 1),
                .changed(.registrationCreated(by: .alice, id: 1)),
                .changed(.registered(.alice, id: 1)),
            ])
        #expect(
            dealer.register(.bob, 1, "com.a", invoke: .first, changes: true) == [
                .accepted(.registered, to: .bob, request: 1, id: 1),
                .changed(.registered(.bob, id: 1)),
            ])
    }

    @Test("What is refused is no event")
    func refusedIsNoChange() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.register(.bob, 1, "com.a", changes: true)
                == [.refused(.register, to: .bob, request: 1, .procedureAlreadyExists)])
    }

    @Test("disclose_caller: the callee that asked is told every caller, the others are not")
    func disclosesCaller() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin, disclosesCaller: true)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin)
        #expect(
            dealer.call(.alice, 1, "com.a")
                == [.invocation(to: .bob, request: 1, registration: 1, caller: .alice)])
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(
            dealer.call(.alice, 3, "com.a", discloseMe: true)
                == [.invocation(to: .bob, request: 2, registration: 1, caller: .alice)])
    }
}
