import Routing
import Testing
import WAMP

@Suite("CALL at the dealer: basic profile, Calling and Invocations")
struct DealerCallTests {
    @Test("A call of a procedure that nobody has registered is nobody's here, and leaves nothing behind")
    func noSuchProcedure() {
        var dealer = Dealer(joined: .alice)
        #expect(dealer.call(.alice, 1, "com.a") == nil)
        #expect(dealer.pendingCount == 0)
        #expect(!dealer.isPending(.alice, request: 1))
    }

    @Test("A call becomes an invocation of the callee under the id of the registration")
    func invocation() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.register(.bob, 2, "com.b")
        #expect(dealer.call(.alice, 7, "com.b") == [.invocation(to: .bob, request: 1, registration: 2)])
        #expect(dealer.pendingCount == 1)
        #expect(dealer.isPending(.alice, request: 7))
        #expect(!dealer.isPending(.alice, request: 1))
        #expect(!dealer.isPending(.bob, request: 7))
    }

    @Test("The caller is named only where its identity is disclosed")
    func disclosure() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", discloseMe: true)
                == [.invocation(to: .bob, request: 1, registration: 1, caller: .alice)])
        #expect(
            dealer.call(.alice, 2, "com.a", discloseMe: false)
                == [.invocation(to: .bob, request: 2, registration: 1, caller: nil)])
    }

    @Test("Invocation ids count 1, 2, 3 … for each callee over all its procedures and callers")
    func invocationIDs() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.register(.bob, 2, "com.b")
        _ = dealer.register(.carol, 1, "com.c")
        var seen: [EffectRecord] = []
        for (caller, request, uri) in [
            (SessionIndex.alice, 5, "com.a"), (.dave, 1, "com.b"), (.alice, 6, "com.c"),
            (.dave, 2, "com.a"), (.alice, 7, "com.c"),
        ] as [(SessionIndex, UInt64, String)] {
            seen += dealer.call(caller, request, uri) ?? []
        }
        #expect(
            seen == [
                .invocation(to: .bob, request: 1, registration: 1),
                .invocation(to: .bob, request: 2, registration: 2),
                .invocation(to: .carol, request: 1, registration: 3),
                .invocation(to: .bob, request: 3, registration: 1),
                .invocation(to: .carol, request: 2, registration: 3),
            ])
    }

    @Test("Neither an answer nor a refused call takes the next invocation id back")
    func invocationIDsGoOn() {
        var dealer = Dealer(joined: .alice, .bob, pendingCallsPerSession: 1)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        _ = dealer.yield(.bob, 1)
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
    }

    @Test("A caller with as many calls under way as it may have is refused one more, and others are not")
    func limit() {
        var dealer = Dealer(joined: .alice, .bob, .carol, pendingCallsPerSession: 2)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.call(.alice, 2, "com.a")
        #expect(
            dealer.call(.alice, 3, "com.a") == [.refused(.call, to: .alice, request: 3, .limitExceeded)])
        #expect(!dealer.isPending(.alice, request: 3))
        #expect(dealer.call(.carol, 1, "com.a") == [.invocation(to: .bob, request: 3, registration: 1)])
    }

    @Test("A call whose end is a RESULT, an ERROR or a cancellation counts no more")
    func limitAfterEnd() {
        var dealer = Dealer(joined: .alice, .bob, pendingCallsPerSession: 1)
        _ = dealer.register(.bob, 1, "com.a")
        for (request, end) in [1, 2, 3].enumerated() {
            let request = UInt64(request + 1)
            #expect(
                dealer.call(.alice, request, "com.a")
                    == [.invocation(to: .bob, request: request, registration: 1)])
            switch end {
            case 1: _ = dealer.yield(.bob, request)
            case 2: _ = dealer.fail(.bob, request)
            default: _ = dealer.cancel(.alice, request, .skip)
            }
        }
        #expect(dealer.pendingCount == 0)
    }

    @Test("A call that is being killed is under way until the callee answers, so it counts")
    func limitWhileKilled() {
        var dealer = Dealer(joined: .alice, .bob, pendingCallsPerSession: 1)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 1, "com.a")
        _ = dealer.cancel(.alice, 1, .kill)
        #expect(
            dealer.call(.alice, 2, "com.a") == [.refused(.call, to: .alice, request: 2, .limitExceeded)])
        _ = dealer.fail(.bob, 1)
        #expect(dealer.call(.alice, 3, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
    }

    @Test("Callers with the same request ids are told apart, and so are ids far from each other")
    func requestIDs() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a")
        let requests: [UInt64] = [1, 5, 9, 1 << 20, 1 << 53, 1 << 53 - 4]
        for request in requests {
            _ = dealer.call(.alice, request, "com.a")
            _ = dealer.call(.carol, request, "com.a")
        }
        var invocation: UInt64 = 0
        for request in requests {
            #expect(
                dealer.yield(.bob, invocation + 1) == .taken(.result(to: .alice, request: request)))
            #expect(dealer.isPending(.carol, request: request))
            #expect(
                dealer.yield(.bob, invocation + 2) == .taken(.result(to: .carol, request: request)))
            #expect(!dealer.isPending(.carol, request: request))
            invocation += 2
        }
    }

    @Test("A request id may serve again once its call is over")
    func requestIDAgain() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        _ = dealer.call(.alice, 4, "com.a")
        _ = dealer.yield(.bob, 1)
        #expect(dealer.call(.alice, 4, "com.a") == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.yield(.bob, 1) == .taken())
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 4)))
    }

    @Test("The trust level of the call is told to the callee (advanced profile, Call Trust Levels)")
    func trustlevel() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", trustlevel: 2)
                == [.invocation(to: .bob, request: 1, registration: 1, trustlevel: 2)])
        #expect(
            dealer.call(.alice, 2, "com.a", trustlevel: 0)
                == [.invocation(to: .bob, request: 2, registration: 1, trustlevel: 0)])
    }

    @Test("A plain call is not copied and asks for no time")
    func nothingKept() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a", invoke: .roundrobin)
        var outbox = Outbox()
        var asked = 0
        _ = dealer.call(
            .alice, request: 1, procedure: "com.a".utf8Bytes.span.bytes, terms: .init(),
            now: {
                asked += 1
                return 0
            },
            keep: {
                asked += 1
                return StoredMessage.call(1, "com.a", "", $0)
            }, into: &outbox)
        #expect(outbox.effects.count == 1)
        #expect(asked == 0)
    }

    // Advanced profile, "Payload Passthru Mode".

    @Test("A callee without payload passthru mode cannot be called in it, and the call leaves nothing behind")
    func passthru() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .payloadPassthruMode)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", passthru: true, timeout: 500)
                == [.refused(.call, to: .alice, request: 1, .featureNotSupported)])
        #expect(!dealer.isPending(.alice, request: 1))
        #expect(dealer.isIdle)
        #expect(dealer.call(.alice, 2, "com.a") == [.invocation(to: .bob, request: 1, registration: 1)])
    }

    @Test("A callee with payload passthru mode can")
    func passthruSupported() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.a")
        #expect(
            dealer.call(.alice, 1, "com.a", passthru: true)
                == [.invocation(to: .bob, request: 1, registration: 1)])
    }
}
