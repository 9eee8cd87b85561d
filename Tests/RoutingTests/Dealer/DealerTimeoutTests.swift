import Routing
import Testing
import WAMP

@Suite("Timeouts at the dealer: advanced profile, Call Timeouts")
struct DealerTimeoutTests {
    /// `bob` has registered com.a.
    private func dealer(without feature: Feature? = nil, forwardTimeout: Bool = false) -> Dealer {
        var dealer = Dealer(joined: .alice, .carol, .dave)
        if let feature { dealer.join(.bob, without: feature) } else { dealer.join(.bob) }
        _ = dealer.register(.bob, 1, "com.a", forwardTimeout: forwardTimeout)
        return dealer
    }

    private func timeout(_ session: SessionIndex, _ request: UInt64) -> EffectRecord {
        .refused(.call, to: session, request: request, .timeout)
    }

    private func interrupt(_ invocation: UInt64) -> EffectRecord {
        .interrupt(to: .bob, invocation: invocation, mode: .killnowait)
    }

    @Test("A call without a timeout, or with one of 0, may take for ever, and nobody asks for the time")
    func none() {
        var dealer = dealer()
        var outbox = Outbox()
        var asked = 0
        _ = dealer.call(
            .alice, request: 1, procedure: "com.a".utf8Bytes.span.bytes, terms: .init(),
            now: {
                asked += 1
                return 5
            }, keep: { StoredMessage.call(1, "com.a", "", $0) }, into: &outbox)
        #expect(asked == 0)
        #expect(dealer.nextDeadline == nil)
        #expect(dealer.expire(at: .max) == [])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
    }

    @Test("When the time is up the callee is interrupted, the caller has its ERROR, the answer is dropped")
    func expires() {
        var dealer = dealer()
        #expect(
            dealer.call(.alice, 1, "com.a", timeout: 500, at: 1_000)
                == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.nextDeadline.map { $0 <= 1_500 } == true)
        #expect(dealer.expire(at: 1_499) == [])
        #expect(dealer.isPending(.alice, request: 1))
        #expect(dealer.expire(at: 1_500) == [interrupt(1), timeout(.alice, 1)])
        #expect(dealer.isIdle)
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.expire(at: 9_000) == [])
    }

    @Test("A callee without call canceling is not interrupted")
    func withoutInterrupt() {
        var dealer = dealer(without: .callCanceling)
        _ = dealer.call(.alice, 1, "com.a", timeout: 500)
        #expect(dealer.expire(at: 500) == [timeout(.alice, 1)])
        #expect(dealer.fail(.bob, 1) == .taken())
    }

    @Test("Whatever ends the call before ends its timeout, too")
    func endsBefore() {
        for end in 0..<6 {
            var dealer = dealer()
            _ = dealer.call(.alice, 1, "com.a", timeout: 500)
            switch end {
            case 0: _ = dealer.yield(.bob, 1)
            case 1: _ = dealer.fail(.bob, 1)
            case 2: _ = dealer.cancel(.alice, 1, .skip)
            case 3: _ = dealer.cancel(.alice, 1, .killnowait)
            case 4: _ = dealer.leave(.alice)
            default: _ = dealer.leave(.bob)
            }
            #expect(dealer.isIdle)
            #expect(dealer.expire(at: 500) == [])
        }
    }

    @Test("A call that takes the place of one that has ended has nothing of its timeout")
    func placeAgain() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500)
        _ = dealer.yield(.bob, 1)
        _ = dealer.call(.alice, 2, "com.a")
        #expect(dealer.expire(at: 500) == [])
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 2)))
    }

    @Test(
        "With progressive results the timeout is the time up to the next one; one that nobody asked for changes nothing"
    )
    func progressiveResult() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", receiveProgress: true, timeout: 500, at: 0)
        let progress = Dealer.Answer.taken(.result(to: .alice, request: 1, isProgress: true))
        #expect(dealer.yield(.bob, 1, progress: true, at: 400) == progress)
        #expect(dealer.expire(at: 500) == [])
        #expect(dealer.yield(.bob, 1, progress: true, at: 800) == progress)
        #expect(dealer.expire(at: 1_299) == [])
        #expect(dealer.expire(at: 1_300) == [interrupt(1), timeout(.alice, 1)])

        _ = dealer.call(.alice, 2, "com.a", timeout: 500, at: 2_000)
        #expect(dealer.yield(.bob, 2, progress: true, at: 2_400) == .taken())
        #expect(dealer.expire(at: 2_500) == [interrupt(2), timeout(.alice, 2)])
    }

    @Test("A call that is being killed still ends when its time is up")
    func killed() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500)
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(dealer.expire(at: 500) == [interrupt(1), timeout(.alice, 1)])
        #expect(dealer.fail(.bob, 1) == .taken())
        #expect(dealer.isIdle)
    }

    @Test("A callee that has unregistered is still interrupted")
    func unregistered() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500)
        _ = dealer.unregister(.bob, 2, 1)
        #expect(dealer.expire(at: 500) == [interrupt(1), timeout(.alice, 1)])
    }

    @Test("Several calls end in the order of their deadlines, and of their calls where those are equal")
    func order() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 300, at: 0)
        _ = dealer.call(.carol, 1, "com.a", timeout: 100, at: 50)
        _ = dealer.call(.alice, 2, "com.a")
        _ = dealer.call(.alice, 3, "com.a", timeout: 50, at: 100)
        _ = dealer.call(.dave, 1, "com.a", timeout: 5_000, at: 100)
        #expect(
            dealer.expire(at: 1_000) == [
                interrupt(2), timeout(.carol, 1),
                interrupt(4), timeout(.alice, 3),
                interrupt(1), timeout(.alice, 1),
            ])
        #expect(dealer.pendingCount == 2)
        #expect(dealer.expire(at: 5_100) == [interrupt(5), timeout(.dave, 1)])
    }

    @Test("An answer that comes at the very end, but before the time is up, is a RESULT")
    func photoFinish() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500)
        _ = dealer.expire(at: 499)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.expire(at: 500) == [])
    }

    @Test("The largest timeout is one, and the clock may be anywhere", arguments: [0, 1 << 50] as [UInt64])
    func largest(now: UInt64) {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: .max, at: now)
        #expect(dealer.expire(at: now + 1 << 40) == [])
        #expect(dealer.isPending(.alice, request: 1))
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    // Callee-initiated timeouts.

    @Test("A callee that wants to keep to the timeout is told it, and the dealer does nothing")
    func forwarded() {
        var dealer = dealer(forwardTimeout: true)
        #expect(
            dealer.call(.alice, 1, "com.a", timeout: 500)
                == [.invocation(to: .bob, request: 1, registration: 1, timeout: 500)])
        #expect(dealer.nextDeadline == nil)
        #expect(dealer.expire(at: .max) == [])
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 1)))
    }

    @Test("A callee that wants to but did not announce call timeouts is not told, and the dealer keeps to it")
    func notAnnounced() {
        var dealer = dealer(without: .callTimeout, forwardTimeout: true)
        #expect(
            dealer.call(.alice, 1, "com.a", timeout: 500)
                == [.invocation(to: .bob, request: 1, registration: 1, timeout: 0)])
        #expect(dealer.expire(at: 500) == [interrupt(1), timeout(.alice, 1)])
    }

    @Test("What callees want is asked of each callee of a shared registration")
    func shared() {
        var dealer = dealer()
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.register(.bob, 3, "com.b", invoke: .roundrobin, forwardTimeout: true)
        _ = dealer.register(.carol, 1, "com.b", invoke: .roundrobin)
        #expect(
            dealer.call(.alice, 1, "com.b", timeout: 500)
                == [.invocation(to: .bob, request: 1, registration: 2, timeout: 500)])
        #expect(
            dealer.call(.alice, 2, "com.b", timeout: 500)
                == [.invocation(to: .carol, request: 1, registration: 2)])
        #expect(
            dealer.expire(at: .max >> 4)
                == [.interrupt(to: .carol, invocation: 1, mode: .killnowait), timeout(.alice, 2)])
    }

    @Test("Where the realm bounds timeouts, the dealer keeps to that, also where the callee keeps to its own")
    func longest() {
        var dealer = dealer(forwardTimeout: true)
        #expect(
            dealer.call(.alice, 1, "com.a", timeout: 500, longest: 2_000)
                == [.invocation(to: .bob, request: 1, registration: 1, timeout: 500)])
        #expect(dealer.expire(at: 1_999) == [])
        #expect(dealer.expire(at: 2_000) == [interrupt(1), timeout(.alice, 1)])
    }

    @Test("The longest timeout does not delay one that the dealer keeps to itself")
    func longestIsNoExtension() {
        var dealer = dealer()
        _ = dealer.call(.alice, 1, "com.a", timeout: 500, longest: 2_000)
        #expect(dealer.expire(at: 500) == [interrupt(1), timeout(.alice, 1)])
    }

    // Calls that wait.

    @Test("A waiting call ends when its time is up, nobody is interrupted, and it is not started any more")
    func waiting() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.b", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.b")
        #expect(dealer.call(.alice, 2, "com.b", timeout: 500) == [])
        #expect(dealer.expire(at: 500) == [timeout(.alice, 2)])
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("The time that a call has waited is part of its timeout")
    func waitedBefore() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.b", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.b")
        _ = dealer.call(.alice, 2, "com.b", timeout: 500, at: 0)
        _ = dealer.expire(at: 300)
        _ = dealer.yield(.carol, 1)
        #expect(
            dealer.expire(at: 500)
                == [.interrupt(to: .carol, invocation: 2, mode: .killnowait), timeout(.alice, 2)])
    }

    @Test("A call whose time is up makes room for one that waits")
    func makesRoom() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.b", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.b", timeout: 500)
        _ = dealer.call(.alice, 2, "com.b")
        #expect(
            dealer.expire(at: 500) == [
                .interrupt(to: .carol, invocation: 1, mode: .killnowait),
                .kept(to: .carol, request: 2, registration: 2, .call(2, "com.b")),
                timeout(.alice, 1),
            ])
    }

    @Test("A call whose time is up is not started by another one that ends at the same time")
    func notStartedToEnd() {
        var dealer = dealer()
        _ = dealer.register(.carol, 1, "com.b", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.b", timeout: 500)
        _ = dealer.call(.alice, 2, "com.b", timeout: 500)
        #expect(
            dealer.expire(at: 500) == [
                timeout(.alice, 2),
                .interrupt(to: .carol, invocation: 1, mode: .killnowait), timeout(.alice, 1),
            ])
        #expect(dealer.isIdle)
    }
}
