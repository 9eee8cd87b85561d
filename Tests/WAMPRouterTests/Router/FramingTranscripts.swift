import Testing

@testable import WAMPRouter

@Stage
@Suite(
    "Sessions in every framing (basic profile, Transports; advanced profile, Message Batching and RawSocket)")
struct FramingTranscripts {
    private nonisolated static let batched = Dialect.all.map(\.batched)
    private nonisolated static let rawSockets = Dialect.all.map { $0.rawSocket() }

    private func message(_ text: String, _ dialect: Dialect) throws -> [UInt8] { try dialect.encoded(text) }

    // MARK: Batches

    @Test("What one read decides for a peer leaves as one batch", arguments: batched)
    func oneBatch(dialect: Dialect) throws {
        let alice = try World().join(dialect)
        alice.sends(
            #"[32,1,{},"com.t"]"#, #"[16,2,{"exclude_me":false,"acknowledge":true},"com.t",[1]]"#,
            #"[32,3,{},"com.u"]"#)
        let buffers = alice.takeOutbound()
        var bytes = buffers
        let frame = ReceivedFrame.take(from: &bytes)
        #expect(bytes.isEmpty)
        #expect(frame?.opcode == dialect.opcode)
        var again = buffers
        #expect(dialect.take(from: &again)?.count == 4)
    }

    @Test("Several batches of one read, and messages of several kinds in one", arguments: batched)
    func batches(dialect: Dialect) throws {
        let world = try World()
        let bob = try world.join(dialect)
        bob.sends(#"[64,1,{},"com.p"]"#)
        bob.receives("[65,1,1]")
        let alice = try world.join(dialect)
        let first = try dialect.framed([
            message(#"[48,1,{},"com.p",[1]]"#, dialect), message(#"[48,2,{},"com.p",[2]]"#, dialect),
        ])
        let second = try dialect.framed([message(#"[48,3,{},"com.p",[3]]"#, dialect)])
        alice.sends(bytes: first + second)
        for number in 1...3 { bob.receives("[68,\(number),1,{},[\(number)]]") }
        bob.sends("[70,2,{}]", #"[8,68,1,{},"com.e"]"#, "[70,3,{}]")
        alice.receives("[50,2,{}]")
        alice.receives(#"[8,48,1,{},"com.e"]"#)
        alice.receives("[50,3,{}]")
    }

    @Test("A batch that comes byte by byte", arguments: batched)
    func byteByByte(dialect: Dialect) throws {
        let alice = try World().join(dialect)
        let bytes = try dialect.framed([
            message(#"[32,1,{},"com.t"]"#, dialect), message(#"[32,2,{},"com.u"]"#, dialect),
        ])
        for byte in bytes { alice.sends(bytes: [byte]) }
        alice.receives("[33,1,1]")
        alice.receives("[33,2,2]")
    }

    @Test("Long messages in batches, and batches that grow beyond 64 KiB", arguments: batched)
    func long(dialect: Dialect) throws {
        let world = try World()
        let bob = try world.join(dialect)
        bob.sends(#"[32,1,{},"com.t"]"#)
        bob.receives("[33,1,1]")
        let alice = try world.join(dialect)
        let sizes = [1, 100, 125, 126, 4_000, 5_000, 60_000, 1, 65_000, 66_000, 3, 200_000]
        let messages = try sizes.enumerated().map { number, size in
            try message(
                #"[16,\#(number + 1),{},"com.t",["\#(String(repeating: "x", count: size))"]]"#, dialect)
        }
        alice.sends(messages: messages)
        for size in sizes { bob.receives(#"[36,1,*,{},["\#(String(repeating: "x", count: size))"]]"#) }
        bob.receivesNothing()
    }

    @Test(
        "What was decided before a violation within a batch is sent, what stands behind it is not read",
        arguments: batched)
    func violation(dialect: Dialect) throws {
        let world = try World()
        let alice = try world.join(dialect)
        alice.sends(#"[32,1,{},"com.t"]"#, #"[32,3,{},"com.u"]"#, #"[32,2,{},"com.v"]"#)
        alice.receives("[33,1,1]")
        alice.isAborted("request id 3 where 2 was expected")
        #expect(world.inspect { $0.broker.subscriptionCount } == 0)
    }

    @Test("A batch that cannot be split breaks the protocol, behind the messages before the place")
    func cannotBeSplit() throws {
        let cases: [(Dialect, [UInt8], String)] = [
            (
                .json.batched, Array(#"[32,1,{},"com.t"]"#.utf8) + [0x18] + Array(#"[32,2,{},"com.u"]"#.utf8),
                "no separator after the message at byte 18 of a batch"
            ),
            (.messagePack.batched, [], "batch ends inside the length at byte 22"),
            (.cbor.batched, [], "batch ends inside the length at byte 22"),
        ]
        for (dialect, bytes, reason) in cases {
            let alice = try World().join(dialect)
            let text = #"[32,1,{},"com.t"]"#
            let batch =
                bytes.isEmpty
                ? try [0, 0, 0, UInt8(message(text, dialect).count)] + message(text, dialect) + [0, 0] : bytes
            let place = bytes.isEmpty ? batch.count - 2 : 18
            alice.sends(frames: [SentFrame(opcode: dialect.opcode, payload: batch)])
            alice.receives("[33,1,1]")
            alice.isAborted(reason.replacing(/byte \d+/, with: "byte \(place)"))
        }
    }

    @Test("An empty batch breaks the protocol, with a session and without", arguments: batched)
    func emptyBatch(dialect: Dialect) throws {
        let world = try World()
        for peer in [try world.connect(dialect), try world.join(dialect)] {
            peer.sends(frames: [SentFrame(opcode: dialect.opcode, payload: [])])
            peer.isAborted("batch without a message")
        }
    }

    @Test("HELLO and what follows it may stand in one batch", arguments: batched)
    func hello(dialect: Dialect) throws {
        let alice = try World().connect(dialect)
        alice.sends(
            #"[1,"realm1",{"roles":{"subscriber":{},"caller":{}}}]"#, #"[32,1,{},"com.t"]"#,
            #"[6,{},"wamp.close.normal"]"#, #"[1,"realm1",{"roles":{"subscriber":{}}}]"#,
            #"[32,1,{},"com.t"]"#)
        #expect(alice.nextText()?.hasPrefix("[2,") == true)
        alice.receives("[33,1,1]")
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        #expect(alice.nextText()?.hasPrefix("[2,") == true)
        alice.receives("[33,1,*]")
    }

    // MARK: Kinds of WebSocket messages

    @Test("A message of the other kind breaks the protocol", arguments: Dialect.all + batched)
    func otherKind(dialect: Dialect) throws {
        let world = try World()
        let isText = dialect.opcode == 1
        for peer in [try world.connect(dialect), try world.join(dialect)] {
            let payload: [UInt8] =
                switch dialect {
                case .messagePack.batched, .cbor.batched: [0, 0, 0, 1, 0x20]
                default: [0x20, 0x18]
                }
            peer.sends(frames: [SentFrame(opcode: isText ? 2 : 1, payload: payload)])
            peer.isAborted(
                isText
                    ? "received a binary message where the subprotocol has text"
                    : "received a text message where the subprotocol has binary ones")
        }
    }

    @Test(
        "Bytes that are no message of the serialization break the protocol",
        arguments: Dialect.all + batched + rawSockets)
    func undecodable(dialect: Dialect) throws {
        let world = try World()
        for peer in [try world.connect(dialect), try world.join(dialect)] {
            peer.sends(messages: [[0x5B, 0x31, 0x2C]])
            let text = peer.nextText() ?? ""
            #expect(
                text.hasPrefix("[3,{") && text.hasSuffix(#"},"wamp.error.protocol_violation"]"#), "\(text)")
            peer.receivesClose()
        }
    }

    // MARK: RawSocket

    @Test("A session over RawSocket, with PING in its midst", arguments: rawSockets)
    func rawSocket(dialect: Dialect) throws {
        let world = try World()
        let alice = try world.join(dialect)
        #expect(world.session(alice.session)?.origin.transport == .rawSocket)
        alice.sends(
            bytes: try dialect.framed([message(#"[32,1,{},"com.t"]"#, dialect)]) + [1, 0, 0, 2, 7, 8]
                + dialect.framed([message(#"[32,2,{},"com.u"]"#, dialect)]))
        alice.receives("[33,1,1]")
        #expect(alice.next() == ReceivedFrame(opcode: 10, payload: [7, 8]))
        alice.receives("[33,2,2]")
        alice.sends(#"[6,{},"wamp.close.normal"]"#)
        alice.receives(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        #expect(alice.isConnected)
    }

    @Test(
        "What was decided before a violation of RawSocket is sent, and the session ends",
        arguments: rawSockets)
    func rawSocketViolation(dialect: Dialect) throws {
        let world = try World()
        let alice = try world.join(dialect)
        alice.sends(bytes: try dialect.framed([message(#"[32,1,{},"com.t"]"#, dialect)]) + [3, 0, 0, 0])
        alice.receives("[33,1,1]")
        alice.receivesClose()
        #expect(world.inspect { $0.sessionCount } == 0)
        #expect(world.inspect { $0.broker.subscriptionCount } == 0)
    }

    @Test("The end of a RawSocket connection is the end of its session", arguments: rawSockets)
    func disappears(dialect: Dialect) throws {
        let world = try World()
        let bob = try world.join(dialect)
        bob.sends(#"[64,1,{},"com.p"]"#)
        bob.receives("[65,1,1]")
        let alice = try world.join(dialect)
        alice.sends(#"[48,1,{},"com.p"]"#)
        bob.disappears()
        alice.receives(#"[8,48,1,{},"wamp.error.canceled",["the callee has left before it answered"]]"#)
        #expect(world.inspect { $0.sessionCount } == 1)
    }

    @Test("All are told that the router shuts down", arguments: Dialect.all + batched + rawSockets)
    func shutdown(dialect: Dialect) throws {
        let world = try World()
        let alice = try world.join(dialect)
        let drained = world.shutDown()
        alice.receives(#"[6,{"message":"the router is shutting down"},"wamp.close.system_shutdown"]"#)
        alice.sends(#"[6,{},"wamp.close.goodbye_and_out"]"#)
        alice.receivesClose()
        #expect(drained.count == 1)
    }
}
