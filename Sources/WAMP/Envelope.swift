/// A part of a received message, as an offset and a length into its bytes.
package struct ByteRange: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32

    // Computed, because a stored global is reached through a call.
    @inline(__always)
    package static var empty: ByteRange { ByteRange(start: 0, count: 0) }

    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// From one offset up to (not including) another, both within a message and so below 2^32.
    @inline(__always)
    package init(from start: Int, to end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        count = UInt32(truncatingIfNeeded: end &- start)
    }

    package var isEmpty: Bool { count == 0 }
    package var bounds: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// What the router reads of a message: everything but the application payload, as offsets into the
/// received bytes. The payload has been validated (grammar, UTF-8, depth) and is passed on unchanged.
///
/// Which field a message fills (everything else is zero or empty):
///
/// | message | `first` | `second` | `options` | `uri` | payload |
/// |---|---|---|---|---|---|
/// | HELLO, ABORT, GOODBYE | | | Details | Realm or Reason | ABORT only |
/// | WELCOME | Session | | Details | | |
/// | CHALLENGE | | | Extra | AuthMethod | |
/// | AUTHENTICATE | | | Extra | Signature | |
/// | ERROR | REQUEST.Request | | Details | Error | yes |
/// | PUBLISH, CALL | Request | | Options | Topic or Procedure | yes |
/// | SUBSCRIBE, REGISTER | Request | | Options | Topic or Procedure | |
/// | PUBLISHED, SUBSCRIBED, REGISTERED | Request | Publication, Subscription or Registration | | | |
/// | UNSUBSCRIBE, UNREGISTER | Request | Subscription or Registration | Options (optional) | | |
/// | UNSUBSCRIBED, UNREGISTERED | Request | | Details (optional) | | |
/// | EVENT | Subscription | Publication | Details | | yes |
/// | RESULT, YIELD | Request | | Details or Options | | yes |
/// | INVOCATION | Request | Registration | Details | | yes |
/// | CANCEL, INTERRUPT | Request | | Options | | |
/// | EVENT_RECEIVED | Publication | | | | |
package struct Envelope: Equatable, Sendable {
    package var type: MessageType
    /// REQUEST.Type of an ERROR, as received; 0 in every other message.
    package var requestType: UInt64 = 0
    package var first: UInt64 = 0
    package var second: UInt64 = 0
    /// The dictionary of options or details including its delimiters; empty where it is `{}` or absent.
    package var options: ByteRange = .empty
    /// The bytes of the string between its quotes.
    package var uri: ByteRange = .empty
    /// The string contains escape sequences and must be unescaped before it is compared.
    package var uriIsEscaped = false
    /// How many of Arguments and ArgumentsKw follow in `payload`: 0, 1 or 2. What is empty at the end is
    /// not counted; an empty list is when a dictionary follows.
    package var payloadCount: UInt8 = 0
    /// From the first byte of Arguments to the last byte of what `payloadCount` counts, separator included.
    package var payload: ByteRange = .empty
    /// Arguments alone, a list including its delimiters; empty unless `payloadCount` counts it.
    package var arguments: ByteRange = .empty
    /// ArgumentsKw alone, a dictionary including its delimiters; empty unless `payloadCount` counts it.
    package var argumentsKw: ByteRange = .empty
    /// The payload is one string or binary value instead of Arguments and ArgumentsKw (payload transparency
    /// mode, Options or Details have `enc_algo`); `payloadCount` is 1 and `arguments` is empty.
    package var hasTransparentPayload = false

    package init(type: MessageType) {
        self.type = type
    }
}
