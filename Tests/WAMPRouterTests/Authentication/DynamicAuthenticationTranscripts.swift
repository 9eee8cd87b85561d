import Testing

@testable import WAMPRouter

@Stage
@Suite("Who the configuration does not know, a dynamic authenticator may")
struct DynamicAuthenticationTranscripts {
    private func world() throws -> World {
        try World {
            $0.addRole("user")
            $0.realms[0].authentication.dynamic = .init(
                procedure: "com.authenticate", methods: [.ticket, .wampcra], timeout: .seconds(1))
        }
    }

    private func authenticator(_ world: World) throws -> ScriptedPeer {
        let authenticator = try world.join(role: "user")
        authenticator.sends(#"[64,1,{},"com.authenticate"]"#)
        authenticator.receives("[65,1,1]")
        return authenticator
    }

    private func hello(_ method: String) -> String {
        #"[1,"realm1",{"roles":{"caller":{}},"authmethods":["\#(method)"],"authid":"joe"}]"#
    }

    /// The authenticator is asked about a ticket.
    private func isAsked(_ authenticator: ScriptedPeer, ticket: String) {
        authenticator.receives(
            #"[68,1,1,{"caller":*,"caller_authid":"wamp.router","caller_authrole":"wamp.router"},["realm1","joe","#
                + #"{"ticket":"\#(ticket)","version":1,"authmethod":"ticket","session":*,"#
                + #""transport":{"type":"websocket","peer":"127.0.0.1:4711","secure":false}}]]"#)
    }

    @Test(
        "It is asked with the ticket and answers with a role, or more",
        arguments: [#""user""#, #"{"role":"user"}"#, #"{"role":"user","authid":"joe2"}"#])
    func ticket(answer: String) throws {
        let world = try world()
        let authenticator = try authenticator(world)
        let joe = try world.connect()
        joe.sends(hello("ticket"))
        joe.receives(#"[4,"ticket",{}]"#)
        joe.sends(#"[5,"abc",{}]"#)
        isAsked(authenticator, ticket: "abc")
        joe.receivesNothing()
        authenticator.sends("[70,1,{},[\(answer)]]")
        world.advance(by: .zero)
        let welcome = joe.nextText() ?? ""
        let authid = answer.contains("joe2") ? "joe2" : "joe"
        #expect(
            welcome.contains(
                #""authid":"\#(authid)","authrole":"user","authmethod":"ticket","authprovider":"dynamic""#),
            "\(welcome)")
    }

    @Test(
        "Whatever is no clear yes refuses, in the same words",
        arguments: ["absent", "error", "late", "leaves", "role", "nonsense"])
    func refuses(how: String) throws {
        let world = try world()
        let authenticator = try authenticator(world)
        if how == "absent" { authenticator.sends("[66,2,1]") }
        let joe = try world.connect()
        joe.sends(hello("ticket"))
        joe.receives(#"[4,"ticket",{}]"#)
        joe.sends(#"[5,"abc",{}]"#)
        switch how {
        case "error": authenticator.sends(#"[8,68,1,{},"com.example.wrong"]"#)
        case "late": world.advance(by: .seconds(1))
        case "leaves": authenticator.disappears()
        case "role": authenticator.sends(#"[70,1,{},["emperor"]]"#)
        case "nonsense": authenticator.sends(#"[70,1,{},[true]]"#)
        default: break
        }
        world.advance(by: .zero)
        joe.isAborted("the authentication failed", "wamp.error.authentication_failed")
    }

    @Test("For WAMP-CRA it gives the secret, and the router challenges")
    func cra() throws {
        let world = try world()
        let authenticator = try authenticator(world)
        let joe = try world.connect()
        joe.sends(hello("wampcra"))
        joe.receivesNothing()
        _ = authenticator.nextText()
        authenticator.sends(#"[70,1,{},[{"role":"user","wampcra":{"secret":"s3"}}]]"#)
        world.advance(by: .zero)
        let challenge = joe.nextText() ?? ""
        let text = challenge.dropFirst(#"[4,"wampcra",{"challenge":""#.utf8.count).dropLast(
            #""}]"#.utf8.count)
        joe.sends(#"[5,"\#(try CRA.sign(text.replacing(#"\""#, with: #"""#), secret: "s3"))",{}]"#)
        #expect(joe.nextText()?.hasPrefix("[2,") == true)
    }

    @Test("While it is asked nothing but ABORT may come, and a client that has gone is forgotten")
    func meanwhile() throws {
        let world = try world()
        let authenticator = try authenticator(world)
        let (joe, jane) = (try world.connect(), try world.connect())
        joe.sends(hello("wampcra"), #"[48,1,{},"com.p"]"#)
        joe.isAborted("received CALL before the session was established")
        jane.sends(hello("wampcra"))
        jane.disappears()
        authenticator.sends(
            #"[70,1,{},[{"role":"user","wampcra":{"secret":"s3"}}]]"#,
            #"[70,2,{},[{"role":"user","wampcra":{"secret":"s3"}}]]"#)
        world.advance(by: .zero)
        #expect(world.inspect { $0.sessionCount } == 1)
    }
}
