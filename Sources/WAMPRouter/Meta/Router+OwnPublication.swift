import Routing
import WAMP

// Publications that do not come as a PUBLISH from a client: meta events and testaments.

extension Router {
    /// Publishes a message of the router's own making. Nobody waits for an answer.
    ///
    /// - Parameter retains: as PUBLISH.Options.retain.
    func publish(own message: StoredMessage, _ terms: Broker.PublishTerms, retains: Bool = false) {
        if isShuttingDown { return }
        let bytes = message.bytes
        let topic = message.uri
        var events = Outbox()
        broker.publish(topic.span.bytes, terms, into: &events)
        // It may be published while another message is being decided.
        forgetPayloads()
        for case .event(let event) in events.effects {
            deliver(
                event, message.envelope, bytes.span.bytes, from: message.serializer, message.forwarded)
        }
        forgetPayloads()
        if retains {
            retain(terms, message.envelope, bytes.span.bytes, message.serializer, message.forwarded)
        }
        lastKept = nil
        lastFilter = nil
    }
}

extension StoredMessage {
    /// A PUBLISH as if it had been received.
    ///
    /// - Throws: `WireError` where it breaks a rule for received messages, such as nesting too deep.
    convenience init(_ publish: Message.Publish, limits: ScanLimits) throws(WireError) {
        var output = OutputBytes()
        Message.publish(publish).encode(json: &output)
        try self.init(publish: Array(output.bytes), .json, limits: limits)
    }

    /// A PUBLISH as if it had been received.
    convenience init(publish bytes: [UInt8], _ serializer: Serializer, limits: ScanLimits) throws(WireError) {
        let envelope = try serializer.scan(bytes.span.bytes, limits: limits, utf8: .validated)
        let options: PublishOptions = try serializer.options(envelope.options, in: bytes.span.bytes)
        self.init(envelope, bytes.span.bytes, serializer, forwarded: options.forwarded)
    }
}
