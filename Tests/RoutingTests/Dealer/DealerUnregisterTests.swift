import Routing
import Testing
import WAMP

@Suite("UNREGISTER at the dealer: basic profile, Unregistering")
struct DealerUnregisterTests {
    @Test("Unregistering is confirmed, and the procedure is gone")
    func confirmed() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.unregister(.alice, 2, 1) == [.withdrawn(.unregistered, to: .alice, request: 2)])
        #expect(dealer.registrationCount == 0)
        #expect(dealer.call(.bob, 1, "com.a") == nil)
    }

    @Test("A registration can be ended once")
    func twice() {
        var dealer = Dealer(joined: .alice)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.unregister(.alice, 2, 1)
        #expect(
            dealer.unregister(.alice, 3, 1)
                == [.refused(.unregister, to: .alice, request: 3, .noSuchRegistration)])
    }

    @Test("A session cannot end the registration of another one")
    func ofOther() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.unregister(.bob, 1, 1)
                == [.refused(.unregister, to: .bob, request: 1, .noSuchRegistration)])
        #expect(
            dealer.call(.bob, 2, "com.a") == [.invocation(to: .alice, request: 1, registration: 1)])
    }

    @Test("An id that was never given is refused", arguments: [0, 2, 1 << 53, .max] as [UInt64])
    func unknown(id: UInt64) {
        var dealer = Dealer(joined: .alice)
        _ = dealer.register(.alice, 1, "com.a")
        #expect(
            dealer.unregister(.alice, 2, id)
                == [.refused(.unregister, to: .alice, request: 2, .noSuchRegistration)])
        #expect(dealer.registrationCount == 1)
    }

    @Test(
        "An invocation that is under way is still answered, also when another session has the procedure now")
    func underWay() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.register(.carol, 1, "com.a")
        #expect(
            dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 2)])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 2)))
    }

    @Test("An invocation that is under way can still be canceled")
    func canceled() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.unregister(.bob, 2, 1)
        #expect(
            dealer.cancel(.alice, 1, .killnowait) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
    }

    @Test("Meta events: the session is unregistered, and with the last one the registration is deleted")
    func changes() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.alice, 1, "com.a", invoke: .first)
        _ = dealer.register(.bob, 1, "com.a", invoke: .first)
        #expect(
            dealer.unregister(.alice, 2, 1, changes: true) == [
                .withdrawn(.unregistered, to: .alice, request: 2),
                .changed(.unregistered(.alice, id: 1)),
            ])
        #expect(
            dealer.unregister(.bob, 2, 1, changes: true) == [
                .withdrawn(.unregistered, to: .bob, request: 2),
                .changed(.unregistered(.bob, id: 1)),
                .changed(.registrationDeleted(by: .bob, id: 1)),
            ])
    }

    @Test("One of several callees goes: the others keep the registration, and its own calls are answered")
    func shared() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.unregister(.bob, 2, 1)
        #expect(dealer.registrationCount == 1)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
    }
}
