import Routing
import Testing
import WAMP

@Suite("Which registration gets a call: advanced profile, Pattern-based Registrations")
struct DealerPatternTests {
    /// The registrations of the section's example, in its order and with its numbers.
    private static let registrations: [(uri: String, match: MatchPolicy)] = [
        ("a1.b2.c3.d4.e55", .exact),
        ("a1.b2.c3", .prefix),
        ("a1.b2.c3.d4", .prefix),
        ("a1.b2..d4.e5", .wildcard),
        ("a1.b2.c33..e5", .wildcard),
        ("a1.b2..d4.e5..g7", .wildcard),
        ("a1.b2..d4..f6.g7", .wildcard),
    ]

    /// The calls of the section's example in its order, with the number of the registration that each uses.
    ///
    /// The fifth is of registration 5 in the example, as if 'a1.b2.c3' did not match 'a1.b2.c33'. But a prefix is one of
    /// strings in the text of the section and in its example of prefixes, which comes first.
    private static let calls: [(uri: String, number: Int?)] = [
        ("a1.b2.c3.d4.e55", 1),
        ("a1.b2.c3.d98.e74", 2),
        ("a1.b2.c3.d4.e325", 3),
        ("a1.b2.c55.d4.e5", 4),
        ("a1.b2.c33.d4.e5", 2),
        ("a1.b2.c88.d4.e5.f6.g7", 6),
        ("a2.b2.c2.d2.e2", nil),
    ]

    @Test("The example of the specification, registered in whatever order")
    func example() {
        var random = SplitMix(seed: 5)
        for round in 0..<20 {
            let numbers = Array(1...Self.registrations.count)
            let order = round == 0 ? numbers : numbers.shuffled(using: &random)
            var dealer = Dealer(joined: .alice, .bob)
            for number in order {
                let registration = Self.registrations[number - 1]
                _ = dealer.register(.bob, UInt64(number), registration.uri, match: registration.match)
            }
            var invocations: UInt64 = 0
            for (position, call) in Self.calls.enumerated() {
                guard let number = call.number else {
                    #expect(dealer.call(.alice, UInt64(position + 1), call.uri) == nil)
                    continue
                }
                invocations += 1
                let id = UInt64((order.firstIndex(of: number) ?? -1) + 1)
                #expect(
                    dealer.call(.alice, UInt64(position + 1), call.uri) == [
                        .invocation(
                            to: .bob, request: invocations, registration: id, namesProcedure: number > 1)
                    ])
            }
        }
    }

    @Test("The wildcard patterns of the example, where no prefix is in the way")
    func wildcardExample() {
        var dealer = Dealer(joined: .alice, .bob)
        for registration in Self.registrations where registration.match == .wildcard {
            _ = dealer.register(.bob, 1, registration.uri, match: .wildcard)
        }
        for (uri, id) in [("a1.b2.c55.d4.e5", 1), ("a1.b2.c33.d4.e5", 2), ("a1.b2.c88.d4.e5.f6.g7", 3)] {
            #expect(dealer.registration(calledBy: uri.utf8Bytes.span.bytes) == UInt64(id))
        }
    }

    @Test(
        "prefix: every procedure that begins with the bytes of the pattern, also within a component",
        arguments: [
            ("com.myapp.myobject1.myprocedure1", true),
            ("com.myapp.myobject1-mysubobject1", true),
            ("com.myapp.myobject1.mysubobject1.myprocedure1", true),
            ("com.myapp.myobject1", true),
            ("com.myapp.myobject2", false),
            ("com.myapp.myobject", false),
        ])
    func prefix(uri: String, matches: Bool) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.myapp.myobject1", match: .prefix)
        #expect(dealer.served(uri) == (matches ? .bob : nil))
    }

    @Test(
        "wildcard: every procedure with as many components, where an empty one of the pattern stands for any",
        arguments: [
            ("com.myapp.myobject1.myprocedure1", true),
            ("com.myapp.myobject2.myprocedure1", true),
            ("com.myapp.myobject1.myprocedure1.mysubprocedure1", false),
            ("com.myapp.myobject1.myprocedure2", false),
            ("com.myapp2.myobject1.myprocedure1", false),
            ("com.myapp.myprocedure1", false),
        ])
    func wildcard(uri: String, matches: Bool) {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.myapp..myprocedure1", match: .wildcard)
        #expect(dealer.served(uri) == (matches ? .bob : nil))
    }

    @Test("The same URI under three policies is three registrations, which come and go one by one")
    func threePolicies() {
        var dealer = Dealer(joined: .alice, .bob, .carol, .dave)
        #expect(
            dealer.register(.dave, 1, "com.a", match: .wildcard)
                == [.accepted(.registered, to: .dave, request: 1, id: 1)])
        #expect(
            dealer.register(.carol, 1, "com.a", match: .prefix)
                == [.accepted(.registered, to: .carol, request: 1, id: 2)])
        #expect(
            dealer.register(.bob, 1, "com.a", match: .exact)
                == [.accepted(.registered, to: .bob, request: 1, id: 3)])
        #expect(
            dealer.register(.alice, 1, "com.a", match: .prefix)
                == [.refused(.register, to: .alice, request: 1, .procedureAlreadyExists)])
        #expect(dealer.served("com.a") == .bob)
        _ = dealer.unregister(.bob, 2, 3)
        #expect(dealer.served("com.a") == .carol)
        _ = dealer.leave(.carol)
        #expect(dealer.served("com.a") == .dave)
        _ = dealer.unregister(.dave, 2, 1)
        #expect(dealer.served("com.a") == nil)
        #expect(dealer.registrationCount == 0)
    }

    @Test("The procedure is named to callees of a pattern, also where the call is the pattern itself")
    func procedure() {
        var dealer = Dealer(joined: .alice, .bob)
        _ = dealer.register(.bob, 1, "com.p", match: .prefix)
        _ = dealer.register(.bob, 2, "com.w.x", match: .wildcard)
        _ = dealer.register(.bob, 3, "com.e")
        #expect(
            dealer.call(.alice, 1, "com.p")
                == [.invocation(to: .bob, request: 1, registration: 1, namesProcedure: true)])
        #expect(
            dealer.call(.alice, 2, "com.w.x")
                == [.invocation(to: .bob, request: 2, registration: 2, namesProcedure: true)])
        #expect(
            dealer.call(.alice, 3, "com.e")
                == [.invocation(to: .bob, request: 3, registration: 3, namesProcedure: false)])
    }

    @Test("One registration gets a call, or it waits there: it is not passed on to the next best")
    func oneOnly() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a.b", match: .prefix, concurrency: 1)
        _ = dealer.register(.carol, 1, "com.a", match: .prefix)
        _ = dealer.call(.alice, 1, "com.a.b.c")
        #expect(dealer.call(.alice, 2, "com.a.b.d") == [])
        #expect(
            dealer.yield(.bob, 1)
                == .taken(
                    .kept(to: .bob, request: 2, .call(2, "com.a.b.d"), namesProcedure: true),
                    .result(to: .alice, request: 1)))
    }

    @Test("A pattern may be shared, and each policy is known by pattern and match")
    func shared() {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.", match: .prefix, invoke: .roundrobin)
        _ = dealer.register(.carol, 1, "com.", match: .prefix, invoke: .roundrobin)
        // Not in the way of the prefix, although it is the same URI.
        #expect(
            dealer.register(.carol, 2, "com.", match: .wildcard, invoke: .last)
                == [.accepted(.registered, to: .carol, request: 2, id: 2)])
        #expect(dealer.served("com.x") == .bob)
        #expect(dealer.served("com.y") == .carol)
        #expect(dealer.served("com.y") == .bob)
    }
}
