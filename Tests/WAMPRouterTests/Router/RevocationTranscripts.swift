import Testing

@testable import WAMPRouter

@Stage
@Suite("Registrations that the router takes back (advanced profile, Registration Revocation)")
struct RevocationTranscripts {
    private static let exists =
        #"{},"wamp.error.procedure_already_exists",["this procedure is registered already"]]"#
    private static let replaced = #"[67,0,{"registration":1,"reason":"wamp.registration.replaced"}]"#

    @Test(
        "force_reregister takes a procedure; the callee is told only if it announced revocation",
        arguments: [true, false])
    func force(announced: Bool) throws {
        let world = try World()
        let alice = try world.join()
        let bob = announced ? try world.join(announcing: "registration_revocation") : try world.join()
        let carol = try world.join()
        bob.sends(#"[64,1,{},"com.p"]"#)
        bob.receives("[65,1,1]")
        alice.sends(#"[48,1,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        carol.sends(#"[64,1,{"force_reregister":true},"com.p"]"#)
        carol.receives("[65,1,2]")
        if announced { bob.receives(Self.replaced) }
        bob.receivesNothing()

        // Calls under way are still answered, new ones go to the new callee.
        alice.sends(#"[48,2,{},"com.p"]"#)
        carol.receives("[68,1,2,{}]")
        bob.sends("[70,1,{},[1]]", "[66,2,1]")
        alice.receives("[50,1,{},[1]]")
        bob.receives(
            #"[8,66,2,{},"wamp.error.no_such_registration",["this session does not hold this registration"]]"#
        )
    }

    @Test("force_reregister takes a procedure from all who share it, and from the session itself")
    func forceAll() throws {
        let world = try World()
        let bob = try world.join(announcing: "registration_revocation")
        let carol = try world.join(announcing: "registration_revocation")
        for peer in [bob, carol] {
            peer.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
            peer.receives("[65,1,1]")
        }
        carol.sends(#"[64,2,{"invoke":"first","force_reregister":true},"com.p"]"#)
        bob.receives(Self.replaced)
        bob.receivesNothing()
        carol.receives(Self.replaced)
        carol.receives("[65,2,2]")
        carol.receivesNothing()
    }

    @Test("force_reregister of a procedure that nobody has is a REGISTER, and does not reach other patterns")
    func forceNobody() throws {
        let world = try World()
        let bob = try world.join(announcing: "registration_revocation")
        let carol = try world.join()
        bob.sends(#"[64,1,{"match":"prefix"},"com.p"]"#)
        bob.receives("[65,1,1]")
        carol.sends(#"[64,1,{"force_reregister":true},"com.p"]"#)
        carol.receives("[65,1,2]")
        bob.receivesNothing()
        carol.sends(#"[64,2,{"force_reregister":true,"match":"prefix"},"com.p"]"#)
        carol.receives("[65,2,3]")
        bob.receives(Self.replaced)
    }

    @Test("force_reregister is for those who may register")
    func forceRefused() throws {
        let world = try World {
            $0.realms[0].roles.append(.init(name: "guest", permissions: []))
        }
        let bob = try world.join(announcing: "registration_revocation")
        bob.sends(#"[64,1,{},"com.p"]"#)
        bob.receives("[65,1,1]")
        let guest = try world.join(role: "guest")
        guest.sends(#"[64,1,{"force_reregister":true},"com.p"]"#)
        guest.receives(
            #"[8,64,1,{},"wamp.error.not_authorized","#
                + #"["this session's role is not allowed to do this with this URI"]]"#)
        bob.receivesNothing()
    }

    @Test("Calls that wait for the callee are canceled with the registration")
    func waiting() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let carol = try world.join()
        bob.sends(#"[64,1,{"concurrency":1},"com.p"]"#)
        bob.receives("[65,1,1]")
        alice.sends(#"[48,1,{},"com.p"]"#, #"[48,2,{},"com.p"]"#)
        bob.receives("[68,1,1,{}]")
        carol.sends(#"[64,1,{"force_reregister":true},"com.p"]"#)
        carol.receives("[65,1,2]")
        carol.receivesNothing()
        alice.receives(
            #"[8,48,2,{},"wamp.error.canceled",["the last callee has left before one was free"]]"#)
        bob.sends("[70,1,{}]")
        alice.receives("[50,1,{}]")
    }

    // MARK: Take-over

    private func takeover() throws -> World {
        try World { $0.realms[0].registrationTakeover = .sameAuthid }
    }

    @Test("Where the realm allows it, another session of the same user takes a procedure over")
    func sameUser() throws {
        let world = try takeover()
        let alice = try world.join()
        let old = try world.join(as: "bob", announcing: "registration_revocation")
        let new = try world.join(as: "bob")
        old.sends(#"[64,1,{},"com.p"]"#)
        old.receives("[65,1,1]")
        new.sends(#"[64,1,{},"com.p"]"#)
        new.receives("[65,1,2]")
        old.receives(Self.replaced)
        alice.sends(#"[48,1,{},"com.p"]"#)
        new.receives("[68,1,2,{}]")
        old.receivesNothing()
        // And back again.
        old.sends(#"[64,2,{},"com.p"]"#)
        old.receives("[65,2,3]")
        new.receivesNothing()
    }

    @Test("Nobody else takes it over, nor does the session itself")
    func otherUser() throws {
        let world = try takeover()
        let old = try world.join(as: "bob", announcing: "registration_revocation")
        old.sends(#"[64,1,{},"com.p"]"#, #"[64,2,{},"com.p"]"#)
        old.receives("[65,1,1]")
        old.receives("[8,64,2,\(Self.exists)")
        for other in [try world.join(as: "carol"), try world.join()] {
            other.sends(#"[64,1,{},"com.p"]"#)
            other.receives("[8,64,1,\(Self.exists)")
        }
        old.receivesNothing()
    }

    @Test("A realm that does not say so allows no take-over")
    func notAllowed() throws {
        let world = try World()
        let old = try world.join(as: "bob", announcing: "registration_revocation")
        let new = try world.join(as: "bob")
        old.sends(#"[64,1,{},"com.p"]"#)
        new.sends(#"[64,1,{},"com.p"]"#)
        new.receives("[8,64,1,\(Self.exists)")
        old.receives("[65,1,1]")
        old.receivesNothing()
    }

    @Test("A procedure that can be shared is shared, and not taken over")
    func shared() throws {
        let world = try takeover()
        let old = try world.join(as: "bob", announcing: "registration_revocation")
        let new = try world.join(as: "bob")
        for peer in [old, new] {
            peer.sends(#"[64,1,{"invoke":"roundrobin"},"com.p"]"#)
            peer.receives("[65,1,1]")
        }
        // Two callees have it, which one of them cannot end.
        let third = try world.join(as: "bob")
        third.sends(#"[64,1,{"invoke":"first"},"com.p"]"#)
        third.receives("[8,64,1,\(Self.exists)")
        for peer in [old, new] { peer.receivesNothing() }
    }
}
