import Testing
import WAMP

@testable import Routing

@Suite(
    "Chunks of a call that waits: advanced profile, Progressive Call Invocations; REGISTER.Options.concurrency"
)
struct DealerChunkWaitTests {
    /// `bob` takes one invocation at a time, and has one of `carol`. `alice` has sent a first chunk of her request 1.
    private func dealer(heldBytes: Int = 100_000, timeout: UInt64 = 0) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol, heldBytes: heldBytes)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.carol, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a", "one", progress: true, timeout: timeout)
        return dealer
    }

    /// A chunk that was kept, with the payload of `argument`.
    private func kept(_ argument: String, isProgress: Bool) -> EffectRecord {
        .invocation(
            to: .bob, request: 2, registration: 1, isProgress: isProgress, head: .call(1, "com.a", "one"),
            body: .call(1, "com.a", argument))
    }

    private static let result = EffectRecord.result(to: .carol, request: 1)

    @Test("The chunks wait with their call and are sent in their order; those that come after are passed on")
    func order() {
        var dealer = dealer()
        #expect(dealer.chunk(.alice, 1, "com.a", "two", progress: true) == .taken())
        #expect(dealer.chunk(.alice, 1, "com.a", "three", progress: true) == .taken())
        #expect(
            dealer.yield(.bob, 1)
                == .taken(
                    kept("one", isProgress: true), kept("two", isProgress: true),
                    kept("three", isProgress: true), Self.result))
        #expect(
            dealer.chunk(.alice, 1, "com.a")
                == .taken(
                    .invocation(
                        to: .bob, request: 2, registration: 1, isProgress: false,
                        head: .head(1, "com.a", hadArgument: true))))
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("A call that is complete before it is started: its last chunk says so")
    func complete() {
        var dealer = dealer()
        _ = dealer.chunk(.alice, 1, "com.a", "two")
        #expect(dealer.chunk(.alice, 1, "com.a") == .notProgressive)
        #expect(
            dealer.yield(.bob, 1)
                == .taken(kept("one", isProgress: true), kept("two", isProgress: false), Self.result))
        #expect(dealer.heldBytes == 0)
        #expect(dealer.chunk(.alice, 1, "com.a") == .notProgressive)
        _ = dealer.yield(.bob, 2)
        #expect(dealer.isIdle)
    }

    @Test("A chunk of another procedure is dropped, and does not wait")
    func otherProcedure() {
        var dealer = dealer()
        let held = dealer.heldBytes
        #expect(dealer.chunk(.alice, 1, "com.b", "two", progress: true) == .late)
        #expect(dealer.heldBytes == held)
    }

    @Test("Once the call is started only the head of its first chunk is kept")
    func keptAfterStart() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        weak var first: StoredMessage?
        do {
            var terms = Dealer.CallTerms()
            terms.isProgress = true
            var outbox = Outbox()
            _ = dealer.call(
                .alice, request: 2, procedure: "com.a".utf8Bytes.span.bytes, terms: terms, now: { 0 },
                keep: {
                    let message = StoredMessage.call(2, "com.a", String(repeating: "x", count: 9_000), $0)
                    first = message
                    return message
                }, into: &outbox)
        }
        #expect(first != nil)
        #expect(dealer.heldBytes > 9_000)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.heldBytes < 1_000)
        #expect(first == nil)
        #expect(dealer.chunk(.alice, 2, "com.a").verdict == .taken)
    }

    @Test("The memory is full: the call ends with the chunk for which there is no room")
    func noMemory() {
        var dealer = dealer(heldBytes: 400)
        #expect(dealer.chunk(.alice, 1, "com.a", "two", progress: true) == .taken())
        #expect(
            dealer.chunk(.alice, 1, "com.a", "three", progress: true)
                == .taken(.refused(.call, to: .alice, request: 1, .limitExceeded)))
        #expect(dealer.heldBytes == 0)
        #expect(dealer.chunk(.alice, 1, "com.a") == .late)
        #expect(dealer.yield(.bob, 1) == .taken(Self.result))
        #expect(dealer.isIdle)
    }

    @Test("A call that fills the memory itself is started all the same", arguments: [true, false])
    func fillsMemory(isOpen: Bool) {
        var dealer = dealer(heldBytes: 400)
        _ = dealer.chunk(.alice, 1, "com.a", "two", progress: isOpen)
        #expect(dealer.heldBytes >= 400)
        #expect(
            dealer.yield(.bob, 1)
                == .taken(kept("one", isProgress: true), kept("two", isProgress: isOpen), Self.result))
    }

    @Test("CANCEL, the timeout and the caller's leaving end the call with all its chunks")
    func ends() {
        for end in 0..<3 {
            var dealer = dealer(timeout: 500)
            _ = dealer.chunk(.alice, 1, "com.a", "two", progress: true)
            switch end {
            case 0:
                #expect(
                    dealer.cancel(.alice, 1, .kill)
                        == [.refused(.call, to: .alice, request: 1, .canceled)])
            case 1:
                #expect(dealer.expire(at: 500) == [.refused(.call, to: .alice, request: 1, .timeout)])
            default: #expect(dealer.leave(.alice) == [])
            }
            if end < 2 { #expect(dealer.chunk(.alice, 1, "com.a", progress: true) == .late) }
            #expect(dealer.yield(.bob, 1) == .taken(Self.result))
            #expect(dealer.isIdle)
        }
    }

    @Test("A callee without the feature refuses the call when it is started, with all its chunks")
    func notSupported() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .progressiveCallInvocations)
        _ = dealer.register(.bob, 1, "com.a", concurrency: 1)
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a", progress: true)
        _ = dealer.chunk(.alice, 2, "com.a")
        #expect(
            dealer.yield(.bob, 1)
                == .taken(
                    .refused(.call, to: .alice, request: 2, .featureNotSupported),
                    .result(to: .alice, request: 1)))
        #expect(dealer.isIdle)
    }

    @Test("A complete call of several chunks is not kept for another callee, since it cannot be given to one")
    func notRerouted() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        for callee in [SessionIndex.bob, .carol] {
            _ = dealer.register(callee, 1, "com.a", invoke: .first, concurrency: 1)
        }
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a", progress: true)
        _ = dealer.chunk(.alice, 2, "com.a")
        _ = dealer.yield(.bob, 1)
        #expect(dealer.heldBytes == 0)
        #expect(
            dealer.fail(.bob, 2, unavailable: true)
                == .taken(.refused(.call, to: .alice, request: 2, .noAvailableCallee)))
        #expect(dealer.isIdle)
    }
}
