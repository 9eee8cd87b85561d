import Routing
import Testing
import WAMP

@Suite("A registration is taken back: advanced profile, Registration Revocation")
struct DealerRevokeTests {
    @Test("The callee is told without having asked, and the procedure is gone")
    func revoked() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.revoke(1, from: .bob, changes: true) == [
                .revoked(.unregistered, from: .bob, id: 1),
                .changed(.unregistered(.bob, id: 1)),
                .changed(.registrationDeleted(by: .bob, id: 1)),
            ])
        #expect(dealer.registrationCount == 0)
        #expect(dealer.call(.alice, 1, "com.a") == nil)
    }

    @Test("The reason that is told is the one that was given")
    func reason() {
        var dealer = Dealer(joined: .bob)
        _ = dealer.register(.bob, 1, "com.a")
        var outbox = Outbox()
        #expect(dealer.revoke(1, from: .bob, reason: "moving", into: &outbox) == true)
        guard case .revoked(_, _, _, let reason) = outbox.effects.first else {
            Issue.record("not revoked")
            return
        }
        #expect(reason == "moving")
    }

    @Test("A callee that did not announce the feature is not told, but loses the registration")
    func withoutFeature() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .registrationRevocation)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.revoke(1, from: .bob, changes: true) == [
                .changed(.unregistered(.bob, id: 1)),
                .changed(.registrationDeleted(by: .bob, id: 1)),
            ])
        #expect(
            dealer.unregister(.bob, 2, 1)
                == [.refused(.unregister, to: .bob, request: 2, .noSuchRegistration)])
    }

    @Test("One of several callees: the others keep the registration")
    func shared() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        #expect(
            dealer.revoke(1, from: .bob, changes: true) == [
                .revoked(.unregistered, from: .bob, id: 1), .changed(.unregistered(.bob, id: 1)),
            ])
        #expect(dealer.served("com.a") == .carol)
    }

    @Test("What the session does not hold cannot be taken from it", arguments: [0, 2, 3, .max] as [UInt64])
    func notHeld(id: UInt64) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.register(.alice, 1, "com.b")
        #expect(dealer.revoke(id, from: .bob) == nil)
        #expect(dealer.registrationCount == 2)
    }

    @Test("It can be taken once")
    func twice() {
        var dealer = Dealer(joined: .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.revoke(1, from: .bob)
        #expect(dealer.revoke(1, from: .bob) == nil)
    }

    @Test("What is under way is still answered, and what waits is canceled")
    func underWay() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.revoke(1, from: .bob) == [
                .revoked(.unregistered, from: .bob, id: 1),
                .refused(.call, to: .alice, request: 2, .canceled),
            ])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("The callee may register the procedure again, under another id")
    func again() {
        var dealer = Dealer(joined: .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.revoke(1, from: .bob)
        #expect(dealer.register(.bob, 2, "com.a") == [.accepted(.registered, to: .bob, request: 2, id: 2)])
    }

    @Test("Calls that wait are canceled before the callees that they wait for lose the registration by force")
    func forcedWithWaitingCalls() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        let effects = dealer.register(.dave, 1, "com.a", invoke: .roundrobin, force: true)
        #expect(effects.first == .refused(.call, to: .alice, request: 3, .canceled))
        #expect(effects.count == 4)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
    }
}
