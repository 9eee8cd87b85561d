import Routing
import Testing
import WAMP

@Suite(
    "A session leaves the dealer: basic profile, Caller Leaving and Callee Leaving During an RPC Invocation")
struct DealerLeaveTests {
    /// `bob` has registered com.a and com.b.
    private func dealer() -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.register(.bob, 2, "com.b")
        return dealer
    }

    @Test("A session that holds nothing leaves without a word")
    func nothing() {
        var dealer = dealer()
        #expect(dealer.leave(.alice) == [])
        #expect(dealer.registrationCount == 2)
    }

    @Test("The callee leaves: all its procedures are free, those of others stay")
    func registrations() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c")
        #expect(dealer.leave(.bob) == [])
        #expect(dealer.registrationCount == 1)
        #expect(dealer.call(.alice, 1, "com.a") == nil)
        #expect(
            dealer.call(.alice, 2, "com.c") == [.invocation(to: .carol, request: 1, registration: 3)])
        #expect(
            dealer.register(.alice, 3, "com.b") == [.accepted(.registered, to: .alice, request: 3, id: 4)])
    }

    @Test("The callee leaves: each caller that waits has its ERROR, in the order of the invocations")
    func callee() {
        var dealer = dealer()
        _ = dealer.call(.alice, 9, "com.a")
        _ = dealer.call(.carol, 1, "com.b")
        _ = dealer.call(.alice, 2, "com.b")
        _ = dealer.call(.alice, 3, "com.b")
        _ = dealer.yield(.bob, 3)
        #expect(
            dealer.leave(.bob) == [
                .refused(.call, to: .alice, request: 9, .canceled),
                .refused(.call, to: .carol, request: 1, .canceled),
                .refused(.call, to: .alice, request: 3, .canceled),
            ])
        #expect(dealer.pendingCount == 0)
        #expect(!dealer.isPending(.alice, request: 9))
        #expect(dealer.cancel(.alice, 9, .killnowait) == [])
    }

    @Test("The caller leaves: its callees are interrupted with killnowait, and their answers are dropped")
    func caller() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.carol, 2, "com.a")
        _ = dealer.call(.alice, 2, "com.c")
        #expect(
            dealer.leave(.alice) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
            ])
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.fail(.carol, 1) == .taken())
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .carol, request: 2)))
        #expect(dealer.pendingCount == 0)
    }

    @Test("The caller leaves: a callee that did not announce the feature hears nothing")
    func callerWithoutFeature() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .callCanceling)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        #expect(dealer.leave(.alice) == [])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("The caller leaves while its call is being killed: the callee is told that no answer is wanted")
    func callerDuringKill() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(dealer.leave(.alice) == [.interrupt(to: .bob, invocation: 1, mode: .killnowait)])
        #expect(dealer.fail(.bob, 1) == .taken())
    }

    @Test("The callee leaves while a call is being killed: the caller has its ERROR")
    func calleeDuringKill() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(dealer.leave(.bob) == [.refused(.call, to: .alice, request: 1, .canceled)])
        #expect(dealer.pendingCount == 0)
    }

    @Test("A call that is over, in whatever way, is nobody's business when either side leaves")
    func over() {
        for gone in [SessionIndex.alice, .bob] {
            var dealer = dealer()
            for request in 1...4 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
            _ = dealer.yield(.bob, 1)
            _ = dealer.fail(.bob, 2)
            _ = dealer.cancel(.alice, 3, .skip)
            _ = dealer.cancel(.alice, 4, .killnowait)
            #expect(dealer.leave(gone) == [])
        }
    }

    @Test(
        "A session that calls itself leaves: it is told nothing, nothing stays, and others hear what is theirs"
    )
    func itself() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c")
        _ = dealer.call(.bob, 3, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.bob, 4, "com.c")
        #expect(
            dealer.leave(.bob) == [
                .refused(.call, to: .alice, request: 1, .canceled),
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
            ])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.registrationCount == 1)
    }

    @Test("Two sessions that call each other leave one after the other")
    func eachOther() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c")
        _ = dealer.call(.bob, 3, "com.c")
        _ = dealer.call(.carol, 2, "com.a")
        #expect(
            dealer.leave(.bob) == [
                .refused(.call, to: .carol, request: 2, .canceled),
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
            ])
        #expect(dealer.leave(.carol) == [])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.registrationCount == 0)
    }

    @Test("Who comes to the index of a session that left inherits nothing and counts its invocations from 1")
    func indexAgain() {
        var dealer = dealer()
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        _ = dealer.leave(.bob)
        dealer.join(.bob, without: .callCanceling)
        #expect(dealer.yield(.bob, 1) == .neverInvoked)
        #expect(
            dealer.unregister(.bob, 1, 1)
                == [.refused(.unregister, to: .bob, request: 1, .noSuchRegistration)])
        _ = dealer.register(.bob, 2, "com.a")
        #expect(dealer.call(.alice, 4, "com.a") == [.invocation(to: .bob, request: 1, registration: 3)])
        // The capability is that of the new session.
        #expect(
            dealer.cancel(.alice, 4, .kill) == [.refused(.call, to: .alice, request: 4, .canceled)])
    }

    @Test("Meta events: its registrations end one by one, in the order of their ids")
    func changes() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c", invoke: .first)
        _ = dealer.register(.bob, 3, "com.c", invoke: .first)
        #expect(
            dealer.leave(.bob, changes: true) == [
                .changed(.unregistered(.bob, id: 1)),
                .changed(.registrationDeleted(by: .bob, id: 1)),
                .changed(.unregistered(.bob, id: 2)),
                .changed(.registrationDeleted(by: .bob, id: 2)),
                .changed(.unregistered(.bob, id: 3)),
            ])
        #expect(dealer.leave(.alice, changes: true) == [])
    }

    @Test("The caller leaves: a callee is interrupted before it is given a call that waits")
    func interruptFirst() {
        var dealer = dealer()
        _ = dealer.register(.bob, 3, "com.c", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.c")
        _ = dealer.call(.carol, 1, "com.c")
        #expect(
            dealer.leave(.alice) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .kept(to: .bob, request: 2, registration: 3, .call(1, "com.c")),
            ])
    }

    @Test("A callee leaves that has calls of its own running at another one, and calls that wait there")
    func calleeAndCaller() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.c", concurrency: 1)
        _ = dealer.call(.bob, 1, "com.c")
        _ = dealer.call(.alice, 1, "com.c")
        _ = dealer.call(.bob, 2, "com.c")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.leave(.bob) == [
                .refused(.call, to: .alice, request: 2, .canceled),
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
                .kept(to: .carol, request: 2, registration: 3, .call(1, "com.c")),
            ])
        #expect(dealer.yield(.carol, 2) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }
}
