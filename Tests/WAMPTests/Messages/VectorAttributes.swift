import Testing

@testable import WAMP

extension VectorTests {
    /// The attributes of a message under the names that the vectors use.
    func attributes(of message: Message) throws -> ValueDictionary {
        var attributes: ValueDictionary = ["message_type": .integer(Int64(message.type.rawValue))]
        let names = try #require(Self.names[message.type])
        var elements = Array(message.elements.dropFirst())
        if let payload = payload(of: message) {
            elements.removeLast(min(elements.count, elements.count - fixedCount(message.type)))
            attributes["args"] = payload.arguments.isEmpty ? .null : .list(payload.arguments)
            attributes["kwargs"] = .dictionary(payload.argumentsKw)
            if case .binary(let bytes) = payload.opaque { attributes["payload"] = .string(hex(bytes)) }
        }
        for (name, element) in zip(names, elements) { attributes[name] = element }
        for inner in ["options", "details"] {
            if let roles = attributes[inner]?.dictionary?["roles"] { attributes["roles"] = roles }
        }
        return attributes
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private func fixedCount(_ type: MessageType) -> Int { Self.names[type]?.count ?? 0 }

    private func payload(of message: Message) -> Message.Payload? {
        switch message {
        case .abort(let message): message.payload
        case .error(let message): message.payload
        case .publish(let message): message.payload
        case .event(let message): message.payload
        case .call(let message): message.payload
        case .result(let message): message.payload
        case .invocation(let message): message.payload
        case .yield(let message): message.payload
        case .hello, .welcome, .challenge, .authenticate, .goodbye, .published, .subscribe, .subscribed,
            .unsubscribe,
            .unsubscribed, .cancel, .register, .registered, .unregister, .unregistered, .interrupt,
            .eventReceived:
            nil
        }
    }

    private static let names: [MessageType: [String]] = [
        .hello: ["realm", "details"], .welcome: ["session_id", "details"], .abort: ["details", "reason"],
        .challenge: ["method", "extra"], .authenticate: ["signature", "extra"],
        .goodbye: ["details", "reason"],
        .error: ["request_type", "request_id", "details", "error"],
        .publish: ["request_id", "options", "topic"],
        .published: ["request_id", "publication_id"], .subscribe: ["request_id", "options", "topic"],
        .subscribed: ["request_id", "subscription_id"], .unsubscribe: ["request_id", "subscription_id"],
        .unsubscribed: ["request_id"], .event: ["subscription", "publication", "details"],
        .call: ["request_id", "options", "procedure"], .cancel: ["request_id", "options"],
        .result: ["request_id", "details"], .register: ["request_id", "options", "procedure"],
        .registered: ["request_id", "registration_id"], .unregister: ["request_id", "registration_id"],
        .unregistered: ["request_id"], .invocation: ["request_id", "registration_id", "details"],
        .interrupt: ["request_id", "options"], .yield: ["request_id", "options"],
        .eventReceived: ["publication_id"],
    ]
}
