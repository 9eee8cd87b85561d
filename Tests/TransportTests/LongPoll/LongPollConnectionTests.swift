import NIOCore
import NIOEmbedded
import Testing
import WebSocket

@testable import Transport

@Suite("HTTP requests of the long-poll transport (RFC 9110, RFC 9112)")
struct LongPollConnectionTests {
    private static let json = #"{"protocols":["wamp.2.json"]}"#

    // MARK: Opening

    @Test("Opening is answered with the protocol and the id of a transport")
    func open() throws {
        let world = LongPollWorld()
        let answer = try world.connect().post("/longpoll/open", #"{"protocols":["wamp.2.x","wamp.2.cbor"]}"#)
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "application/json")
        #expect(answer.text.hasPrefix(#"{"protocol":"wamp.2.cbor","transport":""#))
        #expect(world.origins == [ClientOrigin(address: "192.0.2.7:4711", transport: .longPoll)])
        #expect(world.site.count == 1)
    }

    @Test("A client whose protocols are not spoken is answered with 400, and gets no transport")
    func noProtocol() throws {
        let world = LongPollWorld(serializers: [.cbor])
        for body in [Self.json, "", "[1"] {
            #expect(try world.connect().post("/longpoll/open", body).status == 400)
        }
        #expect(world.site.count == 0)
    }

    @Test("Transports count as connections do: beyond the limit there is none")
    func limit() throws {
        let world = LongPollWorld(limits: .test(connections: 3))
        let client = try world.connect()
        try client.send("OPTIONS /longpoll/open HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try client.answer()?.status == 200)
        for status in [200, 200, 503] {
            #expect(try client.post("/longpoll/open", Self.json).status == status)
        }
        #expect(world.site.count == 2)
    }

    @Test("An endpoint without the path, or without the transport, does not speak long-poll")
    func notSpoken() throws {
        let world = LongPollWorld()
        var endpoint = world.endpoint
        endpoint.longPollPath = nil
        #expect(endpoint.longPollBase == nil)
        endpoint.longPollPath = "/poll/"
        #expect(endpoint.longPollBase == "/poll")
        endpoint.transports.remove(.longPoll)
        #expect(endpoint.longPollBase == nil)
    }

    // MARK: Refusals

    @Test(
        "What is no request of the transport is refused with its status, and the connection is closed",
        arguments: [
            ("GET /longpoll/open HTTP/1.1\r\nHost: h\r\n\r\n", 405),
            ("PUT /longpoll/x/send HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", 405),
            ("POST /longpoll/x/send HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", 404),
            ("POST /longpoll/x/receive HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 404),
            ("POST /longpoll/x/close HTTP/1.0\r\n\r\n", 404),
            ("POST /longpoll/open HTTP/1.0\r\n\r\n", 400),
            ("POST /longpoll/open HTTP/1.1\r\nHost: h\r\nContent-Length: 4097\r\n\r\n", 413),
            ("POST /longpoll/open HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
            ("POST /longpoll/open HTTP/1.1\r\nHost: h\r\nOrigin: http://evil.example\r\n\r\n", 403),
        ])
    func refusals(request: String, status: Int) throws {
        let client = try LongPollWorld().connect()
        try client.send(request)
        let answer = try #require(try client.answer())
        #expect(answer.status == status)
        #expect(answer.fields["Connection"] == "close")
        #expect(answer.fields["Allow"] == (status == 405 ? "POST, OPTIONS" : nil))
        #expect(!client.isOpen)
    }

    @Test("HEAD is refused without a body")
    func head() throws {
        let client = try LongPollWorld().connect()
        try client.send("HEAD /longpoll/open HTTP/1.1\r\nHost: h\r\n\r\n")
        let bytes = try #require(try client.channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: bytes).hasPrefix("HTTP/1.1 405 "))
        #expect(String(buffer: bytes).hasSuffix("\r\n\r\n"))
    }

    @Test("A body that is too long is refused before it has arrived, whether its length was said or not")
    func tooLong() throws {
        let world = LongPollWorld()
        let path = try world.open()
        #expect(try world.connect().post(path + "/send", String(repeating: "x", count: 2000)).status == 202)
        let said = try world.connect()
        try said.send("POST \(path)/send HTTP/1.1\r\nHost: h\r\nContent-Length: 2001\r\n\r\n")
        #expect(try said.answer()?.status == 413)
        let chunked = try world.connect()
        try chunked.send("POST \(path)/send HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<2 { try chunked.send("3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n") }
        #expect(try chunked.answer() == nil)
        try chunked.send("1\r\nx\r\n")
        #expect(try chunked.answer()?.status == 413)
        #expect(world.receiver.messages.count == 1)
        #expect(world.receiver.ends.isEmpty)
    }

    @Test("A transport that ends while a message arrives does not get it")
    func endsWhileSending() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.send("POST \(path)/send HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n[1")
        _ = try world.connect().post(path + "/close")
        try client.send("]")
        #expect(try client.answer()?.status == 404)
        #expect(world.receiver.messages.isEmpty)
    }

    // MARK: Connections

    @Test("Several requests follow each other on one connection, and the query is ignored")
    func keepAlive() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        for number in 0..<3 {
            let answer = try client.post(path + "/send?x=\(number)", "[\(number)]")
            #expect(answer.status == 202)
            #expect(answer.fields["Connection"] == "keep-alive")
            #expect(answer.fields["Cache-Control"] == "no-store")
        }
        #expect(world.receiver.messages == ["[0]", "[1]", "[2]"])
        #expect(client.isOpen)
    }

    @Test(
        "The connection is kept as the client's version and its Connection field say",
        arguments: [
            ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.0", "", false),
            ("1.0", "Connection: keep-alive\r\n", true),
        ])
    func persistence(version: String, fields: String, isKept: Bool) throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive", fields: fields, version: version)
        world.say("[1]")
        let answer = try #require(try client.answer())
        #expect(answer.text == "[1]")
        #expect(answer.fields["Connection"] == (isKept ? "keep-alive" : "close"))
        #expect(client.isOpen == isKept)
    }

    @Test("Requests that wait behind a held one are read after it, in order, and no more is read meanwhile")
    func pipelined() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        let requests =
            HTTPClient.request(path + "/receive") + HTTPClient.request(path + "/send", Array("[1]".utf8))
            + HTTPClient.request(path + "/receive") + HTTPClient.request(path + "/send", Array("[2]".utf8))
        try client.send(requests)
        #expect(world.receiver.messages.isEmpty)
        #expect(!client.isRead)
        world.say("[a]")
        #expect(try client.answer()?.text == "[a]")
        #expect(try client.answer()?.status == 202)
        #expect(world.receiver.messages == ["[1]"])
        #expect(try client.answer() == nil)
        world.say("[b]")
        #expect(try client.answer()?.text == "[b]")
        #expect(try client.answer()?.status == 202)
        #expect(world.receiver.messages == ["[1]", "[2]"])
        #expect(client.isRead)
    }

    @Test("Wherever the stream is cut, the answers are the same")
    func pieces() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let stream =
            HTTPClient.request(path + "/send", Array("[1]".utf8), fields: "X-A: b\r\n")
            + HTTPClient.request(path + "/send", Array("[22]".utf8))
        for cut in 1..<stream.count {
            let client = try world.connect()
            world.receiver.messages = []
            try client.send(Array(stream[..<cut]))
            try client.send(Array(stream[cut...]))
            #expect(try client.answer()?.status == 202, "cut at \(cut)")
            #expect(try client.answer()?.status == 202, "cut at \(cut)")
            #expect(world.receiver.messages == ["[1]", "[22]"], "cut at \(cut)")
            client.close()
        }
    }

    @Test("A client that sends more and more behind a held request is cut")
    func flood() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        for _ in 0..<200 where client.isOpen { try? client.begin(path + "/receive") }
        #expect(!client.isOpen)
        #expect(world.receiver.ends.isEmpty)
    }

    @Test("After a request of the transport, a connection may ask for a page, or become a WebSocket")
    func otherRequests() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let page = try world.connect()
        #expect(try page.post(path + "/send", "[1]").status == 202)
        try page.send("GET /health HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try page.answer()?.text == "{}\n")
        #expect(!page.isOpen)

        let upgraded = try world.connect()
        try upgraded.begin(path + "/receive")
        try upgraded.send(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n")
        world.say("[1]")
        #expect(try upgraded.answer()?.text == "[1]")
        #expect(try upgraded.answer()?.status == 101)
        try upgraded.send(SentFrame.text("hello").bytes)
        #expect(world.receivers.last?.messages == ["hello"])
    }

    @Test("What is no HTTP behind a held request ends the connection, not the transport")
    func nonsense() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        try client.begin(path + "/receive")
        try? client.send("nonsense\r\n\r\n")
        #expect(!client.isOpen)
        #expect(try client.answer() == nil)
        world.say("[1]")
        #expect(try world.connect().post(path + "/receive").text == "[1]")
    }

    @Test("A client that waits for a word before it sends the body gets it, or the refusal at once")
    func expectation() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        let head = "HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        try client.send("POST \(path)/send \(head)")
        #expect(try client.answer()?.status == 100)
        try client.send("[1]")
        #expect(try client.answer()?.status == 202)
        let refused = try world.connect()
        try refused.send("POST /longpoll/x/send \(head)")
        #expect(try refused.answer()?.status == 404)
    }

    // MARK: Time

    @Test("A request whose body does not come is cut; one whose message comes slowly is not")
    func slowBody() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let (opening, sending) = (try world.connect(), try world.connect())
        try opening.send("POST /longpoll/open HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n")
        try sending.send("POST \(path)/send HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n[")
        for _ in 0..<6 {
            world.loop.advanceTime(by: .seconds(9))
            if opening.isOpen { try opening.send(" ") }
            try sending.send("1")
        }
        #expect(!opening.isOpen)
        #expect(try sending.answer()?.status == 202)
        #expect(world.receiver.messages == ["[111111"])
    }

    @Test("A connection is kept for its next request for a minute")
    func idle() throws {
        let world = LongPollWorld()
        let path = try world.open()
        let client = try world.connect()
        #expect(try client.post(path + "/send", "[1]").status == 202)
        world.loop.advanceTime(by: .seconds(59))
        #expect(client.isOpen)
        world.loop.advanceTime(by: .seconds(2))
        #expect(!client.isOpen)
    }

    // MARK: Web pages

    @Test("A page that may connect is allowed to read the answers, the refusals as well")
    func page() throws {
        let world = LongPollWorld(allowed: ["https://app.example"])
        let path = try world.open()
        let origin = "Origin: https://app.example\r\n"
        for (path, status) in [(path + "/send", 202), ("/longpoll/x/send", 404)] {
            let answer = try world.connect().post(path, "[1]", fields: origin)
            #expect(answer.status == status)
            #expect(answer.fields["Access-Control-Allow-Origin"] == "https://app.example")
            #expect(answer.fields["Access-Control-Allow-Credentials"] == "true")
            #expect(answer.fields["Cache-Control"] == "no-store")
        }
        #expect(world.receiver.messages == ["[1]"])
    }

    @Test("A page that may not connect is refused, and what it sends is not read")
    func foreignPage() throws {
        let world = LongPollWorld(allowed: ["https://app.example"])
        let path = try world.open()
        let answer = try world.connect().post(
            path + "/send", "[1]", fields: "Origin: https://evil.example\r\n")
        #expect(answer.status == 403)
        #expect(answer.fields["Access-Control-Allow-Origin"] == nil)
        #expect(world.receiver.messages.isEmpty)
    }

    @Test("A browser's preflight is answered for pages that may connect, and the connection is kept")
    func preflight() throws {
        let world = LongPollWorld(allowed: ["https://app.example"])
        let client = try world.connect()
        let head =
            "OPTIONS /longpoll/open HTTP/1.1\r\nHost: h\r\nAccess-Control-Request-Method: POST\r\nOrigin: "
        try client.send(head + "https://app.example\r\n\r\n")
        let answer = try #require(try client.answer())
        #expect(answer.status == 200)
        #expect(answer.fields["Access-Control-Allow-Origin"] == "https://app.example")
        #expect(answer.fields["Access-Control-Allow-Methods"] == "POST")
        #expect(answer.fields["Access-Control-Allow-Headers"] == "Content-Type")
        #expect(try client.post("/longpoll/open", Self.json).status == 200)
        let other = try world.connect()
        try other.send(head + "https://evil.example\r\n\r\n")
        #expect(try other.answer()?.status == 403)
    }

    @Test("Nothing of a connection is left when it breaks while its request is held")
    func memory() throws {
        let world = LongPollWorld()
        let path = try world.open()
        weak var handler: HTTPHandler?
        do {
            let client = try world.connect()
            try client.begin(path + "/receive")
            try client.begin(path + "/receive")
            handler = try client.channel.pipeline.syncOperations.handler(type: HTTPHandler.self)
            #expect(handler != nil)
            client.close()
        }
        world.loop.run()
        #expect(handler == nil)
        #expect(world.services.clock.count == 1)
    }
}
