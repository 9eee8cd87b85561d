import NIOCore
import NIOEmbedded
import Testing

/// A client of which a test says every word, so that the test reads as a transcript.
@Stage
final class ScriptedPeer {
    let channel: EmbeddedChannel
    let dialect: Dialect
    private let loop: EmbeddedEventLoop
    private var stall: Stall?
    private var bytes: [UInt8] = []
    private var frames: [ReceivedFrame] = []
    /// The handshake is over.
    private var isOpen = false
    /// The session id of the last WELCOME.
    private(set) var session = ""
    /// The authid of the last WELCOME.
    private(set) var authid = ""

    /// Opens the transport on a channel that is configured and connected.
    init(
        _ channel: EmbeddedChannel, _ loop: EmbeddedEventLoop, speaking dialect: Dialect = .json,
        extensions: String? = nil
    ) throws {
        self.channel = channel
        self.loop = loop
        self.dialect = dialect
        switch dialect.framing {
        case .webSocket, .webSocketBatch: try openWebSocket(extensions)
        case .rawSocket(let length):
            let request = dialect.handshake(length: length)
            sends(bytes: request)
            collect()
            try #require(bytes.count == 4 && bytes[0] == 0x7F && bytes[1] & 0x0F == request[1] & 0x0F)
            bytes = []
        }
        isOpen = true
    }

    private func openWebSocket(_ extensions: String?) throws {
        var request =
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: \(dialect.subprotocol)\r\n"
        if let extensions { request += "Sec-WebSocket-Extensions: \(extensions)\r\n" }
        sends(bytes: Array((request + "\r\n").utf8))
        collect()
        let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        try #require(head.hasPrefix("HTTP/1.1 101 "))
        bytes.removeSubrange(..<end.upperBound)
    }

    var isConnected: Bool { channel.isActive }

    /// Whether the router reads from the connection; `true` where it never said otherwise.
    var isRead: Bool {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool ?? true
    }

    // MARK: Not reading

    /// What is sent to the peer from now on waits.
    func stopsReading() throws {
        let stall = Stall()
        self.stall = stall
        try channel.pipeline.syncOperations.addHandler(stall, position: .first)
    }

    /// The peer takes what waits, once, or from now on.
    func reads(again: Bool = true) {
        stall?.isFull = !again
        stall?.release()
        loop.run()
    }

    // MARK: Sending

    /// One read brings these messages, given as JSON: each in a frame of its own, or all in one batch.
    func sends(_ messages: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        do {
            sends(messages: try messages.map { try dialect.encoded($0) })
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    /// One read brings these messages, as they are in the peer's serialization.
    func sends(messages: [[UInt8]]) {
        sends(bytes: dialect.framed(messages))
    }

    /// One read brings these frames.
    func sends(frames: [SentFrame]) {
        sends(bytes: frames.flatMap(\.bytes))
    }

    /// One read brings these bytes.
    func sends(bytes: [UInt8]) {
        // The router drops what arrives on a closed channel; so does an embedded one, with an error.
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        loop.run()
    }

    /// The connection ends without a closing handshake.
    func disappears() {
        _ = try? channel.finish()
        loop.run()
    }

    /// Opens a session and takes its WELCOME.
    func joins(
        _ realm: String = "realm1", calleeFeatures: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        joins(
            realm,
            roles:
                "\"publisher\":{},\"subscriber\":{},\"caller\":{},\"callee\":{\"features\":\(calleeFeatures)}",
            sourceLocation: sourceLocation)
    }

    /// Opens a session that announces these features in each of its roles, and takes its WELCOME.
    func joins(
        _ realm: String = "realm1", announcing features: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let announced = features.map { "\"\($0)\":true" }.joined(separator: ",")
        let roles = ["publisher", "subscriber", "caller", "callee"].map {
            "\"\($0)\":{\"features\":{\(announced)}}"
        }
        joins(realm, roles: roles.joined(separator: ","), sourceLocation: sourceLocation)
    }

    private func joins(_ realm: String, roles: String, sourceLocation: SourceLocation) {
        sends("[1,\"\(realm)\",{\"roles\":{\(roles)}}]")
        let welcome = nextText() ?? ""
        #expect(welcome.hasPrefix("[2,"), "\(welcome)", sourceLocation: sourceLocation)
        session = String(welcome.dropFirst(3).prefix { $0.isNumber })
        let start = welcome.firstRange(of: "\"authid\":\"")?.upperBound ?? welcome.endIndex
        authid = String(welcome[start...].prefix { $0 != "\"" })
    }

    // MARK: Receiving

    /// The next frame.
    func next() -> ReceivedFrame? {
        collect()
        return frames.isEmpty ? nil : frames.removeFirst()
    }

    /// The next message as JSON.
    func nextText() -> String? {
        next().map { dialect.text($0.payload) }
    }

    /// The messages that have arrived, as JSON.
    func nextTexts() -> [String] {
        collect()
        defer { frames = [] }
        return frames.map { dialect.text($0.payload) }
    }

    /// The next message, as JSON, is exactly this one. An asterisk stands for letters and digits that nobody can know before; what
    /// stood there is returned.
    @discardableResult
    func receives(_ expected: String, sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
        let frame = next()
        let text = frame.map { dialect.text($0.payload) } ?? ""
        guard let frame, frame.opcode == dialect.opcode, let found = Self.match(expected, text) else {
            let received = frame.map { "opcode \($0.opcode): \(text)" } ?? "nothing"
            Issue.record("expected \(expected), received \(received)", sourceLocation: sourceLocation)
            return []
        }
        return found
    }

    /// The next message is these bytes.
    func receives(bytes expected: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        let frame = next()
        #expect(frame?.opcode == dialect.opcode, sourceLocation: sourceLocation)
        #expect(frame?.payload == expected, sourceLocation: sourceLocation)
    }

    /// Nothing has arrived.
    func receivesNothing(sourceLocation: SourceLocation = #_sourceLocation) {
        let texts = nextTexts()
        #expect(texts.isEmpty, sourceLocation: sourceLocation)
        #expect(bytes.isEmpty, sourceLocation: sourceLocation)
    }

    /// The next frame is a close frame with this code, and the last one. RawSocket has none: the connection is closed.
    func receivesClose(_ code: Int = 1000, sourceLocation: SourceLocation = #_sourceLocation) {
        if case .rawSocket = dialect.framing {
            #expect(!isConnected, sourceLocation: sourceLocation)
            return receivesNothing(sourceLocation: sourceLocation)
        }
        let frame = next()
        #expect(frame?.opcode == 8, sourceLocation: sourceLocation)
        #expect(frame?.closeCode == code, sourceLocation: sourceLocation)
        receivesNothing(sourceLocation: sourceLocation)
    }

    /// ABORT with these words, the close frame, and nothing after them.
    func isAborted(
        _ message: String, _ reason: String = "wamp.error.protocol_violation",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        receives("[3,{\"message\":\"\(message)\"},\"\(reason)\"]", sourceLocation: sourceLocation)
        receivesClose(sourceLocation: sourceLocation)
    }

    /// The bytes that have arrived and have not been taken for frames.
    func takeOutbound() -> [UInt8] {
        isOpen = false
        collect()
        isOpen = true
        defer { bytes = [] }
        return bytes
    }

    private func collect() {
        while let buffer = try? channel.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.readableBytesView
        }
        guard isOpen else { return }
        while let taken = dialect.take(from: &bytes) { frames += taken }
    }

    private static func match(_ pattern: String, _ text: String) -> [String]? {
        let literals = pattern.split(separator: "*", omittingEmptySubsequences: false)
        var rest = Substring(text)
        var found: [String] = []
        for (position, literal) in literals.enumerated() {
            if position > 0 {
                let run = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
                if run.isEmpty { return nil }
                found.append(String(run))
                rest = rest.dropFirst(run.count)
            }
            guard rest.hasPrefix(literal) else { return nil }
            rest = rest.dropFirst(literal.count)
        }
        return rest.isEmpty ? found : nil
    }
}

/// Nothing of its inside is printed where an expectation fails: the description of a pipeline is long, and traps on long
/// names of handlers.
extension ScriptedPeer: nonisolated CustomReflectable {
    nonisolated var customMirror: Mirror { Mirror(self, children: []) }
}
