import NIOCore
import NIOEmbedded
import Testing
import WAMP

@testable import Transport

@Suite("A long-poll transport (advanced profile, \"HTTP Longpoll Transport\")")
struct LongPollTransportTests {
    private static let violation = #"[3,{"message":"no"},"wamp.error.protocol_violation"]"#

    // MARK: Receiving

    @Test("Messages that wait are fetched one by one, in order")
    func waiting() throws {
        let world = LongPollWorld()
        let path = try world.open()
        world.say("[1]", "[2]")
        world.say("[3]")
        let client = try world.connect()
        for text in ["[1]", "[2]", "[3]"] {
            let answer = try client.post(path + "/receive")
            #expect(answer.status == 200)
            #expect(answer.text == text)
            #expect(answer.fields["Content-Type"] == "application/json")
        }
        try client.begin(path + "/receive")
        #expect(try client.answer() == nil)
    }

    @Test("A request to receive is held open until there is a message, and takes one only")
    func held() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        world.loop.advanceTime(by: .seconds(5))
        #expect(try client.answer() == nil)
        world.say("[1]", "[2]")
        #expect(try client.answer()?.text == "[1]")
        #expect(try client.answer() == nil)
        #expect(try client.post(path + "/receive").text == "[2]")
    }

    @Test("A batch has all messages that wait, and those of one tick arrive together")
    func batches() throws {
        let world = LongPollWorld()
        let path = try world.open("wamp.2.json.batched")
        world.say("[1]", "[2]")
        world.say("[3]")
        let client = try world.connect()
        #expect(try client.post(path + "/receive").text == "[1]\u{18}[2]\u{18}[3]\u{18}")
        try client.begin(path + "/receive")
        world.say("[4]", "[5]")
        #expect(try client.answer()?.text == "[4]\u{18}[5]\u{18}")
    }

    @Test(
        "The media type is the serializer's",
        arguments: [
            ("wamp.2.msgpack", "application/x-msgpack", "[1]"), ("wamp.2.cbor", "application/cbor", "[1]"),
            ("wamp.2.cbor.batched", "application/cbor", "\0\0\0\u{3}[1]"),
        ])
    func mediaTypes(subprotocol: String, type: String, body: String) throws {
        let world = LongPollWorld()
        let path = try world.open(subprotocol)
        world.say("[1]")
        let answer = try world.connect().post(path + "/receive")
        #expect(answer.fields["Content-Type"] == type)
        #expect(answer.text == body)
    }

    @Test("Without a message a poll is answered with 200 and no body, before a client's 12 seconds are over")
    func pollTime() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        world.loop.advanceTime(by: .milliseconds(9900))
        #expect(try client.answer() == nil)
        world.loop.advanceTime(by: .milliseconds(1100))
        let answer = try #require(try client.answer())
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(world.receiver.ends.isEmpty)
        world.say("[1]")
        #expect(try client.post(path + "/receive").text == "[1]")
    }

    @Test("Of two requests to receive the second counts; the first is answered without a message")
    func second() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let (first, second) = (try world.connect(), try world.connect())
        try first.begin(path + "/receive")
        try second.begin(path + "/receive")
        let answer = try #require(try first.answer())
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        world.say("[1]")
        #expect(try second.answer()?.text == "[1]")
        #expect(try first.answer() == nil)
    }

    // MARK: Lost connections

    @Test("A held request whose connection breaks takes no message with it")
    func brokenWhileHeld() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        client.close()
        world.say("[1]")
        #expect(try world.connect().post(path + "/receive").text == "[1]")
    }

    @Test(
        "What a broken connection has not taken is fetched by the next, in its place",
        arguments: ["wamp.2.cbor", "wamp.2.cbor.batched"])
    func brokenWhileAnswering(subprotocol: String) throws {
        let world = LongPollWorld()
        let path = try world.open(subprotocol)
        let client = try world.connect()
        client.stall.isFull = true
        try client.begin(path + "/receive")
        world.say("[1]")
        world.say("[2]")
        client.close()
        let next = try world.connect()
        if subprotocol == "wamp.2.cbor" {
            #expect(try next.post(path + "/receive").text == "[1]")
            #expect(try next.post(path + "/receive").text == "[2]")
        } else {
            #expect(try next.post(path + "/receive").text == "\0\0\0\u{3}[1]\0\0\0\u{3}[2]")
        }
    }

    @Test("A new request ends a connection that an answer does not get through, and is given its message")
    func stalled() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        client.stall.isFull = true
        try client.begin(path + "/receive")
        world.say("[1]")
        let next = try world.connect()
        try next.begin(path + "/receive")
        #expect(!client.isOpen)
        #expect(try next.answer()?.text == "[1]")
        #expect(world.receiver.ends.isEmpty)
    }

    @Test("A client that does not read an answer is cut, and its message waits for another connection")
    func unread() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        client.stall.isFull = true
        try client.begin(path + "/receive")
        world.say("[1]")
        world.loop.advanceTime(by: .seconds(11))
        #expect(!client.isOpen)
        #expect(try world.connect().post(path + "/receive").text == "[1]")
    }

    // MARK: Sending

    @Test("A message that is sent reaches the session, and is answered with 202 and no body")
    func send() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let answer = try world.connect().post(path + "/send", "[48,1,{},\"a\"]")
        #expect(answer.status == 202)
        #expect(answer.body.isEmpty)
        #expect(world.receiver.messages == ["[48,1,{},\"a\"]"])
    }

    @Test("A batch that is sent reaches the session message by message")
    func sendBatch() throws {
        let world = LongPollWorld()
        let path = try world.open("wamp.2.msgpack.batched")
        #expect(try world.connect().post(path + "/send", "\0\0\0\u{1}a\0\0\0\u{2}bc").status == 202)
        #expect(world.receiver.messages == ["binary:a", "binary:bc"])
    }

    @Test("A message that the session refuses is answered with 400, and ABORT can still be fetched")
    func refused() throws {
        let world = LongPollWorld()
        let path = try world.open()
        world.receiver.onMessage = { [unowned world] receiver, _ in
            Array(Self.violation.utf8).withUnsafeBytes { world.queues[0].appendMessage($0) }
            receiver.transport?.close()
            return false
        }
        let client = try world.connect()
        try client.begin(path + "/receive")
        #expect(try world.connect().post(path + "/send", "nonsense").status == 400)
        #expect(try client.answer()?.text == Self.violation)
        #expect(world.receiver.ends == [.closedByRouter])
        #expect(try client.post(path + "/receive").status == 404)
    }

    @Test(
        "A message that ends the session in another way was right, and is answered with 202",
        arguments: [#"[3,{},"wamp.error.no_such_realm"]"#, #"[6,{},"wamp.close.goodbye_and_out"]"#, nil])
    func ended(last: String?) throws {
        let world = LongPollWorld()
        let path = try world.open()
        world.receiver.onMessage = { [unowned world] receiver, _ in
            if let last { Array(last.utf8).withUnsafeBytes { world.queues[0].appendMessage($0) } }
            receiver.transport?.close()
            return true
        }
        #expect(try world.connect().post(path + "/send", "[1]").status == 202)
        if let last { #expect(try world.connect().post(path + "/receive").text == last) }
        #expect(try world.connect().post(path + "/receive").status == 404)
    }

    // MARK: Closing

    @Test("POST to close ends the session; a held request is answered, and the id is forgotten")
    func close() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let (poll, client) = (try world.connect(), try world.connect())
        try poll.begin(path + "/receive")
        let answer = try client.post(path + "/close")
        #expect(answer.status == 202)
        #expect(answer.body.isEmpty)
        #expect(world.receiver.ends == [.closedByPeer])
        #expect(try poll.answer()?.status == 200)
        for resource in ["/receive", "/send", "/close"] {
            #expect(try world.connect().post(path + resource).status == 404)
        }
        #expect(world.site.count == 0)
    }

    @Test(
        "What the router says before it closes can be fetched, message by message; then the id is forgotten")
    func farewell() throws {
        let world = LongPollWorld()
        let path = try world.open()
        world.say("[1]", "[6]")
        world.receiver.transport?.close()
        world.say("[late]")
        #expect(world.receiver.ends.isEmpty)
        #expect(try world.connect().post(path + "/send", "[x]").status == 404)
        let client = try world.connect()
        world.loop.advanceTime(by: .milliseconds(4500))
        #expect(try client.post(path + "/receive").text == "[1]")
        world.loop.advanceTime(by: .milliseconds(4500))
        #expect(try client.post(path + "/receive").text == "[6]")
        #expect(world.receiver.ends == [.closedByRouter])
        #expect(try client.post(path + "/receive").status == 404)
        #expect(world.receiver.messages.isEmpty)
    }

    @Test("A client that does not fetch the last messages is waited for a short time only")
    func farewellUnfetched() throws {
        let world = LongPollWorld()
        let path = try world.open()
        world.say("[6]")
        world.receiver.transport?.close()
        world.loop.advanceTime(by: .milliseconds(4800))
        #expect(world.receiver.ends.isEmpty)
        world.loop.advanceTime(by: .milliseconds(400))
        #expect(world.receiver.ends == [.closedByRouter])
        #expect(try world.connect().post(path + "/receive").status == 404)
    }

    @Test("Where nothing waits the router's close is the end, but not in the midst of what it decides")
    func closeAtOnce() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        world.receiver.transport?.close()
        #expect(world.receiver.ends.isEmpty)
        let answer = try #require(try client.answer())
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(world.receiver.ends == [.closedByRouter])
    }

    // MARK: Limits

    @Test("A transport without a request ends as unresponsive; one with a held request or new ones does not")
    func silence() throws {
        let world = LongPollWorld()
        let path = try world.open()
        for _ in 0..<5 {
            world.loop.advanceTime(by: .seconds(20))
            #expect(try world.connect().post(path + "/send", "[1]").status == 202)
        }
        let client = try world.connect()
        for _ in 0..<5 {
            try client.begin(path + "/receive")
            world.loop.advanceTime(by: .seconds(11))
            #expect(try client.answer()?.status == 200)
        }
        #expect(world.receiver.ends.isEmpty)
        world.loop.advanceTime(by: .seconds(31))
        #expect(world.receiver.ends == [.unresponsive])
        #expect(try world.connect().post(path + "/send", "[1]").status == 404)
    }

    @Test("Where WebSocket clients are pinged, a transport may be silent as long as they")
    func silenceAsLongAsPings() throws {
        let world = LongPollWorld(limits: .test(ping: .seconds(3), pong: .seconds(2)))
        let path = try world.open()
        world.loop.advanceTime(by: .milliseconds(4800))
        #expect(try world.connect().post(path + "/send", "[1]").status == 202)
        world.loop.advanceTime(by: .milliseconds(4800))
        #expect(world.receiver.ends.isEmpty)
        world.loop.advanceTime(by: .milliseconds(400))
        #expect(world.receiver.ends == [.unresponsive])
    }

    @Test("A client that does not fetch what it is sent is ended when too much waits")
    func overflow() throws {
        let world = LongPollWorld(limits: .test(outbound: 30))
        let path = try world.open()
        world.say("[123456789]")
        world.say("[123456789]")
        #expect(world.receiver.ends.isEmpty)
        world.say("[1]")
        #expect(world.receiver.ends == [.overflowed])
        #expect(try world.connect().post(path + "/receive").status == 404)
    }

    @Test("A transport on which no session begins is told so, as on other transports")
    func openingTime() throws {
        let world = LongPollWorld(limits: .test(opening: .seconds(3)))
        _ = try world.open()
        world.receiver.isEstablished = false
        world.loop.advanceTime(by: .milliseconds(2800))
        #expect(world.receiver.passedDeadlines == 0)
        world.receiver.onDeadline = { $0.transport?.close() }
        world.loop.advanceTime(by: .milliseconds(400))
        #expect(world.receiver.passedDeadlines == 1)
        #expect(world.receiver.ends == [.closedByRouter])
    }

    @Test("A session that has been established has its opening time again after its end")
    func openingTimeAgain() throws {
        let world = LongPollWorld(limits: .test(opening: .seconds(3)))
        _ = try world.open()
        world.loop.advanceTime(by: .seconds(8))
        world.receiver.isEstablished = false
        world.loop.advanceTime(by: .milliseconds(2800))
        #expect(world.receiver.passedDeadlines == 0)
        world.loop.advanceTime(by: .milliseconds(500))
        #expect(world.receiver.passedDeadlines > 0)
    }
}
