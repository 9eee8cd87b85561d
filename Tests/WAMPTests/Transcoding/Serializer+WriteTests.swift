import Testing

@testable import WAMP

@Suite("What a router sends, in every serialization (basic profile, \"Messages\")")
struct SerializerWriteTests {
    private func written(_ body: (inout OutputBytes) -> Void) -> [UInt8] {
        var output = OutputBytes()
        body(&output)
        return [UInt8](output.bytes)
    }

    private func encoded(_ message: Message, _ serializer: Serializer) -> [UInt8] {
        written { serializer.encode(message, to: &$0) }
    }

    private let payloads: [Message.Payload] = [
        .init(), .init(arguments: [1]), .init(argumentsKw: ["a": 1]),
        .init(arguments: ["x"], argumentsKw: ["a": [:]]),
    ]

    /// A payload as it stands in a message.
    private func encoded(_ payload: Message.Payload, _ serializer: Serializer) throws -> (
        bytes: [UInt8], count: UInt8
    ) {
        let message = encoded(.yield(.init(request: 1, payload: payload)), serializer)
        let envelope = try serializer.scan(message.span.bytes, utf8: .unchecked)
        return (Array(message[envelope.payload.bounds]), envelope.payloadCount)
    }

    private func encoded(_ details: ValueDictionary, _ serializer: Serializer) -> [UInt8] {
        details.isEmpty ? [] : written { serializer.write(.dictionary(details), to: &$0) }
    }

    @Test("Acknowledgements are the messages that they stand for", arguments: Serializer.allCases)
    func acknowledgements(serializer: Serializer) {
        for id in [1, 200, 70_000, IDRange.greatest] {
            #expect(
                written { serializer.writePublished(request: 7, publication: id, to: &$0) }
                    == encoded(.published(.init(request: 7, publication: id)), serializer))
            #expect(
                written { serializer.writeSubscribed(request: id, subscription: 3, to: &$0) }
                    == encoded(.subscribed(.init(request: id, subscription: 3)), serializer))
            #expect(
                written { serializer.writeUnsubscribed(request: id, to: &$0) }
                    == encoded(.unsubscribed(.init(request: id)), serializer))
            #expect(
                written { serializer.writeRegistered(request: 7, registration: id, to: &$0) }
                    == encoded(.registered(.init(request: 7, registration: id)), serializer))
            #expect(
                written { serializer.writeUnregistered(request: id, to: &$0) }
                    == encoded(.unregistered(.init(request: id)), serializer))
            let unsubscribed: ValueDictionary = ["subscription": Value(id), "reason": "a\"b"]
            #expect(
                written { serializer.writeUnsubscribed(revoked: id, reason: "a\"b", to: &$0) }
                    == encoded(.unsubscribed(.init(request: 0, details: unsubscribed)), serializer))
            let unregistered: ValueDictionary = ["registration": Value(id), "reason": "a\"b"]
            #expect(
                written { serializer.writeUnregistered(revoked: id, reason: "a\"b", to: &$0) }
                    == encoded(.unregistered(.init(request: 0, details: unregistered)), serializer))
        }
    }

    @Test(
        "Messages with details and payload are the messages that they stand for",
        arguments: Serializer.allCases)
    func payloads(serializer: Serializer) throws {
        for payload in payloads {
            for details in [[:], ["topic": "t", "publisher": 5]] as [ValueDictionary] {
                let tail = try encoded(payload, serializer)
                let head = encoded(details, serializer)
                let event = written {
                    serializer.writeEvent(
                        subscription: 300, publication: 1 << 40, details: head.span.bytes,
                        payload: tail.bytes.span.bytes,
                        payloadCount: tail.count, to: &$0)
                }
                #expect(
                    event
                        == encoded(
                            .event(
                                .init(
                                    subscription: 300, publication: 1 << 40, details: details,
                                    payload: payload)), serializer))
                let invocation = written {
                    serializer.writeInvocation(
                        request: 3, registration: 400, details: head.span.bytes,
                        payload: tail.bytes.span.bytes,
                        payloadCount: tail.count, to: &$0)
                }
                #expect(
                    invocation
                        == encoded(
                            .invocation(
                                .init(request: 3, registration: 400, details: details, payload: payload)),
                            serializer))
                let result = written {
                    serializer.writeResult(
                        request: 3, details: head.span.bytes, payload: tail.bytes.span.bytes,
                        payloadCount: tail.count, to: &$0)
                }
                #expect(
                    result
                        == encoded(.result(.init(request: 3, details: details, payload: payload)), serializer)
                )
                let uri = "com.\u{E9}.\"x\"".utf8Bytes
                let error = written {
                    serializer.writeError(
                        requestType: .call, request: 9, details: head.span.bytes, uri: uri.span.bytes,
                        payload: tail.bytes.span.bytes, payloadCount: tail.count, to: &$0)
                }
                #expect(
                    error
                        == encoded(
                            .error(
                                .init(
                                    requestType: 48, request: 9, details: details, error: "com.\u{E9}.\"x\"",
                                    payload: payload)),
                            serializer))
                let interrupt = written {
                    serializer.writeInterrupt(request: 3, options: head.span.bytes, to: &$0)
                }
                #expect(interrupt == encoded(.interrupt(.init(request: 3, options: details)), serializer))
            }
        }
    }

    @Test("Errors and ends of sessions are the messages that they stand for", arguments: Serializer.allCases)
    func errors(serializer: Serializer) {
        for error in ErrorURI.allCases {
            #expect(
                written { serializer.writeError(requestType: .register, request: 1, error: error, to: &$0) }
                    == encoded(.error(.init(requestType: 64, request: 1, error: "\(error.text)")), serializer)
            )
            #expect(
                written {
                    serializer.writeError(
                        requestType: .call, request: 1, error: error, message: "why \u{E9}", to: &$0)
                }
                    == encoded(
                        .error(
                            .init(
                                requestType: 48, request: 1, error: "\(error.text)",
                                payload: .init(arguments: ["why \u{E9}"]))),
                        serializer))
        }
        #expect(
            written { serializer.writeAbort(reason: "wamp.error.x", message: "so", to: &$0) }
                == encoded(.abort(.init(details: ["message": "so"], reason: "wamp.error.x")), serializer))
        #expect(
            written { serializer.writeGoodbye(reason: "wamp.close.x", to: &$0) }
                == encoded(.goodbye(.init(reason: "wamp.close.x")), serializer))
    }

    @Test("A message that is written is read again", arguments: Serializer.allCases)
    func reading(serializer: Serializer) throws {
        let message = Message.call(
            .init(request: 1, options: ["timeout": 5], procedure: "a\"b", payload: .init(arguments: [1])))
        let bytes = encoded(message, serializer)
        #expect(try serializer.decode(bytes.span.bytes) == message)
        let envelope = try serializer.scan(bytes.span.bytes, utf8: .unchecked)
        let options: CallOptions = try serializer.options(envelope.options, in: bytes.span.bytes)
        #expect(options.timeout == 5)
        #expect(serializer.uri(of: envelope, in: bytes.span.bytes) == "a\"b".utf8Bytes)
        #expect(try serializer.parse(bytes.span.bytes) == .list(message.elements))
    }

    @Test("A URI is plain whatever its form on the wire")
    func plainURIs() throws {
        let json = #"[48,1,{},"a\u0022b\u00e9"]"#.utf8Bytes
        #expect(Serializer.json.uri(of: try scan(json), in: json.span.bytes) == "a\"b\u{E9}".utf8Bytes)
        let cbor = [UInt8](hex: "84 1830 01 a0 7f 6161 6162 ff")
        #expect(
            Serializer.cbor.uri(of: try CBOR.scan(cbor.span.bytes), in: cbor.span.bytes) == "ab".utf8Bytes)
    }
}
