import Testing

@testable import WAMPRouter

@Stage
@Suite("The messages of a client without a session are small (basic profile, Session Establishment)")
struct OpeningMessageTranscripts {
    private func world() throws -> World {
        try World { configuration in
            configuration.limits.maximumOpeningMessageSize = 1024
            configuration.compression.isEnabled = true
        }
    }

    /// A HELLO of as many bytes.
    private func hello(_ count: Int) -> String {
        let empty = #"[1,"realm1",{"roles":{"caller":{}},"authextra":{"x":""}}]"#
        let filling = String(repeating: "x", count: count - empty.utf8.count)
        return empty.replacing(#""x":"""#, with: #""x":"\#(filling)""#)
    }

    private let long = #"[48,1,{},"com.p",["\#(String(repeating: "x", count: 4000))"]]"#

    @Test("HELLO may be as long as the limit; one byte more is refused from the header of its frame")
    func hello() throws {
        let world = try world()
        let alice = try world.connect()
        alice.sends(hello(1024))
        #expect(alice.nextText()?.hasPrefix("[2,") == true)
        let bob = try world.connect()
        bob.sends(bytes: Array(SentFrame.text(hello(1025)).bytes.prefix(8)))
        bob.receivesClose(1009)
        #expect(world.inspect { $0.sessionCount } == 1)
    }

    @Test("Fragments are counted together")
    func fragments() throws {
        let alice = try world().connect()
        let piece = [UInt8](repeating: 0x20, count: 600)
        alice.sends(frames: [SentFrame(opcode: 1, payload: piece, isFinal: false)])
        alice.receivesNothing()
        alice.sends(frames: [SentFrame(opcode: 0, payload: piece)])
        alice.receivesClose(1009)
    }

    @Test("A compressed message counts as what it is inflated to")
    func compressed() throws {
        let alice = try world().connect(.json, offering: "permessage-deflate")
        alice.sends(frames: [SentFrame(opcode: 1, payload: Self.deflatedSpaces, isCompressed: true)])
        alice.receivesClose(1009)
    }

    /// zlib's raw deflate of 5,000 spaces, without the four bytes at its end.
    private static let deflatedSpaces: [UInt8] = [
        0xEC, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0x2A, 0xEB, 0x9F, 0xD2, 0x14, 0x7E, 0x40, 0x01,
        0x00, 0x00, 0x00, 0x00, 0x6F, 0x03,
    ]

    @Test(
        "RawSocket: HELLO that is too long ends the connection from its prefix on", arguments: Dialect.all)
    func rawSocket(dialect: Dialect) throws {
        let alice = try world().connect(dialect.rawSocket())
        alice.sends(bytes: [0, 0, 0x04, 0x01])
        alice.receivesClose()
    }

    @Test(
        "A session may send messages of any size, a client whose session is over may not",
        arguments: [Dialect.json, Dialect.json.rawSocket()])
    func session(dialect: Dialect) throws {
        let world = try world()
        let alice = try world.connect(dialect)
        alice.joins()
        alice.sends(long)
        alice.receives(
            #"[8,48,1,{},"wamp.error.no_such_procedure",["no callee has registered this procedure"]]"#)
        alice.sends(#"[6,{},"wamp.close.normal"]"#)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        alice.joins()
        alice.sends(#"[6,{},"wamp.close.normal"]"#, long)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        alice.receivesClose(1009)
    }

    @Test(
        "What a killed session was about to send is still dropped, and what follows its GOODBYE is held to the limit"
    )
    func killed() throws {
        let world = try World.open { $0.limits.maximumOpeningMessageSize = 1024 }
        let alice = try world.join()
        let bob = try world.join()
        bob.sends(#"[48,1,{},"wamp.session.kill",[\#(alice.session)]]"#)
        bob.receives("[50,1,{}]")
        alice.receives(#"[6,{},"wamp.close.killed"]"#)
        alice.sends(long)
        alice.receivesNothing()
        alice.sends(#"[6,{},"wamp.close.goodbye_and_out"]"#, long)
        alice.receivesClose(1009)
    }
}
