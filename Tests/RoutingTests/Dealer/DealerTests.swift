import Routing
import Testing
import WAMP

@Suite("The dealer: basic profile, Remote Procedure Calls")
struct DealerTests {
    @Test("A new dealer holds nothing")
    func new() {
        let dealer = Dealer(joined: .alice)
        #expect(dealer.registrationCount == 0)
        #expect(dealer.pendingCount == 0)
        #expect(!dealer.isPending(.alice, request: 0))
        #expect(!dealer.isPending(.alice, request: 1))
    }

    @Test("Sessions may join in any order of their indexes")
    func join() {
        var dealer = Dealer(joined: .dave, .bob)
        dealer.join(.alice, without: .callCanceling)
        _ = dealer.register(.dave, 1, "com.a")
        #expect(dealer.call(.alice, 1, "com.a") == [.invocation(to: .dave, request: 1, registration: 1)])
        #expect(dealer.yield(.dave, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.call(.bob, 1, "com.a") == [.invocation(to: .dave, request: 2, registration: 1)])
    }

    @Test("Whether a callee can be interrupted is what that callee announced, not what the caller did")
    func capabilityOfCallee() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .callCanceling)
        _ = dealer.register(.alice, 1, "com.a")
        _ = dealer.register(.bob, 1, "com.b")
        _ = dealer.call(.bob, 2, "com.a")
        _ = dealer.call(.alice, 2, "com.b")
        #expect(dealer.cancel(.bob, 2, .kill) == [.interrupt(to: .alice, invocation: 1, mode: .kill)])
        #expect(
            dealer.cancel(.alice, 2, .kill) == [.refused(.call, to: .alice, request: 2, .canceled)])
    }

    @Test("A thousand calls at once from many callers are all answered to the right one")
    func many() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave, pendingCallsPerSession: 500)
        _ = dealer.register(.dave, 1, "com.a")
        let callers = [SessionIndex.alice, .bob, .carol]
        var expected: [(caller: SessionIndex, request: UInt64)] = []
        for call in 0..<1_000 {
            let caller = callers[call % 3]
            let request = UInt64(call + 1)
            _ = dealer.call(caller, request, "com.a")
            expected.append((caller, request))
        }
        #expect(dealer.pendingCount == 1_000)
        var random = SplitMix(seed: 4)
        for position in expected.indices.shuffled(using: &random) {
            let answer = dealer.yield(.dave, UInt64(position + 1))
            #expect(
                answer
                    == .taken(.result(to: expected[position].caller, request: expected[position].request)))
        }
        #expect(dealer.pendingCount == 0)
    }
}
