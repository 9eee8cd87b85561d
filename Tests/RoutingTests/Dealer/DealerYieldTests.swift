import Routing
import Testing
import WAMP

@Suite("YIELD and ERROR at the dealer: basic profile, Calling and Invocations")
struct DealerYieldTests {
    /// `bob` has registered com.a; `alice` has called it `count` times with the requests 2, 3, 4 …
    private func dealer(calls count: UInt64) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        for call in 0..<count { _ = dealer.call(.alice, call + 2, "com.a") }
        return dealer
    }

    @Test("A YIELD becomes the RESULT of the call, and the call is over")
    func result() {
        var dealer = dealer(calls: 1)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.pendingCount == 0)
        #expect(!dealer.isPending(.alice, request: 2))
    }

    @Test("An ERROR becomes the ERROR of the call, and the call is over")
    func error() {
        var dealer = dealer(calls: 1)
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 2)))
        #expect(dealer.pendingCount == 0)
        #expect(!dealer.isPending(.alice, request: 2))
    }

    @Test("Answers may come in another order than the calls")
    func outOfOrder() {
        var dealer = dealer(calls: 3)
        #expect(dealer.yield(.bob, 3) == .taken(.result(to: .alice, request: 4)))
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 2)))
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 3)))
        #expect(dealer.pendingCount == 0)
    }

    @Test("A second answer to an invocation, of either kind, is dropped")
    func second() {
        var dealer = dealer(calls: 1)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.fail(.bob, 1) == .taken())
        _ = dealer.call(.alice, 3, "com.a")
        _ = dealer.fail(.bob, 2)
        #expect(dealer.yield(.bob, 2) == .taken())
        #expect(dealer.fail(.bob, 2) == .taken())
    }

    @Test("A late answer does not touch the call that has taken the place of the old one")
    func lateAnswerBesideNewCall() {
        var dealer = dealer(calls: 1)
        _ = dealer.cancel(.alice, 2, .skip)
        _ = dealer.call(.carol, 1, "com.a")
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.isPending(.carol, request: 1))
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .carol, request: 1)))
    }

    @Test(
        "An answer to an invocation that was never sent is a violation and changes nothing",
        arguments: [0, 2, 3, 1 << 53, .max] as [UInt64])
    func neverSent(invocation: UInt64) {
        var dealer = dealer(calls: 1)
        #expect(dealer.yield(.bob, invocation) == .neverInvoked)
        #expect(dealer.fail(.bob, invocation) == .neverInvoked)
        #expect(dealer.pendingCount == 1)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.yield(.bob, invocation) == .neverInvoked)
        #expect(dealer.fail(.bob, invocation) == .neverInvoked)
    }

    @Test(
        "A session that was never invoked cannot answer anything, not even an invocation of another session")
    func ofOther() {
        var dealer = dealer(calls: 1)
        for session in [SessionIndex.alice, .carol] {
            #expect(dealer.yield(session, 1) == .neverInvoked)
            #expect(dealer.fail(session, 1) == .neverInvoked)
        }
        #expect(dealer.isPending(.alice, request: 2))
    }

    @Test("Two callees with the same invocation id answer their own caller")
    func sameInvocationID() {
        var dealer = dealer(calls: 1)
        _ = dealer.register(.carol, 1, "com.c")
        #expect(
            dealer.call(.bob, 2, "com.c") == [.invocation(to: .carol, request: 1, registration: 2)])
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .bob, request: 2)))
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 2)))
    }

    @Test("A session that calls itself answers itself")
    func itself() {
        var dealer = dealer(calls: 0)
        #expect(dealer.call(.bob, 2, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .bob, request: 2)))
        #expect(dealer.pendingCount == 0)
    }

    // Advanced profile, "Progressive Call Results".

    @Test("Progressive results reach a caller that asked, and the call goes on until the last one")
    func progressive() {
        var dealer = Dealer(joined: .alice, .bob)
        #expect(dealer.register(.bob, 1, "com.a") == [.accepted(.registered, to: .bob, request: 1, id: 1)])
        #expect(
            dealer.call(.alice, 1, "com.a", receiveProgress: true) == [
                .invocation(to: .bob, request: 1, registration: 1, receivesProgress: true)
            ])
        for _ in 0..<3 {
            #expect(
                dealer.yield(.bob, 1, progress: true)
                    == .taken(.result(to: .alice, request: 1, isProgress: true)))
        }
        #expect(dealer.pendingCount == 1)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.pendingCount == 0)
        #expect(dealer.yield(.bob, 1, progress: true) == .taken())
    }

    @Test("A progressive result that nobody asked for is dropped, and the call goes on")
    func unwantedProgress() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
        #expect(dealer.yield(.bob, 1, progress: true) == .taken())
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
    }

    @Test("A callee that did not announce progressive results is not asked for them")
    func calleeWithoutProgress() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .progressiveCallResults)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", receiveProgress: true) == [
                .invocation(to: .bob, request: 1, registration: 1)
            ])
        #expect(dealer.yield(.bob, 1, progress: true) == .taken())
    }

    @Test("A progressive answer for an invocation that never was is a violation like any other")
    func progressWithoutInvocation() {
        var dealer = Dealer(joined: .bob)
        #expect(dealer.yield(.bob, 1, progress: true) == .neverInvoked)
    }

    // Advanced profile, "Payload Passthru Mode".

    @Test(
        "A YIELD that the caller could not read: the callee has an ERROR of its YIELD, the caller one of its CALL"
    )
    func refused() {
        var dealer = dealer(calls: 1)
        #expect(
            dealer.refuseYield(.bob, 1) == [
                .refused(.yield, to: .bob, request: 1, .featureNotSupported),
                .refused(.call, to: .alice, request: 2, .featureNotSupported),
            ])
        #expect(dealer.isIdle)
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("Such a YIELD for no invocation under way is nothing")
    func refusedLate() {
        var dealer = dealer(calls: 1)
        #expect(dealer.refuseYield(.bob, 2) == [])
        #expect(dealer.refuseYield(.carol, 1) == [])
        _ = dealer.yield(.bob, 1)
        #expect(dealer.refuseYield(.bob, 1) == [])
    }

    @Test("Such a YIELD makes room for a call that waits")
    func refusedMakesRoom() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.refuseYield(.bob, 1) == [
                .refused(.yield, to: .bob, request: 1, .featureNotSupported),
                .kept(to: .bob, request: 2, .call(2, "com.a")),
                .refused(.call, to: .alice, request: 1, .featureNotSupported),
            ])
    }

    @Test("Whose call an invocation belongs to is known as long as it is under way")
    func callerOfInvocation() {
        var dealer = dealer(calls: 1)
        _ = dealer.call(.carol, 1, "com.a")
        #expect(dealer.caller(of: 1, at: .bob) == .alice)
        #expect(dealer.caller(of: 2, at: .bob) == .carol)
        #expect(dealer.caller(of: 3, at: .bob) == nil)
        #expect(dealer.caller(of: 1, at: .carol) == nil)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.caller(of: 1, at: .bob) == nil)
    }
}
