import Testing
import WAMP

@testable import Routing

@Suite("A call in chunks: advanced profile, Progressive Call Invocations")
struct DealerChunkTests {
    /// The head of the first chunk, request 1 of `alice`.
    private static let head = [UInt8].head(1, "com.a", hadArgument: true)

    /// `bob` has registered com.a, `alice` has sent a first chunk of her request 1: his invocation 1.
    private func dealer(receiveProgress: Bool = false, timeout: UInt64 = 0) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(
            .alice, 1, "com.a", "one", receiveProgress: receiveProgress, progress: true, timeout: timeout)
        return dealer
    }

    private func chunk(isProgress: Bool = true, receivesProgress: Bool = false) -> EffectRecord {
        .invocation(
            to: .bob, request: 1, registration: 1, receivesProgress: receivesProgress,
            isProgress: isProgress, head: Self.head)
    }

    @Test("All chunks go to the callee under one request id, and one result ends the call")
    func flow() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", "one", progress: true)
                == [.invocation(to: .bob, request: 1, registration: 1, isProgress: true)])
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .taken(chunk()))
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .taken(chunk()))
        #expect(dealer.chunk(.alice, 1, "com.a") == .taken(chunk(isProgress: false)))
        #expect(dealer.pendingCount == 1)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("Other calls of the same caller may come between the chunks")
    func between() {
        var dealer = dealer()
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.chunk(.alice, 1, "com.a") == .taken(chunk(isProgress: false)))
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.isPending(.alice, request: 1))
    }

    // Ignoring Progressive Call Invocations.

    @Test(
        "A callee without the feature, or without call canceling, cannot be called so",
        arguments: [Feature.progressiveCallInvocations, .callCanceling])
    func notSupported(feature: Feature) {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: feature)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", progress: true)
                == [.refused(.call, to: .alice, request: 1, .featureNotSupported)])
        #expect(dealer.isIdle)
        // The caller does not know yet.
        #expect(dealer.chunk(.alice, 1, "com.a") == .late)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
    }

    // Progressive Call Invocations and Shared Registration.

    @Test("All chunks go to the callee of the first, while other calls go to the next")
    func sharedRegistration() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .roundrobin)
        }
        _ = dealer.call(.alice, 1, "com.a", "one", progress: true)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .carol, request: 1, registration: 1)])
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .taken(chunk()))
        #expect(dealer.chunk(.alice, 1, "com.a") == .taken(chunk(isProgress: false)))
    }

    @Test("A callee that has unregistered still gets the chunks of the call that it has")
    func unregistered() {
        var dealer = dealer()
        _ = dealer.unregister(.bob, 2, 1)
        _ = dealer.register(.carol, 1, "com.a")
        #expect(dealer.chunk(.alice, 1, "com.a") == .taken(chunk(isProgress: false)))
    }

    // Caller Leaving, Callee Leaving.

    @Test("The caller leaves between chunks: the callee is interrupted")
    func callerLeaves() {
        var dealer = dealer()
        #expect(dealer.leave(.alice) == [.interrupt(to: .bob, invocation: 1, mode: .killnowait)])
        #expect(dealer.isIdle)
    }

    @Test("The callee leaves between chunks: the caller has its ERROR, and what it still sends is dropped")
    func calleeLeaves() {
        var dealer = dealer()
        #expect(dealer.leave(.bob) == [.refused(.call, to: .alice, request: 1, .canceled)])
        #expect(dealer.isIdle)
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .late)
    }

    // Continuations on Completed Calls.

    @Test("The callee answers before the last chunk: the chunks that come after that are dropped")
    func completed() {
        for end in 0..<5 {
            var dealer = dealer(timeout: 500)
            switch end {
            case 0: _ = dealer.yield(.bob, 1)
            case 1: _ = dealer.fail(.bob, 1)
            case 2: _ = dealer.cancel(.alice, 1, .skip)
            case 3: _ = dealer.cancel(.alice, 1, .killnowait)
            default: _ = dealer.expire(at: 500)
            }
            #expect(dealer.isIdle)
            #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .late)
            #expect(dealer.chunk(.alice, 1, "com.a") == .late)
            #expect(dealer.isIdle)
        }
    }

    @Test("A call that is being killed takes chunks until the callee answers")
    func beingKilled() {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .taken(chunk()))
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 1)))
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .late)
    }

    // Verification of CALL Request IDs.

    @Test("A chunk of another procedure is dropped, and the call goes on")
    func otherProcedure() {
        var dealer = dealer()
        #expect(dealer.chunk(.alice, 1, "com.b", progress: true) == .late)
        #expect(dealer.chunk(.alice, 1, "com.a.b") == .late)
        #expect(dealer.chunk(.alice, 1, "com.a") == .taken(chunk(isProgress: false)))
    }

    @Test("A CALL with the id of a call that was not progressive is a violation, and the call goes on")
    func notProgressive() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .notProgressive)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
    }

    @Test("A chunk after the last one is a violation as long as the call is under way")
    func afterLast() {
        var dealer = dealer()
        _ = dealer.chunk(.alice, 1, "com.a")
        #expect(dealer.chunk(.alice, 1, "com.a") == .notProgressive)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.chunk(.alice, 1, "com.a") == .late)
    }

    @Test("A chunk of a request that is another session's is none of that call")
    func otherSession() {
        var dealer = dealer()
        #expect(dealer.chunk(.carol, 1, "com.a", progress: true) == .late)
        #expect(dealer.chunk(.bob, 1, "com.a", progress: true) == .late)
        #expect(dealer.chunk(.alice, 2, "com.a", progress: true) == .late)
    }

    // Progressive Call Invocations with Progressive Call Results.

    @Test("Results may come between the chunks")
    func results() {
        var dealer = dealer(receiveProgress: true)
        let result = EffectRecord.result(to: .alice, request: 1, isProgress: true)
        #expect(dealer.yield(.bob, 1, progress: true) == .taken(result))
        #expect(
            dealer.chunk(.alice, 1, "com.a", progress: true) == .taken(chunk(receivesProgress: true)))
        #expect(dealer.yield(.bob, 1, progress: true) == .taken(result))
        #expect(
            dealer.chunk(.alice, 1, "com.a")
                == .taken(chunk(isProgress: false, receivesProgress: true)))
        #expect(dealer.yield(.bob, 1, progress: true) == .taken(result))
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    // Freezing of Options in Progressive Call Invocations.

    @Test("Every INVOCATION has the details of the first one but for progress")
    func frozen() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com", match: .prefix, forwardTimeout: true)
        func invocation(isProgress: Bool, head: [UInt8]?) -> EffectRecord {
            .invocation(
                to: .bob, request: 1, registration: 1, caller: .alice, trustlevel: 4, timeout: 900,
                receivesProgress: true, isProgress: isProgress, namesProcedure: true, head: head)
        }
        #expect(
            dealer.call(
                .alice, 1, "com.a", "one", discloseMe: true, receiveProgress: true, progress: true,
                timeout: 900, trustlevel: 4) == [invocation(isProgress: true, head: nil)])
        #expect(
            dealer.chunk(.alice, 1, "com.a", progress: true)
                == .taken(invocation(isProgress: true, head: Self.head)))
        #expect(
            dealer.chunk(.alice, 1, "com.a") == .taken(invocation(isProgress: false, head: Self.head)))
    }

    @Test("The timeout is that of the whole call: chunks do not give it more time")
    func timeout() {
        var dealer = dealer(timeout: 500)
        _ = dealer.expire(at: 400)
        _ = dealer.chunk(.alice, 1, "com.a", progress: true)
        #expect(
            dealer.expire(at: 500) == [
                .interrupt(to: .bob, invocation: 1, mode: .killnowait),
                .refused(.call, to: .alice, request: 1, .timeout),
            ])
        #expect(dealer.isIdle)
    }

    // What is kept, and limits.

    @Test("While chunks may come the head of the first is kept, not its payload, nor any other")
    func kept() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        let long = String(repeating: "x", count: 10_000)
        _ = dealer.call(.alice, 1, "com.a", long, progress: true)
        let held = dealer.heldBytes
        #expect((1..<1_000).contains(held))
        for _ in 0..<3 { _ = dealer.chunk(.alice, 1, "com.a", long, progress: true) }
        #expect(dealer.heldBytes == held)
        _ = dealer.chunk(.alice, 1, "com.a", long)
        #expect(dealer.heldBytes == 0)
    }

    @Test("Where there is no memory to keep that, the call is refused")
    func noMemory() {
        var dealer = Dealer(joined: .alice, .bob, heldBytes: 1)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a", progress: true)
        #expect(
            dealer.call(.alice, 2, "com.a", progress: true)
                == [.refused(.call, to: .alice, request: 2, .limitExceeded)])
        // The first goes on.
        #expect(dealer.chunk(.alice, 1, "com.a").verdict == .taken)
        #expect(dealer.call(.alice, 3, "com.a", progress: true)?.count == 1)
        #expect(dealer.isPending(.alice, request: 3))
    }

    @Test("A call counts once against its callee's concurrency, however many chunks it has")
    func concurrency() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 2)
        _ = dealer.call(.alice, 1, "com.a", "one", progress: true)
        for _ in 0..<3 { _ = dealer.chunk(.alice, 1, "com.a", progress: true) }
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.call(.alice, 3, "com.a") == [])
    }
}
