import WAMP

/// A received message kept beyond the decision about it: a call that waits for its callee, an event that is retained.
///
/// What an INVOCATION or EVENT takes over from the CALL or PUBLISH (payload, URI, forwarded options) is copied once, as it
/// stands in the message, and written from there as often as needed.
package final class StoredMessage: Sendable {
    /// What `bytes` is written in.
    package let serializer: Serializer
    /// Offsets into `bytes`.
    package let envelope: Envelope
    /// The members of its options that are forwarded, as offsets into `bytes`.
    package let forwarded: ForwardedMembers
    package let bytes: [UInt8]

    /// Copies a message.
    package init(
        _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer, forwarded: ForwardedMembers
    ) {
        self.serializer = serializer
        self.envelope = envelope
        self.forwarded = forwarded
        self.bytes = Array(copying: bytes)
    }

    /// Copies a message without its payload.
    package init(
        headOf envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer, forwarded: ForwardedMembers
    ) {
        self.serializer = serializer
        var head = envelope
        head.payload = .empty
        head.payloadCount = 0
        head.arguments = .empty
        head.argumentsKw = .empty
        self.envelope = head
        self.forwarded = forwarded
        // Options and URI stand before the payload.
        let end = envelope.payload.isEmpty ? bytes.byteCount : envelope.payload.bounds.lowerBound
        self.bytes = Array(copying: bytes.extracting(0..<min(end, bytes.byteCount)))
    }

    /// The message without its payload.
    package func withoutPayload() -> StoredMessage {
        let bytes = self.bytes
        return StoredMessage(headOf: envelope, bytes.span.bytes, serializer, forwarded: forwarded)
    }

    /// Its URI is this one, which is not escaped.
    func hasURI(_ uri: RawSpan) -> Bool {
        let bytes = self.bytes
        if envelope.uriIsEscaped {
            let own = serializer.uri(of: envelope, in: bytes.span.bytes)
            return own.span.bytes.hasSameBytes(as: uri)
        }
        return bytes.span.bytes.extracting(envelope.uri.bounds).hasSameBytes(as: uri)
    }

    /// Its URI as plain UTF-8.
    package var uri: [UInt8] {
        let bytes = self.bytes
        return serializer.uri(of: envelope, in: bytes.span.bytes)
    }

    /// The bytes of memory that it takes, about.
    package var byteCount: Int { bytes.count + 200 }
}
