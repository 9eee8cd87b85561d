import NIOCore
import Testing

@testable import WAMPRouter

@Stage
@Suite("GOODBYE, and sessions that end otherwise (basic profile, Session Closing)")
struct RouterLeaveTests {
    private static let hello = "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]"

    @Test("GOODBYE is answered by goodbye_and_out and the transport stays open")
    func goodbye() throws {
        let alice = try World().join()
        alice.sends("[6,{},\"wamp.close.normal\"]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.receivesNothing()
        #expect(alice.isConnected)
    }

    @Test(
        "A new HELLO on the same transport opens a new session with another id, whose request ids start at 1")
    func again() throws {
        let alice = try World().join()
        let first = alice.session
        alice.sends("[32,1,{},\"com.a\"]")
        alice.receives("[33,1,1]")
        alice.sends("[6,{},\"wamp.close.close_realm\"]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.joins()
        #expect(alice.session != first)
        alice.sends("[32,1,{},\"com.a\"]")
        alice.receives("[33,1,2]")
        alice.receivesNothing()
    }

    @Test("Nothing of the old session survives: subscriptions, registrations, calls")
    func nothingSurvives() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join(calleeFeatures: "{\"call_canceling\":true}")
        bob.sends("[64,1,{},\"com.b\"]")
        bob.receives("[65,1,1]")
        alice.sends("[32,1,{},\"com.t\"]", "[64,2,{},\"com.p\"]", "[48,3,{},\"com.b\"]")
        alice.receives("[33,1,1]")
        alice.receives("[65,2,2]")
        bob.receives("[68,1,1,{}]")
        alice.sends("[6,{},\"wamp.close.normal\"]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        bob.receives("[69,1,{\"mode\":\"killnowait\"}]")
        alice.joins()

        bob.sends("[70,1,{},[\"late\"]]")
        bob.sends("[16,2,{\"acknowledge\":true},\"com.t\"]", "[48,3,{},\"com.p\"]")
        bob.receives("[17,2,*]")
        bob.receives(
            "[8,48,3,{},\"wamp.error.no_such_procedure\",[\"no callee has registered this procedure\"]]"
        )
        alice.receivesNothing()
        alice.sends("[34,1,1]", "[66,2,2]", "[49,3,{}]")
        alice.receives(
            "[8,34,1,{},\"wamp.error.no_such_subscription\",[\"this session does not hold this subscription\"]]"
        )
        alice.receives(
            "[8,66,2,{},\"wamp.error.no_such_registration\",[\"this session does not hold this registration\"]]"
        )
        alice.receivesNothing()
    }

    @Test("GOODBYE and HELLO in one read open the next session")
    func oneRead() throws {
        let alice = try World().join()
        alice.sends("[6,{},\"wamp.close.normal\"]", Self.hello, "[48,1,{},\"com.p\"]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        #expect(alice.next()?.text.hasPrefix("[2,") == true)
        alice.receives(
            "[8,48,1,{},\"wamp.error.no_such_procedure\",[\"no callee has registered this procedure\"]]"
        )
        alice.receivesNothing()
    }

    @Test("Requests behind GOODBYE are a violation, because they come without a session")
    func requestBehindGoodbye() throws {
        let alice = try World().join()
        alice.sends("[6,{},\"wamp.close.normal\"]", "[48,1,{},\"com.p\"]")
        alice.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.isAborted("received CALL where HELLO was expected")
    }

    @Test("ABORT from a client ends its session without an answer, and the transport closes")
    func abort() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends("[3,{},\"wamp.error.system_shutdown\"]")
        #expect(world.inspect { $0.sessionCount } == 0)
        alice.receivesClose()
        alice.sends(Self.hello)
        alice.receivesNothing()
    }

    @Test("ABORT from a client without a session closes the transport")
    func abortBeforeSession() throws {
        let alice = try World().connect()
        alice.sends("[3,{},\"com.why\"]")
        alice.receivesClose()
    }

    @Test("Shutdown says GOODBYE to every session, ends with the last answer, and drops what comes late")
    func shutdown() throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        let ended = world.shutDown()
        #expect(ended.count == 0)
        for peer in [alice, bob] {
            peer.receives("[6,{\"message\":\"the router is shutting down\"},\"wamp.close.system_shutdown\"]")
            peer.receivesNothing()
        }
        bob.sends("[48,1,{},\"com.p\"]", "[1,\"realm1\",{}]")
        bob.receivesNothing()
        #expect(world.inspect { $0.sessionCount } == 2)
        for peer in [alice, bob] {
            peer.sends("[6,{},\"wamp.close.goodbye_and_out\"]")
            peer.receivesClose()
        }
        #expect(world.inspect { $0.sessionCount } == 0)
        #expect(ended.count == 1)
    }

    @Test("After GOODBYE of the router a session is sent nothing, whatever the others still do")
    func silenceAfterGoodbye() throws {
        let world = try World()
        let callee = try world.join(calleeFeatures: "{\"call_canceling\":true}")
        callee.sends("[64,1,{},\"com.p\"]")
        callee.receives("[65,1,1]")
        let caller = try world.join()
        let other = try world.join()
        for peer in [caller, other] {
            peer.sends("[48,1,{},\"com.p\"]")
            callee.receives("[68,*,1,{}]")
        }
        _ = world.shutDown()
        for peer in [callee, caller, other] {
            peer.receives("[6,{\"message\":\"the router is shutting down\"},\"wamp.close.system_shutdown\"]")
        }
        caller.disappears()
        callee.receivesNothing()
        callee.sends("[6,{},\"wamp.close.goodbye_and_out\"]")
        callee.receivesClose()
        other.receivesNothing()
    }

    @Test("HELLO during shutdown is refused")
    func lateHello() throws {
        let world = try World()
        let alice = try world.connect()
        _ = world.shutDown()
        alice.sends(Self.hello)
        alice.isAborted("the router is shutting down", "wamp.close.system_shutdown")
    }

    @Test("A client whose GOODBYE crosses the router's gets its session ended once")
    func crossing() throws {
        let world = try World()
        let alice = try world.join()
        _ = world.shutDown()
        alice.receives("[6,{\"message\":\"the router is shutting down\"},\"wamp.close.system_shutdown\"]")
        alice.sends("[6,{},\"wamp.close.normal\"]", "[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.receivesClose()
    }

    @Test("A second shutdown waits for the same sessions")
    func shutdownTwice() throws {
        let world = try World()
        let alice = try world.join()
        let first = world.shutDown()
        let second = world.shutDown()
        alice.receives("[6,{\"message\":\"the router is shutting down\"},\"wamp.close.system_shutdown\"]")
        alice.sends("[6,{},\"wamp.close.goodbye_and_out\"]")
        alice.receivesClose()
        #expect(first.count == 1)
        #expect(second.count == 1)
    }

    @Test("A connection that is lost ends its session", arguments: [true, false])
    func lost(pending: Bool) throws {
        let world = try World()
        let alice = try world.join()
        let bob = try world.join()
        alice.sends("[64,1,{},\"com.p\"]", "[32,2,{},\"com.t\"]")
        if pending { bob.sends("[48,1,{},\"com.p\"]") }
        alice.disappears()
        if pending {
            bob.receives(
                "[8,48,1,{},\"wamp.error.canceled\",[\"the callee has left before it answered\"]]")
        }
        bob.receivesNothing()
        #expect(world.inspect { $0.sessionCount } == 1)
        #expect(world.inspect { $0.dealer.registrationCount } == 0)
        #expect(world.inspect { $0.dealer.pendingCount } == 0)
        #expect(world.inspect { $0.broker.subscriptionCount } == 0)
    }
}
