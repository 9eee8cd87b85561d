import Testing
import WAMP
import WAMPAuth

@Suite("Authentication Methods (advanced profile)")
struct AuthenticationExchangeTests {
    private let joe = Principal(
        authid: "joe", role: "user", ticket: PasswordHash("plain:secret!!!"),
        wampcra: CRACredential(secret: "secret2"))

    @Test("A client that names no method is anonymous")
    func anonymous() {
        var exchange = AuthenticationExchange.local(.sample([.anonymous]))
        let identity = exchange.begin([]).identity
        #expect(identity?.authrole == "guest")
        #expect(identity?.authmethod == "anonymous")
        #expect(identity?.authid.utf8.count == 29)
    }

    @Test("A client that names no method is refused where there is none without")
    func required() {
        var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
        let refusal = exchange.begin([]).refusal
        #expect(refusal?.reason == .authenticationRequired)
        #expect(refusal?.isFailure == false)
    }

    @Test("The first of the client's methods is taken that the realm has")
    func preference() {
        var exchange = AuthenticationExchange.local(.sample([.ticket, .wampcra], [joe]))
        let step = exchange.begin(["smoke", "cryptosign", "wampcra", "ticket"], authid: "joe")
        #expect(step.challenge?.method == "wampcra")
    }

    @Test("Methods that the listener does not allow are passed over")
    func listener() {
        var peer = PeerFacts.local
        peer.allowedMethods = [.ticket]
        var exchange = AuthenticationExchange.local(.sample([.ticket, .wampcra], [joe]), peer)
        #expect(exchange.begin(["wampcra", "ticket"], authid: "joe").challenge?.method == "ticket")
    }

    @Test("Without a method that can be taken the client is refused, and told why")
    func noMatchingMethod() {
        var exchange = AuthenticationExchange.local(.sample([.ticket, .wampcra], [joe]))
        let refusal = exchange.begin(["cryptosign", "wampcra"]).refusal
        #expect(refusal?.reason == .noMatchingAuthMethod)
        #expect(
            refusal?.message
                == "no authentication method is left: cryptosign: the realm does not offer it; wampcra: HELLO has no authid"
        )
    }

    @Test("The right ticket is welcome")
    func ticket() {
        var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
        let challenge = exchange.begin(["ticket"], authid: "joe").challenge
        #expect(challenge?.method == "ticket")
        #expect(challenge?.extra == [:])
        let identity = AuthenticatedIdentity(
            authid: "joe", authrole: "user", authmethod: "ticket", authprovider: "static")
        #expect(exchange.answer("secret!!!").identity == identity)
    }

    @Test(
        "A wrong ticket, the ticket of somebody unknown and one of somebody without tickets are the same to the client"
    )
    func wrongTickets() {
        let ann = Principal(authid: "ann", role: "user")
        let refusals = ["joe", "nobody", "ann"].map { authid in
            var exchange = AuthenticationExchange.local(.sample([.ticket], [joe, ann]))
            let challenge = exchange.begin(["ticket"], authid: authid).challenge
            #expect(challenge?.method == "ticket")
            #expect(challenge?.extra == [:])
            return exchange.answer("secret!!").refusal
        }
        for refusal in refusals {
            #expect(refusal?.reason == .authenticationFailed)
            #expect(refusal?.message == "the authentication failed")
            #expect(refusal?.isFailure == true)
        }
    }

    @Test("Tickets are refused on a connection that is neither encrypted nor local, unless that is allowed")
    func plainText() {
        var realm = RealmAuthentication.sample([.ticket], [joe])
        var far = PeerFacts(host: "192.0.2.1")
        var refused = AuthenticationExchange.local(realm, far)
        #expect(refused.begin(["ticket"], authid: "joe").refusal?.reason == .noMatchingAuthMethod)
        realm.plainTextMethods = [.ticket]
        var allowed = AuthenticationExchange.local(realm, far)
        #expect(allowed.begin(["ticket"], authid: "joe").challenge != nil)
        realm.plainTextMethods = []
        far.isSecure = true
        var encrypted = AuthenticationExchange.local(realm, far)
        #expect(encrypted.begin(["ticket"], authid: "joe").challenge != nil)
    }

    @Test("A challenge serves once")
    func once() {
        var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
        _ = exchange.begin(["ticket"], authid: "joe")
        #expect(exchange.answer("wrong").refusal?.isFailure == true)
        #expect(exchange.answer("secret!!!").refusal?.reason == .protocolViolation)
    }

    @Test("A challenge expires")
    func expired() {
        var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
        _ = exchange.begin(["ticket"], authid: "joe")
        #expect(exchange.deadline == 11_000)
        let refusal = exchange.answer(signature: "secret!!!", extra: [:], now: 11_001).refusal
        #expect(refusal?.reason == .authenticationFailed)
        #expect(exchange.deadline == nil)
    }

    @Test("AUTHENTICATE without CHALLENGE is a protocol violation")
    func unasked() {
        var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
        #expect(exchange.answer("secret!!!").refusal?.reason == .protocolViolation)
    }

    @Test("A ticket that is kept as an Argon2id hash is compared elsewhere, also for somebody unknown")
    func slow() throws {
        let cost = Argon2id.Cost(iterations: 1, memory: 8)
        let hash = try PasswordHash.argon2id(of: "secret", salt: Array(0..<16), cost: cost)
        let joe = Principal(authid: "joe", role: "user", ticket: hash)
        for (authid, ticket, isRight) in [
            ("joe", "secret", true), ("joe", "Secret", false), ("ann", "secret", false),
        ] {
            var exchange = AuthenticationExchange.local(.sample([.ticket], [joe]))
            _ = exchange.begin(["ticket"], authid: authid)
            let check = try #require(exchange.answer(ticket).check)
            #expect(check.run() == isRight)
            let end = exchange.checked(check.run())
            #expect((end.identity != nil) == isRight)
            #expect((end.refusal?.isFailure == true) == !isRight)
        }
    }

    @Test("The dynamic authenticator is asked for whom the configuration does not have")
    func dynamic() {
        var realm = RealmAuthentication.sample([.wampcra], [joe])
        realm.dynamic = .init(
            procedure: "com.example.authenticate", methods: [.wampcra, .ticket], timeout: 5_000)
        var known = AuthenticationExchange.local(realm)
        #expect(known.begin(["wampcra"], authid: "joe").challenge != nil)

        var exchange = AuthenticationExchange.local(realm)
        let request = exchange.begin(["wampcra"], authid: "ann", extra: ["x": 1]).request
        #expect(request?.procedure == "com.example.authenticate")
        #expect(request?.authid == "ann")
        #expect(request?.details == ["authextra": ["x": 1]])
        let ann = Principal(
            authid: "ann", role: "admin", provider: "dynamic", wampcra: CRACredential(secret: "s"))
        #expect(exchange.answered(.principal(ann), now: 1_500).challenge?.method == "wampcra")
    }

    @Test("The dynamic authenticator judges tickets")
    func dynamicTicket() {
        var realm = RealmAuthentication.sample([])
        realm.dynamic = .init(procedure: "com.example.authenticate", methods: [.ticket], timeout: 5_000)
        let answers: [(DynamicAnswer, ErrorURI?, Bool?)] = [
            (.principal(Principal(authid: "ann", role: "admin", provider: "dynamic")), nil, nil),
            (
                .principal(Principal(authid: "ann", role: "king", provider: "dynamic")),
                .authenticationFailed, false
            ),
            (.refused, .authenticationFailed, true),
            (.failed("no such procedure"), .authenticationFailed, false),
        ]
        for (answer, reason, isFailure) in answers {
            var exchange = AuthenticationExchange.local(realm)
            #expect(exchange.begin(["ticket"], authid: "ann").challenge != nil)
            #expect(exchange.answer("t").request?.details == ["ticket": "t"])
            let step = exchange.answered(answer, now: 2_500)
            #expect(step.refusal?.reason == reason)
            #expect(step.refusal?.isFailure == isFailure)
            #expect(step.identity?.authprovider == (reason == nil ? "dynamic" : nil))
        }
    }
}
