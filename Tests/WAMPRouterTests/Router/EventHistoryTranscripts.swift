import Testing

@testable import Routing
@testable import WAMPRouter

@Stage
@Suite("Subscriptions that the configuration declares (advanced profile, Event History)")
struct EventHistoryTranscripts {
    private func world() throws -> World {
        try World {
            $0.realms[0].eventHistory = [
                .init(uri: "com.h", maximumEvents: 3), .init(uri: "com.", match: .prefix),
                .init(uri: "com..w", match: .wildcard),
            ]
        }
    }

    /// The number of events kept for a subscription.
    private func count(_ subscription: UInt64, in world: World) -> Int? {
        world.inspect { $0.histories[subscription]?.count } ?? nil
    }

    @Test("They exist from the start: a SUBSCRIBE is given the declared id, before and after others")
    func declared() throws {
        let world = try world()
        let alice = try world.join()
        alice.sends(
            #"[32,1,{},"com.other"]"#, #"[32,2,{"match":"wildcard"},"com..w"]"#,
            #"[32,3,{"match":"prefix"},"com."]"#,
            #"[32,4,{},"com.h"]"#)
        for (request, id) in [(1, 4), (2, 3), (3, 2), (4, 1)] { alice.receives("[33,\(request),\(id)]") }
        alice.sends("[34,5,1]", #"[32,6,{},"com.h"]"#)
        alice.receives("[35,5]")
        alice.receives("[33,6,1]")
        alice.disappears()
        #expect(world.inspect { $0.broker.subscriptionCount } == 3)
        let bob = try world.join()
        bob.sends(#"[32,1,{},"com.h"]"#)
        bob.receives("[33,1,1]")
    }

    @Test("Events are recorded without a subscriber, in each history once, up to its bounds")
    func recorded() throws {
        let world = try world()
        let alice = try world.join()
        for number in 1...5 { alice.sends(#"[16,\#(number),{},"com.h",[\#(number)]]"#) }
        alice.sends(#"[16,6,{},"com.a.w"]"#, #"[16,7,{},"org.h"]"#)
        #expect(count(1, in: world) == 3)
        #expect(count(2, in: world) == 6)
        #expect(count(3, in: world) == 1)
    }

    @Test("Subscribers get the events that are recorded as any other")
    func live() throws {
        let world = try world()
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[32,1,{},"com.h"]"#, #"[32,2,{"match":"prefix"},"com."]"#)
        bob.receives("[33,1,1]")
        bob.receives("[33,2,2]")
        alice.sends(#"[16,1,{"_x_a":1},"com.h",[1 ]]"#)
        bob.receives(#"[36,1,*,{"_x_a":1},[1 ]]"#)
        bob.receives(#"[36,2,*,{"topic":"com.h","_x_a":1},[1 ]]"#)
        bob.receivesNothing()
    }

    @Test(
        "What is for named sessions only, or for all but those, is not recorded; lists of authids and roles are no reason",
        arguments: [
            (#"{"exclude":[1]}"#, 0), (#"{"eligible":[1]}"#, 0), (#"{"exclude":[]}"#, 0),
            (#"{"eligible_authid":["bob"]}"#, 1), (#"{"exclude_authrole":["guest"]}"#, 1),
            (#"{"exclude_me":false}"#, 1), (#"{"retain":true}"#, 1),
        ])
    func forSessions(options: String, expected: Int) throws {
        let world = try world()
        let alice = try world.join()
        alice.sends(#"[16,1,\#(options),"com.h"]"#)
        #expect(count(1, in: world) == expected)
        #expect(count(2, in: world) == expected)
    }

    @Test("What was refused is not recorded")
    func refused() throws {
        let world = try World {
            $0.realms[0].eventHistory = [.init(uri: "com.h")]
            $0.realms[0].roles[0].permissions = [.init(uri: "com.h", allow: .init(subscribe: true))]
        }
        let alice = try world.join()
        alice.sends(#"[16,1,{},"com.h"]"#, #"[16,2,{"disclose_me":true},"com.h"]"#)
        #expect(count(1, in: world) == 0)
    }
}
