import Testing

@testable import WAMPRouter

@Stage
@Suite("Testaments when a session ends (advanced profile, Session Testament)")
struct RouterTestamentsTests {
    /// A subscriber to com.t, and a client.
    private func pair(_ world: World) throws -> (ScriptedPeer, ScriptedPeer) {
        let alice = try world.join()
        alice.sends(#"[32,1,{},"com.t"]"#)
        alice.receives("[33,1,1]")
        return (alice, try world.join())
    }

    private func add(
        _ peer: ScriptedPeer, _ request: Int, topic: String = "com.t", _ args: String,
        _ kwargs: String = "{}",
        options: String = "{}", scope: String = "destroyed"
    ) {
        peer.sends(
            #"[48,\#(request),{},"wamp.session.add_testament",["\#(topic)",\#(args),\#(kwargs)],"#
                + #"{"publish_options":\#(options),"scope":"\#(scope)"}]"#)
        peer.receives("[50,\(request),{}]")
    }

    @Test(
        "They are published however the session ends",
        arguments: ["goodbye", "abort", "violation", "close frame", "lost", "killed"])
    func ends(how: String) throws {
        let (alice, bob) = try pair(World.open())
        add(bob, 1, "[1]")
        switch how {
        case "goodbye": bob.sends(#"[6,{},"wamp.close.normal"]"#)
        case "abort": bob.sends(#"[3,{},"wamp.error.x"]"#)
        case "violation": bob.sends("[99]")
        case "close frame": bob.sends(frames: [SentFrame(opcode: 8, payload: [0x03, 0xE8])])
        case "lost": bob.disappears()
        default:
            alice.sends(#"[48,2,{},"wamp.session.kill",[\#(bob.session)]]"#)
        }
        alice.receives("[36,1,*,{},[1]]")
        if how == "killed" { alice.receives("[50,2,{}]") }
        alice.receivesNothing()
    }

    @Test("Scope detached comes before destroyed, each in order, each with a publication id of its own")
    func order() throws {
        let (alice, bob) = try pair(World())
        add(bob, 1, "[1]")
        add(bob, 2, "[2]", scope: "detached")
        add(bob, 3, "[3]", scope: "destroyed")
        add(bob, 4, "[4]", scope: "detached")
        bob.disappears()
        var publications: Set<[String]> = []
        for number in [2, 4, 1, 3] { publications.insert(alice.receives("[36,1,*,{},[\(number)]]")) }
        #expect(publications.count == 4)
        alice.receivesNothing()
    }

    @Test("Arguments arrive as they were written, and what is empty at the end is left out")
    func payload() throws {
        let (alice, bob) = try pair(World())
        add(bob, 1, #"[ 1.50, "\u00e4", 1e400, -0 ]"#, #"{ "k" : null }"#)
        add(bob, 2, "[]", #"{"k":1}"#)
        add(bob, 3, "[]", "{}")
        bob.disappears()
        alice.receives(#"[36,1,*,{},[ 1.50, "\u00e4", 1e400, -0 ],{ "k" : null }]"#)
        alice.receives(#"[36,1,*,{},[],{"k":1}]"#)
        alice.receives("[36,1,*,{}]")
    }

    @Test("A new session on the same transport does not inherit them")
    func once() throws {
        let (alice, bob) = try pair(World())
        add(bob, 1, "[1]")
        bob.sends(#"[6,{},"wamp.close.normal"]"#)
        bob.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        alice.receives("[36,1,*,{},[1]]")
        bob.joins()
        bob.disappears()
        alice.receivesNothing()
    }

    @Test("The publisher's own subscriptions are gone, and GOODBYE is the last that it hears")
    func ownSubscription() throws {
        let (alice, bob) = try pair(World())
        bob.sends(#"[32,1,{},"com.t"]"#)
        bob.receives("[33,1,1]")
        add(bob, 2, "[1]", options: #"{"exclude_me":false}"#)
        bob.sends(#"[6,{},"wamp.close.normal"]"#)
        bob.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        bob.receivesNothing()
        alice.receives("[36,1,*,{},[1]]")
    }

    @Test("They come before on_leave, which is the last (Session Meta API)")
    func beforeLeaving() throws {
        let (alice, bob) = try pair(World())
        alice.sends(#"[32,2,{},"wamp.session.on_leave"]"#)
        alice.receives("[33,2,2]")
        add(bob, 1, "[1]")
        bob.disappears()
        alice.receives("[36,1,*,{},[1]]")
        alice.receives(#"[36,2,*,{},[\#(bob.session),"\#(bob.authid)","anonymous"]]"#)
        alice.receivesNothing()
    }

    // MARK: publish_options

    @Test("Black- and whitelists are obeyed (Subscriber Black- and Whitelisting)")
    func audience() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        let carol = try world.join(as: "carol")
        carol.sends(#"[32,1,{},"com.t"]"#)
        carol.receives("[33,1,1]")
        add(bob, 1, "[1]", options: #"{"exclude":[\#(alice.session)]}"#)
        add(bob, 2, "[2]", options: #"{"eligible":[\#(alice.session)]}"#)
        add(bob, 3, "[3]", options: #"{"eligible_authid":["carol"]}"#)
        add(bob, 4, "[4]", options: #"{"exclude_authrole":["anonymous"]}"#)
        bob.disappears()
        alice.receives("[36,1,*,{},[2]]")
        alice.receivesNothing()
        carol.receives("[36,1,*,{},[1]]")
        carol.receives("[36,1,*,{},[3]]")
        carol.receivesNothing()
    }

    @Test("disclose_me names the session that has ended (Publisher Identification)")
    func discloseMe() throws {
        let world = try World {
            $0.realms[0].roles[0].permissions[0].disclose.publisher = true
        }
        let (alice, bob) = try pair(world)
        add(bob, 1, "[1]", options: #"{"disclose_me":true}"#)
        bob.disappears()
        alice.receives(
            #"[36,1,*,{"publisher":\#(bob.session),"publisher_authid":"\#(bob.authid)","publisher_authrole":"anonymous"},[1]]"#
        )
    }

    @Test("retain keeps the event for those who subscribe later (Event Retention)")
    func retain() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        add(bob, 1, topic: "com.r", "[1]", options: #"{"retain":true,"acknowledge":true}"#)
        add(bob, 2, topic: "com.s", "[2]")
        bob.disappears()
        alice.receivesNothing()
        alice.sends(#"[32,2,{"get_retained":true},"com.r"]"#, #"[32,3,{"get_retained":true},"com.s"]"#)
        alice.receives("[33,2,2]")
        alice.receives(#"[36,2,*,{"retained":true},[1]]"#)
        alice.receives("[33,3,3]")
        alice.receivesNothing()
    }

    @Test("rkey chooses among the subscribers as that of a PUBLISH does (Sharded Subscription)")
    func resourceKey() throws {
        let world = try World()
        let bob = try world.join()
        let subscribers = try (0..<4).map { number in
            let peer = try world.join()
            peer.sends(#"[32,1,{"nkey":"node\#(number)"},"com.t"]"#)
            peer.receives("[33,1,1]")
            return peer
        }
        bob.sends(#"[16,1,{"rkey":"k"},"com.t",["published"]]"#)
        add(bob, 2, #"["left"]"#, options: #"{"rkey":"k"}"#)
        bob.disappears()
        let heard = subscribers.map { $0.nextTexts().count }
        #expect(heard.sorted() == [0, 0, 0, 2])
    }

    @Test("Attributes of applications and trust levels reach the subscriber")
    func attributes() throws {
        let world = try World { $0.realms[0].roles[0].permissions[0].trustlevel = 3 }
        let (alice, bob) = try pair(world)
        add(bob, 1, "[1]", options: #"{"_x_note":{"a":[1]}}"#)
        bob.disappears()
        alice.receives(#"[36,1,*,{"trustlevel":3,"_x_note":{"a":[1]}},[1]]"#)
    }

    @Test("They enter the history of a topic (Event History)")
    func history() throws {
        let world = try World { $0.realms[0].eventHistory = [.init(uri: "com.h")] }
        let alice = try world.join()
        let bob = try world.join()
        add(bob, 1, topic: "com.h", "[1]")
        bob.disappears()
        alice.sends(#"[48,1,{},"wamp.subscription.get_events",[1]]"#)
        alice.receives(
            #"[50,1,{},[{"timestamp":"2027-01-15T08:00:00.000Z","subscription":1,"publication":*,"details":{},"args":[1]}]]"#
        )
    }

    @Test("What the session may not publish any more when it ends is not published (Authorization)")
    func permissionLost() throws {
        let world = try World {
            $0.realms[0].roles.append(
                .init(
                    name: "quiet",
                    permissions: [.init(uri: "com.u", allow: .init(publish: true))]))
        }
        let (alice, bob) = try pair(world)
        add(bob, 1, "[1]")
        add(bob, 2, topic: "com.u", "[2]")
        alice.sends(#"[32,2,{},"com.u"]"#)
        alice.receives("[33,2,2]")
        let session = try #require(world.session(bob.session))
        session.role = world.inspect { $0.policy.roles.last } ?? nil
        bob.disappears()
        alice.receives("[36,2,*,{},[2]]")
        alice.receivesNothing()
    }

    @Test("Nothing is published while the router shuts down")
    func shutdown() throws {
        let world = try World()
        let (alice, bob) = try pair(world)
        add(bob, 1, "[1]")
        _ = world.shutDown()
        bob.disappears()
        alice.receives(#"[6,{"message":"the router is shutting down"},"wamp.close.system_shutdown"]"#)
        alice.receivesNothing()
    }
}
