import Routing
import Testing
import WAMP

@Suite("CANCEL at the dealer: advanced profile, Call Canceling")
struct DealerCancelTests {
    private static let canceled = EffectRecord.refused(.call, to: .alice, request: 2, .canceled)

    /// `bob` has registered com.a and works for `alice`: her request 2, his invocation 1.
    private func dealer(acceptsInterrupts: Bool = true) -> Dealer {
        var dealer = Dealer(joined: .alice, .carol)
        if acceptsInterrupts { dealer.join(.bob) } else { dealer.join(.bob, without: .callCanceling) }
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        return dealer
    }

    private func interrupt(_ mode: CancelMode) -> EffectRecord {
        .interrupt(to: .bob, invocation: 1, mode: mode)
    }

    @Test("skip: the caller has its ERROR at once, the callee is not disturbed and its answer is dropped")
    func skip() {
        var dealer = dealer()
        #expect(dealer.cancel(.alice, 2, .skip) == [Self.canceled])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("killnowait: INTERRUPT and ERROR at once, and whatever the callee answers is dropped")
    func killnowait() {
        var dealer = dealer()
        #expect(dealer.cancel(.alice, 2, .killnowait) == [interrupt(.killnowait), Self.canceled])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.fail(.bob, 1) == .taken())
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("kill: INTERRUPT at once, and the callee's ERROR ends the call")
    func killThenError() {
        var dealer = dealer()
        #expect(dealer.cancel(.alice, 2, .kill) == [interrupt(.kill)])
        #expect(dealer.isPending(.alice, request: 2))
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 2)))
        #expect(dealer.pendingCount == 0)
    }

    @Test("kill: a YIELD that comes before the callee heard of it wins and is a RESULT")
    func killThenResult() {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 2, .kill)
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.fail(.bob, 1) == .taken())
    }

    @Test(
        "A callee that did not announce the feature is never interrupted: every mode is skip",
        arguments: [CancelMode.skip, .kill, .killnowait])
    func withoutFeature(mode: CancelMode) {
        var dealer = dealer(acceptsInterrupts: false)
        #expect(dealer.cancel(.alice, 2, mode) == [Self.canceled])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("killnowait supersedes a kill: the caller waits no longer")
    func killnowaitAfterKill() {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 2, .kill)
        #expect(dealer.cancel(.alice, 2, .killnowait) == [interrupt(.killnowait), Self.canceled])
        #expect(dealer.pendingCount == 0)
        #expect(dealer.fail(.bob, 1) == .taken())
    }

    @Test("skip supersedes a kill without another INTERRUPT")
    func skipAfterKill() {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 2, .kill)
        #expect(dealer.cancel(.alice, 2, .skip) == [Self.canceled])
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("A second kill asks the callee nothing again, and the call still waits for it")
    func killTwice() {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 2, .kill)
        #expect(dealer.cancel(.alice, 2, .kill) == [])
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 2)))
    }

    @Test(
        "A CANCEL of a call that is over is a race and is dropped, in every mode",
        arguments: [CancelMode.skip, .kill, .killnowait])
    func tooLate(mode: CancelMode) {
        for end in 0..<4 {
            var dealer = dealer()
            switch end {
            case 0: _ = dealer.yield(.bob, 1)
            case 1: _ = dealer.fail(.bob, 1)
            case 2: _ = dealer.cancel(.alice, 2, .skip)
            default: _ = dealer.cancel(.alice, 2, .killnowait)
            }
            #expect(dealer.cancel(.alice, 2, mode) == [])
        }
    }

    @Test(
        "A CANCEL of a request that was never a call is dropped",
        arguments: [0, 1, 3, 6, 1 << 53, .max] as [UInt64])
    func neverCalled(request: UInt64) {
        var dealer = dealer()
        #expect(dealer.cancel(.alice, request, .killnowait) == [])
        #expect(dealer.isPending(.alice, request: 2))
    }

    @Test("A session cannot cancel the call of another one, not even its callee")
    func ofOther() {
        var dealer = dealer()
        #expect(dealer.cancel(.carol, 2, .killnowait) == [])
        #expect(dealer.cancel(.bob, 2, .killnowait) == [])
        #expect(dealer.cancel(.bob, 1, .killnowait) == [])
        #expect(dealer.isPending(.alice, request: 2))
    }

    @Test("Only the named call is canceled")
    func others() {
        var dealer = dealer()
        _ = dealer.call(.alice, 3, "com.a")
        _ = dealer.call(.carol, 2, "com.a")
        _ = dealer.cancel(.alice, 2, .skip)
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 3)))
        #expect(dealer.yield(.bob, 3) == .taken(.result(to: .carol, request: 2)))
    }

    @Test("A session that calls itself can cancel that, and is interrupted itself")
    func itself() {
        var dealer = dealer()
        _ = dealer.call(.bob, 9, "com.a")
        #expect(
            dealer.cancel(.bob, 9, .killnowait) == [
                .interrupt(to: .bob, invocation: 2, mode: .killnowait),
                .refused(.call, to: .bob, request: 9, .canceled),
            ])
        #expect(dealer.yield(.bob, 2) == .taken())
        #expect(dealer.pendingCount == 1)
    }
}
