import Routing
import Testing
import WAMP

@Suite(
    "What ends a call that waits for a callee: REGISTER.Options.concurrency; basic profile, Callee Leaving")
struct DealerWaitEndTests {
    /// `bob` takes one invocation of com.a at a time and has got the first of `count` calls of `alice`, requests 1, 2, 3 …
    private func dealer(calls count: UInt64) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        for request in 0..<count { _ = dealer.call(.alice, request + 1, "com.a") }
        return dealer
    }

    private func started(_ request: UInt64, by callee: SessionIndex = .bob, as invocation: UInt64)
        -> EffectRecord
    {
        .kept(to: callee, request: invocation, .call(request, "com.a"))
    }

    @Test(
        "A waiting call is canceled without an INTERRUPT in every mode, and those behind it move up",
        arguments: [CancelMode.skip, .kill, .killnowait])
    func cancelWaiting(mode: CancelMode) {
        var dealer = dealer(calls: 3)
        #expect(
            dealer.cancel(.alice, 2, mode) == [.refused(.call, to: .alice, request: 2, .canceled)])
        #expect(!dealer.isPending(.alice, request: 2))
        #expect(
            dealer.yield(.bob, 1) == .taken(started(3, as: 2), .result(to: .alice, request: 1)))
    }

    @Test("The caller of a waiting call leaves: nobody is told, and the call is not started")
    func waitingCallerLeaves() {
        var dealer = dealer(calls: 1)
        _ = dealer.call(.carol, 1, "com.a")
        _ = dealer.call(.dave, 1, "com.a")
        #expect(dealer.leave(.carol) == [])
        #expect(
            dealer.yield(.bob, 1)
                == .taken(.kept(to: .bob, request: 2, .call(1, "com.a")), .result(to: .alice, request: 1)))
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .dave, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("A caller leaves whose calls run and wait: none of them is started in between")
    func callerOfAllLeaves() {
        var dealer = dealer(calls: 3)
        #expect(dealer.leave(.alice) == [.interrupt(to: .bob, invocation: 1, mode: .killnowait)])
        #expect(dealer.isIdle)
    }

    @Test("The last callee leaves: the calls that wait are canceled, and those that it had")
    func lastCalleeLeaves() {
        var dealer = dealer(calls: 3)
        #expect(
            dealer.leave(.bob) == [
                .refused(.call, to: .alice, request: 2, .canceled),
                .refused(.call, to: .alice, request: 3, .canceled),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        #expect(dealer.isIdle)
        #expect(dealer.registrationCount == 0)
    }

    @Test("The last callee unregisters: the calls that wait are canceled, the one that it has it answers")
    func lastCalleeUnregisters() {
        var dealer = dealer(calls: 2)
        #expect(
            dealer.unregister(.bob, 2, 1) == [
                .withdrawn(.unregistered, to: .bob, request: 2),
                .refused(.call, to: .alice, request: 2, .canceled),
            ])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("One of several callees leaves: the calls that wait go on waiting for the others")
    func oneCalleeLeaves() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        }
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        #expect(dealer.leave(.bob) == [.refused(.call, to: .alice, request: 1, .canceled)])
        #expect(
            dealer.yield(.carol, 1)
                == .taken(started(3, by: .carol, as: 2), .result(to: .alice, request: 2)))
    }

    @Test(
        "Where the policy names one callee and that one goes, the calls that waited for it go to the next",
        arguments: [(InvocationPolicy.first, SessionIndex.bob, SessionIndex.carol), (.last, .carol, .bob)])
    func namedCalleeGoes(invoke: InvocationPolicy, busy: SessionIndex, next: SessionIndex) {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: invoke, concurrency: 1)
        }
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        #expect(
            dealer.unregister(busy, 2, 1) == [
                .withdrawn(.unregistered, to: busy, request: 2),
                started(2, by: next, as: 1),
            ])
        #expect(dealer.yield(busy, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(
            dealer.yield(next, 1)
                == .taken(started(3, by: next, as: 2), .result(to: .alice, request: 2)))
    }

    @Test("last: a callee that comes is the one that waiting calls go to")
    func lastComes() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: .last, concurrency: 1)
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        #expect(
            dealer.register(.carol, 1, "com.a", invoke: .last, concurrency: 1) == [
                .accepted(.registered, to: .carol, request: 1, id: 1),
                started(2, by: .carol, as: 1),
            ])
    }

    @Test("Who registers again begins with nothing under way, whatever it still answers from before")
    func registersAgain() {
        var dealer = dealer(calls: 1)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.register(.bob, 3, "com.a", invoke: .roundrobin, concurrency: 1)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.call(.alice, 4, "com.a") == [])
        // The answer from before makes no room.
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isPending(.alice, request: 4))
        #expect(
            dealer.yield(.bob, 2)
                == .taken(started(4, by: .bob, as: 3), .result(to: .alice, request: 3)))
    }
}
