import Testing

@testable import WAMPRouter

@Stage
@Suite("From HELLO to WELCOME (basic profile, Session Establishment; advanced profile, Authentication)")
struct AuthenticationTranscripts {
    /// A world where joe may come with a ticket; `adjust` opens more.
    private func world(
        _ adjust: (inout RouterConfiguration.Authentication) -> Void = { _ in }
    ) throws -> World {
        try World {
            $0.addRole("user")
            var joe = RouterConfiguration.Principal(authid: "joe", role: "user")
            joe.ticket = "plain:secret"
            joe.wampcra = .init(secret: "secret")
            $0.realms[0].authentication.principals = [joe]
            $0.realms[0].authentication.ticket = .init()
            adjust(&$0.realms[0].authentication)
        }
    }

    private func hello(_ methods: String, authid: String = "joe") -> String {
        #"[1,"realm1",{"roles":{"caller":{}},"authmethods":[\#(methods)],"authid":"\#(authid)"}]"#
    }

    private static let failed = "the authentication failed"

    @Test("The right ticket is welcomed, with the principal's role", arguments: Dialect.all)
    func ticket(dialect: Dialect) throws {
        let joe = try world().connect(dialect)
        joe.sends(hello(#""ticket""#))
        joe.receives(#"[4,"ticket",{}]"#)
        joe.sends(#"[5,"secret",{}]"#)
        let welcome = joe.nextText() ?? ""
        #expect(welcome.hasPrefix("[2,"))
        #expect(
            welcome.contains(
                #""authid":"joe","authrole":"user","authmethod":"ticket","authprovider":"static""#))
        joe.sends(#"[48,1,{},"wamp.session.count"]"#)
        joe.receives("[50,1,{},[1]]")
    }

    @Test("A wrong ticket and an unknown user get the same words", arguments: ["joe", "nobody"])
    func wrongTicket(authid: String) throws {
        let world = try world()
        let client = try world.connect()
        client.sends(hello(#""ticket""#, authid: authid))
        client.receives(#"[4,"ticket",{}]"#)
        client.sends(#"[5,"wrong",{}]"#)
        client.isAborted(Self.failed, "wamp.error.authentication_failed")
        #expect(world.inspect { $0.sessionCount } == 0)
    }

    @Test("The client's first method that is open is taken; one that is not is passed over")
    func preference() throws {
        let joe = try world { $0.wampcra = .init() }.connect()
        joe.sends(hello(#""cryptosign","wampcra","ticket""#))
        let challenge = joe.nextText() ?? ""
        #expect(challenge.hasPrefix(#"[4,"wampcra",{"challenge":"{"#))
    }

    @Test("A challenge serves once: the second AUTHENTICATE is a violation, whatever the first one said")
    func once() throws {
        let world = try world()
        let joe = try world.connect()
        joe.sends(hello(#""ticket""#))
        joe.receives(#"[4,"ticket",{}]"#)
        joe.sends(#"[5,"wrong",{}]"#, #"[5,"secret",{}]"#)
        joe.isAborted(Self.failed, "wamp.error.authentication_failed")
        let jane = try world.connect()
        jane.sends(hello(#""ticket""#))
        jane.receives(#"[4,"ticket",{}]"#)
        jane.sends(#"[5,"secret",{}]"#, #"[5,"secret",{}]"#)
        #expect(jane.nextText()?.hasPrefix("[2,") == true)
        jane.isAborted("received AUTHENTICATE without a pending CHALLENGE")
    }

    @Test("AUTHENTICATE captured from one session does not open another one")
    func replay() throws {
        let world = try world { $0.wampcra = .init() }
        let (joe, mallory) = (try world.connect(), try world.connect())
        for client in [joe, mallory] { client.sends(hello(#""wampcra""#)) }
        let challenges = [joe, mallory].map { $0.nextText() ?? "" }
        #expect(challenges[0] != challenges[1])
        let text = challenges[0].dropFirst(#"[4,"wampcra",{"challenge":""#.utf8.count).dropLast(
            #""}]"#.utf8.count)
        let signature = try CRA.sign(text.replacing(#"\""#, with: #"""#), secret: "secret")
        mallory.sends(#"[5,"\#(signature)",{}]"#)
        mallory.isAborted(Self.failed, "wamp.error.authentication_failed")
        joe.sends(#"[5,"\#(signature)",{}]"#)
        #expect(joe.nextText()?.hasPrefix("[2,") == true)
    }

    @Test("A challenge that is not answered in time expires")
    func expires() throws {
        let world = try world { $0.challengeTimeout = .seconds(2) }
        let joe = try world.connect()
        joe.sends(hello(#""ticket""#))
        joe.receives(#"[4,"ticket",{}]"#)
        world.advance(by: .milliseconds(1999))
        joe.receivesNothing()
        world.advance(by: .milliseconds(2))
        joe.isAborted(Self.failed, "wamp.error.authentication_failed")
        #expect(world.time.timerCount == 0)
    }

    @Test(
        "Between CHALLENGE and WELCOME only AUTHENTICATE and ABORT may come",
        arguments: [
            #"[48,1,{},"com.p"]"#, #"[1,"realm1",{"roles":{"caller":{}}}]"#, #"[6,{},"wamp.close.normal"]"#,
        ])
    func onlyAuthenticate(message: String) throws {
        let joe = try world().connect()
        joe.sends(hello(#""ticket""#))
        joe.receives(#"[4,"ticket",{}]"#)
        joe.sends(message)
        let name = message.hasPrefix("[48") ? "CALL" : message.hasPrefix("[1,") ? "HELLO" : "GOODBYE"
        joe.isAborted("received \(name) where AUTHENTICATE was expected")
    }

    @Test("Who fails too often waits longer and longer, and is then locked out even with the right ticket")
    func throttle() throws {
        let world = try world()
        var waited = 0
        for attempt in 1...10 {
            let client = try world.connect()
            client.sends(hello(#""ticket""#))
            client.receives(#"[4,"ticket",{}]"#)
            client.sends(#"[5,"wrong",{}]"#)
            if attempt > 3 {
                client.receivesNothing()
                world.advance(by: .milliseconds(4_000))
                waited += 1
            }
            client.isAborted(Self.failed, "wamp.error.authentication_failed")
        }
        #expect(waited == 7)
        let joe = try world.connect()
        joe.sends(hello(#""ticket""#))
        joe.isAborted(Self.failed, "wamp.error.authentication_failed")
        world.advance(by: .seconds(60))
        let later = try world.connect()
        later.sends(hello(#""ticket""#))
        later.receives(#"[4,"ticket",{}]"#)
        later.sends(#"[5,"secret",{}]"#)
        #expect(later.nextText()?.hasPrefix("[2,") == true)
    }

    @Test("Anonymous sessions that name an authid do not make its failures forgotten")
    func noAmnesty() throws {
        let world = try world()
        for attempt in 1...10 {
            let client = try world.connect()
            client.sends(hello(#""ticket""#), #"[5,"wrong",{}]"#)
            world.advance(by: .milliseconds(4_000))
            _ = client.nextTexts()
            let guest = try world.connect()
            guest.sends(hello(#""anonymous""#))
            #expect(guest.nextText()?.hasPrefix("[2,") == true, "\(attempt)")
        }
        let joe = try world.connect()
        joe.sends(hello(#""ticket""#))
        joe.isAborted(Self.failed, "wamp.error.authentication_failed")
    }

    @Test("A client that is gone while its refusal waits leaves nothing behind")
    func vanishes() throws {
        let world = try world()
        for _ in 1...4 {
            let client = try world.connect()
            client.sends(hello(#""ticket""#), #"[5,"wrong",{}]"#)
            client.disappears()
        }
        world.advance(by: .seconds(10))
        #expect(world.time.timerCount == 0)
    }

    @Test("The session limit holds for those who were challenged before it was reached")
    func sessionLimit() throws {
        let world = try World {
            $0.limits.maximumSessions = 1
            $0.addRole("user")
            var joe = RouterConfiguration.Principal(authid: "joe", role: "user")
            joe.ticket = "plain:secret"
            $0.realms[0].authentication.principals = [joe]
            $0.realms[0].authentication.ticket = .init()
        }
        let joe = try world.connect()
        joe.sends(hello(#""ticket""#))
        joe.receives(#"[4,"ticket",{}]"#)
        _ = try world.join()
        joe.sends(#"[5,"secret",{}]"#)
        joe.isAborted("realm realm1 has as many sessions as it may have", "wamp.error.limit_exceeded")
    }
}
