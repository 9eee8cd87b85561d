import Routing
import Testing
import WAMP

@Suite("A rerouted call, its limits and its end: advanced profile, Call Re-Routing")
struct DealerRerouteStateTests {
    private static let noneLeft = EffectRecord.refused(.call, to: .alice, request: 1, .noAvailableCallee)

    private func dealer(concurrency: UInt32 = 0, invoke: InvocationPolicy = .first) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: invoke, concurrency: concurrency)
        }
        return dealer
    }

    private func rerouted(to callee: SessionIndex, as invocation: UInt64 = 1) -> EffectRecord {
        .kept(to: callee, request: invocation, .call(1, "com.a"))
    }

    @Test("The caller cancels: the callee that has the call now is interrupted")
    func cancel() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(
            dealer.cancel(.alice, 1, .killnowait) == [
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        #expect(dealer.isIdle)
    }

    @Test(
        "The callee that had the call leaves: nothing; the one that has it leaves: the caller has its ERROR")
    func leave() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.leave(.bob) == [])
        #expect(dealer.leave(.carol) == [.refused(.call, to: .alice, request: 1, .canceled)])
        #expect(dealer.isIdle)
    }

    @Test("The caller leaves: the callee that has the call now is interrupted")
    func callerLeaves() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.leave(.alice) == [.interrupt(to: .carol, invocation: 1, mode: .killnowait)])
        #expect(dealer.isIdle)
    }

    @Test("The time goes on from the call's beginning")
    func timeout() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500, at: 0)
        _ = dealer.expire(at: 400)
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(
            dealer.expire(at: 500) == [
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .timeout),
            ])
        #expect(dealer.isIdle)
    }

    @Test(
        "From a callee that keeps to the timeout to one that does not: the dealer keeps to it from there on")
    func timeoutChangesHands() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: .first, forwardTimeout: true)
        _ = dealer.register(.carol, 1, "com.a", invoke: .first)
        #expect(
            dealer.call(.alice, 1, "com.a", timeout: 500, at: 0)
                == [.invocation(to: .bob, request: 1, registration: 1, timeout: 500)])
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(rerouted(to: .carol)))
        #expect(dealer.nextDeadline != nil)
        #expect(
            dealer.expire(at: 10_000) == [
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .timeout),
            ])
    }

    @Test("While such a call waits for the next callee the dealer keeps to its timeout, too")
    func timeoutWhileWaiting() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(
                callee, 1, "com.a", invoke: .roundrobin, concurrency: 1, forwardTimeout: true)
        }
        _ = dealer.call(.alice, 1, "com.a", timeout: 500, at: 0)
        _ = dealer.call(.alice, 2, "com.a")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(dealer.expire(at: 499) == [])
        #expect(dealer.expire(at: 500) == [.refused(.call, to: .alice, request: 1, .timeout)])
    }

    @Test("From a callee that keeps to the timeout to another one that does: that one is told it")
    func timeoutForwarded() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first, forwardTimeout: true)
        }
        _ = dealer.call(.alice, 1, "com.a", timeout: 500, longest: 2_000, at: 0)
        #expect(
            dealer.fail(.bob, 1, unavailable: true)
                == .taken(.kept(to: .carol, request: 1, .call(1, "com.a"), timeout: 500)))
        // The realm's bound goes on from the call's beginning.
        #expect(dealer.expire(at: 1_999) == [])
        #expect(dealer.expire(at: 2_000).count == 2)
        #expect(dealer.isIdle)
    }

    @Test("The others are busy, and as many calls wait for them as may: no callee is available")
    func noneMayWait() {
        var dealer = Dealer(joined: .alice, .bob, .carol, waitingCalls: 0)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        }
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken(Self.noneLeft))
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.isIdle)
    }

    @Test("What the next callee cannot take is refused")
    func features() {
        var dealer = Dealer(joined: .alice, .bob)
        dealer.join(.carol, without: .payloadPassthruMode)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        _ = dealer.call(.alice, 1, "com.a", passthru: true)
        #expect(
            dealer.fail(.bob, 1, unavailable: true)
                == .taken(.refused(.call, to: .alice, request: 1, .featureNotSupported)))
        #expect(dealer.isIdle)
    }

    @Test("The next callee is told what it wants to know and what it can do")
    func details() {
        var dealer = Dealer(joined: .alice, .bob, .dave)
        dealer.join(.carol, without: .progressiveCallResults)
        for callee in [SessionIndex.bob, .carol, .dave] {
            _ = dealer.register(
                callee, 1, "com", match: .prefix, invoke: .first, disclosesCaller: callee == .carol)
        }
        #expect(
            dealer.call(.alice, 1, "com.a", receiveProgress: true, trustlevel: 3) == [
                .invocation(
                    to: .bob, request: 1, registration: 1, trustlevel: 3, receivesProgress: true,
                    namesProcedure: true)
            ])
        #expect(
            dealer.fail(.bob, 1, unavailable: true)
                == .taken(
                    .kept(
                        to: .carol, request: 1, .call(1, "com.a"), caller: .alice, trustlevel: 3,
                        namesProcedure: true)))
        #expect(
            dealer.fail(.carol, 1, unavailable: true)
                == .taken(
                    .kept(
                        to: .dave, request: 1, .call(1, "com.a"), trustlevel: 3, receivesProgress: true,
                        namesProcedure: true)))
    }

    // Busy callees.

    @Test("The others are busy: the call waits for them, and not for the one that is not available")
    func busyOthers() {
        var dealer = dealer(concurrency: 1, invoke: .roundrobin)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(dealer.fail(.bob, 1, unavailable: true) == .taken())
        #expect(dealer.isPending(.alice, request: 1))
        // Bob has nothing to do and gets the next call.
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(
            dealer.yield(.carol, 1)
                == .taken(rerouted(to: .carol, as: 2), .result(to: .alice, request: 2)))
        #expect(dealer.yield(.carol, 2) == .taken(.result(to: .alice, request: 1)))
    }

    @Test("A callee that is not available has room for a call that waits")
    func makesRoom() {
        var dealer = dealer(concurrency: 1, invoke: .roundrobin)
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        #expect(
            dealer.fail(.bob, 1, unavailable: true)
                == .taken(.kept(to: .bob, request: 2, .call(3, "com.a"))))
        #expect(
            dealer.yield(.carol, 1)
                == .taken(rerouted(to: .carol, as: 2), .result(to: .alice, request: 2)))
        _ = dealer.yield(.carol, 2)
        _ = dealer.yield(.bob, 2)
        #expect(dealer.isIdle)
    }

    @Test(
        "A rerouted call that waits ends by CANCEL, by its timeout and with its caller, without a word to callees"
    )
    func waitingEnds() {
        for end in 0..<3 {
            var dealer = dealer(concurrency: 1, invoke: .roundrobin)
            _ = dealer.call(.alice, 1, "com.a", timeout: 500)
            _ = dealer.call(.bob, 1, "com.a")
            _ = dealer.fail(.bob, 1, unavailable: true)
            switch end {
            case 0:
                #expect(
                    dealer.cancel(.alice, 1, .kill)
                        == [.refused(.call, to: .alice, request: 1, .canceled)])
            case 1:
                #expect(dealer.expire(at: 500) == [.refused(.call, to: .alice, request: 1, .timeout)])
            default: #expect(dealer.leave(.alice) == [])
            }
            #expect(dealer.yield(.carol, 1) == .taken(.result(to: .bob, request: 1)))
            #expect(dealer.isIdle)
        }
    }

    @Test("The last callee that it waited for leaves: no callee is available, be the others busy or not")
    func lastUntriedLeaves() {
        for isBusy in [false, true] {
            var dealer = dealer(concurrency: 1, invoke: .roundrobin)
            _ = dealer.call(.alice, 1, "com.a")
            _ = dealer.call(.bob, 1, "com.a")
            _ = dealer.fail(.bob, 1, unavailable: true)
            if isBusy {
                #expect(
                    dealer.call(.bob, 2, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
            }
            #expect(
                dealer.unregister(.carol, 2, 1)
                    == [.withdrawn(.unregistered, to: .carol, request: 2), Self.noneLeft])
            #expect(!dealer.isPending(.alice, request: 1))
        }
    }

    @Test("A callee that comes gets the rerouted call that waits")
    func calleeComes() {
        var dealer = dealer(concurrency: 1, invoke: .roundrobin)
        dealer.join(.dave)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        _ = dealer.fail(.bob, 1, unavailable: true)
        #expect(
            dealer.register(.dave, 1, "com.a", invoke: .roundrobin) == [
                .accepted(.registered, to: .dave, request: 1, id: 1), rerouted(to: .dave),
            ])
    }
}
