import Routing
import Testing
import WAMP

@Suite("Calls that wait for a callee: REGISTER.Options.concurrency")
struct DealerWaitTests {
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

    @Test("A callee gets as many invocations at a time as it takes; the calls after them wait in their order")
    func order() {
        var dealer = dealer(calls: 1)
        for request in [2, 3, 4] as [UInt64] {
            #expect(dealer.call(.alice, request, "com.a") == [])
            #expect(dealer.isPending(.alice, request: request))
        }
        for request in [1, 2, 3] as [UInt64] {
            #expect(
                dealer.yield(.bob, request)
                    == .taken(
                        started(request + 1, as: request + 1), .result(to: .alice, request: request)))
        }
        #expect(dealer.yield(.bob, 4) == .taken(.result(to: .alice, request: 4)))
        #expect(dealer.isIdle)
    }

    @Test("A limit of three is a limit of three")
    func three() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 3)
        for request in 1...3 as ClosedRange<UInt64> {
            #expect(
                dealer.call(.alice, request, "com.a")
                    == [.invocation(to: .bob, request: request, registration: 1)])
        }
        #expect(dealer.call(.alice, 4, "com.a") == [])
        #expect(
            dealer.yield(.bob, 2)
                == .taken(started(4, as: 4), .result(to: .alice, request: 2)))
    }

    @Test("A waiting call is sent with its own payload, and with what it asked for")
    func payload() {
        var dealer = dealer(calls: 1)
        _ = dealer.call(
            .alice, 2, "com.a", "mine", discloseMe: true, receiveProgress: true, trustlevel: 7)
        #expect(
            dealer.yield(.bob, 1)
                == .taken(
                    .kept(
                        to: .bob, request: 2, .call(2, "com.a", "mine"), caller: .alice, trustlevel: 7,
                        receivesProgress: true),
                    .result(to: .alice, request: 1)))
    }

    // What makes room.

    @Test("A progressive result does not make room, an ERROR does")
    func error() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a", receiveProgress: true)
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.yield(.bob, 1, progress: true)
                == .taken(.result(to: .alice, request: 1, isProgress: true)))
        #expect(
            dealer.fail(.bob, 1) == .taken(started(2, as: 2), .failed(to: .alice, request: 1)))
    }

    @Test("A canceled call makes room at once, and INTERRUPT comes before the next INVOCATION")
    func canceled() {
        var dealer = dealer(calls: 2)
        #expect(
            dealer.cancel(.alice, 1, .killnowait) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                started(2, as: 2),
                .refused(.call, to: .alice, request: 1, .canceled),
            ])
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("A call that is being killed makes room when the callee answers")
    func killed() {
        var dealer = dealer(calls: 2)
        #expect(dealer.cancel(.alice, 1, .kill) == [.interrupt(to: .bob, invocation: 1, mode: .kill)])
        #expect(
            dealer.fail(.bob, 1) == .taken(started(2, as: 2), .failed(to: .alice, request: 1)))
    }

    @Test("A caller that leaves makes room")
    func callerLeaves() {
        var dealer = dealer(calls: 1)
        _ = dealer.call(.carol, 1, "com.a")
        #expect(
            Set(dealer.leave(.alice)) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .kept(to: .bob, request: 2, .call(1, "com.a")),
            ])
    }

    @Test("A callee that comes is given the calls that wait, after it has heard that it is registered")
    func calleeComes() {
        var dealer = dealer(calls: 4)
        #expect(
            dealer.register(.carol, 1, "com.a", invoke: .roundrobin, concurrency: 2) == [
                .accepted(.registered, to: .carol, request: 1, id: 1),
                started(2, by: .carol, as: 1),
                started(3, by: .carol, as: 2),
            ])
        #expect(dealer.isPending(.alice, request: 4))
    }

    @Test("A second answer to the same invocation makes no room")
    func secondAnswer() {
        var dealer = dealer(calls: 3)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.fail(.bob, 1) == .taken())
    }

    // Several callees.

    @Test("The limit is that of each callee, and a call goes to whoever has become free")
    func perCallee() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin, concurrency: 2)
        let callees: [(SessionIndex, UInt64)] = [(.bob, 1), (.carol, 1), (.carol, 2)]
        for (position, (callee, invocation)) in callees.enumerated() {
            #expect(
                dealer.call(.alice, UInt64(position + 1), "com.a")
                    == [.invocation(to: callee, request: invocation, registration: 1)])
        }
        #expect(dealer.call(.alice, 4, "com.a") == [])
        #expect(dealer.call(.alice, 5, "com.a") == [])
        #expect(
            dealer.yield(.carol, 1)
                == .taken(started(4, by: .carol, as: 3), .result(to: .alice, request: 2)))
        #expect(
            dealer.yield(.bob, 1) == .taken(started(5, by: .bob, as: 2), .result(to: .alice, request: 1)))
    }

    @Test("Beside a callee without a limit no call waits")
    func unlimited() {
        var dealer = dealer(calls: 1)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin)
        for request in 2...9 as ClosedRange<UInt64> {
            #expect(
                dealer.call(.alice, request, "com.a")
                    == [.invocation(to: .carol, request: request - 1, registration: 1)])
        }
    }

    @Test("Two procedures of one session have limits of their own")
    func perRegistration() {
        var dealer = dealer(calls: 1)
        _ = dealer.register(.bob, 2, "com.b", concurrency: 1)
        #expect(dealer.call(.alice, 2, "com.b") == [.invocation(to: .bob, request: 2, registration: 2)])
        #expect(dealer.call(.alice, 3, "com.a") == [])
        #expect(dealer.call(.alice, 4, "com.b") == [])
        #expect(
            dealer.yield(.bob, 2)
                == .taken(
                    .kept(to: .bob, request: 3, registration: 2, .call(4, "com.b")),
                    .result(to: .alice, request: 2)))
    }

    @Test("A call that can go to one callee only does not keep those behind it from others")
    func headOfLine() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        }
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        let key = Dealer.key(of: .bob, others: .carol)
        #expect(dealer.call(.alice, 3, "com.a", rkey: key) == [])
        #expect(dealer.call(.alice, 4, "com.a") == [])
        #expect(
            dealer.yield(.carol, 1)
                == .taken(started(4, by: .carol, as: 2), .result(to: .alice, request: 2)))
        #expect(
            dealer.yield(.bob, 1) == .taken(started(3, by: .bob, as: 2), .result(to: .alice, request: 1)))
    }

    // Bounds.

    @Test("As many calls wait as may; one more is refused, and when one has gone another may")
    func full() {
        var dealer = Dealer(joined: .alice, .bob, waitingCalls: 2)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        for request in 1...3 as ClosedRange<UInt64> { _ = dealer.call(.alice, request, "com.a") }
        #expect(
            dealer.call(.alice, 4, "com.a") == [.refused(.call, to: .alice, request: 4, .limitExceeded)])
        #expect(!dealer.isPending(.alice, request: 4))
        _ = dealer.cancel(.alice, 2, .skip)
        #expect(dealer.call(.alice, 5, "com.a") == [])
        #expect(
            dealer.call(.alice, 6, "com.a") == [.refused(.call, to: .alice, request: 6, .limitExceeded)])
    }

    @Test("Where no call may wait, one for a busy callee is refused")
    func noneMayWait() {
        var dealer = Dealer(joined: .alice, .bob, waitingCalls: 0)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        #expect(
            dealer.call(.alice, 2, "com.a") == [.refused(.call, to: .alice, request: 2, .limitExceeded)])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("Calls wait as long as there is memory for them, over all registrations")
    func memory() {
        var dealer = Dealer(joined: .alice, .bob, heldBytes: 500)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.register(.bob, 2, "com.b", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.b")
        // 200 bytes each and what the message has.
        #expect(dealer.call(.alice, 3, "com.a") == [])
        #expect(dealer.call(.alice, 4, "com.b") == [])
        #expect(dealer.call(.alice, 5, "com.b") == [])
        #expect(
            dealer.call(.alice, 6, "com.a") == [.refused(.call, to: .alice, request: 6, .limitExceeded)])
        _ = dealer.yield(.bob, 1)
        #expect(dealer.call(.alice, 7, "com.a") == [])
    }

    @Test("A waiting call counts as one under way of its caller")
    func counts() {
        var dealer = Dealer(joined: .alice, .bob, pendingCallsPerSession: 2)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.call(.alice, 3, "com.a") == [.refused(.call, to: .alice, request: 3, .limitExceeded)])
    }

    // What the callee can do is asked when the call is started.

    @Test("A waiting call that its callee cannot take is refused, and the one behind it is started")
    func refusedWhenStarted() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .payloadPassthruMode)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a", passthru: true)
        _ = dealer.call(.alice, 3, "com.a")
        #expect(
            dealer.yield(.bob, 1)
                == .taken(
                    .refused(.call, to: .alice, request: 2, .featureNotSupported), started(3, as: 2),
                    .result(to: .alice, request: 1)))
    }

    @Test("A waiting call asks a callee without progressive results for none")
    func progressWhenStarted() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .progressiveCallResults)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a", receiveProgress: true)
        #expect(
            dealer.yield(.bob, 1) == .taken(started(2, as: 2), .result(to: .alice, request: 1)))
        #expect(dealer.yield(.bob, 2, progress: true) == .taken())
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 2)))
    }

    @Test("A callee that calls itself waits for itself, and leaves without a word")
    func itself() {
        var dealer = dealer(calls: 1)
        #expect(dealer.call(.bob, 1, "com.a") == [])
        #expect(
            dealer.yield(.bob, 1)
                == .taken(.kept(to: .bob, request: 2, .call(1, "com.a")), .result(to: .alice, request: 1)))
        _ = dealer.call(.bob, 2, "com.a")
        #expect(dealer.leave(.bob) == [])
        #expect(dealer.isIdle)
    }

    @Test("One caller takes no more than its share of the memory for waiting calls; what ended is given back")
    func share() {
        var dealer = Dealer(joined: .alice, .bob, .carol, heldBytes: 100_000, heldBytesPerSession: 300)
        _ = dealer.register(.carol, 1, "com.a", concurrency: 1)
        _ = dealer.call(.carol, 1, "com.a")
        #expect(dealer.call(.alice, 1, "com.a") == [])
        #expect(dealer.call(.alice, 2, "com.a") == [])
        #expect(
            dealer.call(.alice, 3, "com.a") == [.refused(.call, to: .alice, request: 3, .limitExceeded)])
        #expect(dealer.call(.bob, 1, "com.a") == [])
        _ = dealer.cancel(.alice, 1, .skip)
        #expect(dealer.call(.alice, 4, "com.a") == [])
    }
}
