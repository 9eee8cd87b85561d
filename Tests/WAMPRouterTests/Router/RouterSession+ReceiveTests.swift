import NIOCore
import Testing

@testable import WAMPRouter

@Stage
@Suite("A transport without a session, and how reads become messages (basic profile, Session Establishment)")
struct RouterSessionReceiveTests {
    nonisolated static let violations: [(String, String)] = [
        (#"[48,1,{},"com.p"]"#, "received CALL where HELLO was expected"),
        (#"[16,1,{},"com.p"]"#, "received PUBLISH where HELLO was expected"),
        (#"[5,"x",{}]"#, "received AUTHENTICATE where HELLO was expected"),
        (#"[2,1,{}]"#, "received WELCOME where HELLO was expected"),
        (#"[70,1,{}]"#, "received YIELD where HELLO was expected"),
        (#"[1,"realm1"]"#, "HELLO with only 2 elements"),
        (#"[1,1,{}]"#, "element 1 of HELLO must be a string"),
        (#"[1,"realm1",[]]"#, "element 2 of HELLO must be a dictionary"),
        (#"[1,"realm1",{},1]"#, "HELLO with more than 3 elements"),
        (
            #"[1,"realm1",{}]"#,
            "HELLO announces no role of publisher, subscriber, caller, callee"
        ),
        (#"[1,"realm1",{"roles":[]}]"#, "option roles must be a dictionary"),
        (
            #"[1,"nowhere",{}]"#,
            "HELLO announces no role of publisher, subscriber, caller, callee"
        ),
        ("nonsense", "invalid literal at byte 0"),
        ("{}", "a message must be a list"),
    ]

    @Test(
        "Anything but a right HELLO is ABORT, and a HELLO behind it in the same read is not processed",
        arguments: violations)
    func violation(message: String, reason: String) throws {
        let world = try World()
        let alice = try world.connect()
        alice.sends(message, #"[1,"realm1",{"roles":{"caller":{}}}]"#)
        alice.isAborted(reason)
        #expect(world.inspect { $0.sessionCount } == 0)
        alice.sends(#"[1,"realm1",{"roles":{"caller":{}}}]"#)
        alice.receivesNothing()
    }

    @Test("A binary message in place of HELLO is a violation")
    func binary() throws {
        let alice = try World().connect()
        alice.sends(frames: [SentFrame(opcode: 2, payload: [1, 2, 3])])
        alice.isAborted("received a binary message where the subprotocol has text")
    }

    @Test("A message of the extension range before HELLO is ignored")
    func extensionMessage() throws {
        let alice = try World().connect()
        alice.sends("[300,1]")
        alice.receivesNothing()
        alice.joins()
    }

    @Test("A client that opens no session in time is aborted, also after GOODBYE")
    func openingDeadline() throws {
        let world = try World { $0.limits.helloTimeout = .seconds(3) }
        let alice = try world.connect()
        let bob = try world.join()
        world.loop.advanceTime(by: .milliseconds(2900))
        alice.receivesNothing()
        world.loop.advanceTime(by: .milliseconds(200))
        alice.isAborted("no session was opened in time")
        bob.receivesNothing()
        bob.sends("[6,{},\"wamp.close.normal\"]")
        bob.receives("[6,{},\"wamp.close.goodbye_and_out\"]")
        world.loop.advanceTime(by: .milliseconds(2900))
        bob.receivesNothing()
        world.loop.advanceTime(by: .milliseconds(400))
        bob.isAborted("no session was opened in time")
    }

    /// What Alice says in `transcript`, and all that she and Bob hear.
    private static let script: [String] = [
        "[1,\"realm1\",{\"roles\":{\"caller\":{},\"publisher\":{}}}]", "[64,1,{},\"com.p\"]",
        "[32,2,{},\"com.t\"]",
        "[48,3,{},\"com.p\",[1,\"äöü\"],{\"k\": 2}]", "[70,1,{},[\"ok\"]]",
        "[16,4,{\"exclude_me\":false},\"com.t\",[1.50]]",
        "[48,5,{},\"com.q\"]", "[6,{},\"wamp.close.normal\"]", "[1,\"realm1\",{\"roles\":{\"callee\":{}}}]",
        "[48,1,{},\"com.q\"]", "[70,1,{}]",
    ]

    private func transcript(_ pieces: [[UInt8]]) throws -> [String] {
        let world = try World()
        let alice = try world.connect()
        let bob = try world.join()
        bob.sends("[32,1,{},\"com.t\"]")
        for piece in pieces { alice.sends(bytes: piece) }
        return alice.nextTexts() + ["bob:"] + bob.nextTexts()
    }

    @Test("However reads cut the stream, the answers are the same")
    func reads() throws {
        let whole = Self.script.flatMap { SentFrame.text($0).bytes }
        let expected = try transcript([whole])
        #expect(expected.count == 15)
        #expect(try transcript(Self.script.map { SentFrame.text($0).bytes }) == expected)
        #expect(try transcript(whole.map { [$0] }) == expected)
        for cut in 1..<whole.count {
            let pieces = [Array(whole[..<cut]), Array(whole[cut...])]
            #expect(try transcript(pieces) == expected, "cut at byte \(cut)")
        }
    }

    @Test("However frames cut the messages, the answers are the same", arguments: [1, 2, 7, 30])
    func fragments(size: Int) throws {
        let whole = Self.script.flatMap { SentFrame.text($0).bytes }
        var fragmented: [UInt8] = []
        for message in Self.script {
            let payload = Array(message.utf8)
            for start in stride(from: 0, to: payload.count, by: size) {
                let end = min(start + size, payload.count)
                fragmented +=
                    SentFrame(
                        opcode: start == 0 ? 1 : 0, payload: Array(payload[start..<end]),
                        isFinal: end == payload.count
                    ).bytes
                // RFC 6455 §5.4: control frames may stand between the fragments of a message.
                fragmented += SentFrame(opcode: 10, payload: [1]).bytes
            }
        }
        #expect(try transcript([fragmented]) == transcript([whole]))
    }

    @Test("A ping is answered in order, within a message and between two")
    func ping() throws {
        let alice = try World().join()
        let request = Array("[32,1,{},\"com.t\"]".utf8)
        alice.sends(frames: [
            .text("[256]"), SentFrame(opcode: 9, payload: Array("a".utf8)),
            SentFrame(opcode: 1, payload: Array(request[..<5]), isFinal: false),
            SentFrame(opcode: 9, payload: Array("b".utf8)),
            SentFrame(opcode: 0, payload: Array(request[5...])),
            SentFrame(opcode: 9, payload: []),
        ])
        #expect(alice.next() == ReceivedFrame(opcode: 10, payload: Array("a".utf8)))
        #expect(alice.next() == ReceivedFrame(opcode: 10, payload: Array("b".utf8)))
        alice.receives("[33,1,1]")
        #expect(alice.next() == ReceivedFrame(opcode: 10, payload: []))
    }

    @Test("A close frame is answered behind what was asked before it; what follows it is not read")
    func close() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends(frames: [
            .text("[32,1,{},\"com.t\"]"), SentFrame(opcode: 8, payload: [0x03, 0xE9]),
            .text("[32,2,{},\"com.t\"]"),
        ])
        alice.receives("[33,1,1]")
        alice.receivesClose(1001)
        #expect(!alice.isConnected)
        #expect(world.inspect { $0.sessionCount } == 0)
    }

    @Test("A violation of RFC 6455 ends the session and closes with its code")
    func webSocketViolation() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends(frames: [.text("[32,1,{},\"com.t\"]"), SentFrame(opcode: 3, payload: []), .text("[99]")])
        alice.receives("[33,1,1]")
        alice.receivesClose(1002)
        #expect(world.inspect { $0.sessionCount } == 0)

        let bob = try world.join()
        bob.sends(frames: [SentFrame(opcode: 1, payload: [0xFF])])
        bob.receivesClose(1007)
    }

    @Test("The client's close frame after ABORT ends the connection")
    func closeAfterAbort() throws {
        let alice = try World().join()
        alice.sends("[99]")
        alice.isAborted("unknown message type 99")
        #expect(alice.isConnected)
        alice.sends(frames: [SentFrame(opcode: 8, payload: [0x03, 0xE8])])
        alice.receivesNothing()
        #expect(!alice.isConnected)
    }

    @Test("A client that does not answer the close frame is cut off")
    func noCloseAfterAbort() throws {
        let world = try World()
        let alice = try world.join()
        alice.sends("[99]")
        world.loop.advanceTime(by: .milliseconds(1900))
        #expect(alice.isConnected)
        world.loop.advanceTime(by: .milliseconds(300))
        #expect(!alice.isConnected)
    }
}
