import Routing
import Testing
import WAMP

@Suite("ERROR of an invocation at the dealer: basic profile, Calling and Invocations")
struct DealerErrorTests {
    /// `bob` has registered com.a and got the request 2 of `alice` as his invocation 1.
    private func dealer() -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        return dealer
    }

    @Test("An ERROR becomes the ERROR of the call, and the call is over")
    func error() {
        var dealer = dealer()
        #expect(dealer.fail(.bob, 1) == .taken(.failed(to: .alice, request: 2)))
        #expect(!dealer.isPending(.alice, request: 2))
        #expect(dealer.isIdle)
    }

    @Test("An ERROR after progressive results ends the call")
    func afterResults() {
        var dealer = dealer()
        _ = dealer.call(.alice, 3, "com.a", receiveProgress: true)
        _ = dealer.yield(.bob, 2, progress: true)
        #expect(dealer.fail(.bob, 2) == .taken(.failed(to: .alice, request: 3)))
        #expect(dealer.yield(.bob, 2, progress: true) == .taken())
    }

    @Test("One that comes too late is dropped, be it unavailable or not", arguments: [true, false])
    func late(unavailable: Bool) {
        var dealer = dealer()
        _ = dealer.cancel(.alice, 2, .skip)
        #expect(dealer.fail(.bob, 1, unavailable: unavailable) == .taken())
    }

    @Test(
        "One for an invocation that was never sent is a violation, be it unavailable or not",
        arguments: [true, false])
    func neverSent(unavailable: Bool) {
        var dealer = dealer()
        #expect(dealer.fail(.bob, 2, unavailable: unavailable) == .neverInvoked)
        #expect(dealer.fail(.carol, 1, unavailable: unavailable) == .neverInvoked)
        #expect(dealer.isPending(.alice, request: 2))
    }
}
