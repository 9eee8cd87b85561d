/// A status code of the closing handshake (RFC 6455 §7.4, and the IANA registry it opens).
package struct CloseCode: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The purpose of the connection has been fulfilled.
    package static let normalClosure = CloseCode(rawValue: 1000)
    /// A server goes down, or a browser has navigated away.
    package static let goingAway = CloseCode(rawValue: 1001)
    package static let protocolError = CloseCode(rawValue: 1002)
    /// A type of data that this end does not accept, such as binary where only text is understood.
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// Never on the wire: stands for a close frame without a code.
    package static let noStatusReceived = CloseCode(rawValue: 1005)
    /// Never on the wire: stands for a connection that ended without a close frame.
    package static let abnormalClosure = CloseCode(rawValue: 1006)
    /// Data that does not fit the message's type, such as text that is not UTF-8.
    package static let invalidPayload = CloseCode(rawValue: 1007)
    package static let policyViolation = CloseCode(rawValue: 1008)
    package static let messageTooBig = CloseCode(rawValue: 1009)
    /// A client misses an extension that the server did not negotiate.
    package static let mandatoryExtension = CloseCode(rawValue: 1010)
    package static let internalError = CloseCode(rawValue: 1011)
    package static let serviceRestart = CloseCode(rawValue: 1012)
    package static let tryAgainLater = CloseCode(rawValue: 1013)
    package static let badGateway = CloseCode(rawValue: 1014)
    /// Never on the wire: stands for a failed TLS handshake.
    package static let tlsHandshake = CloseCode(rawValue: 1015)

    /// Whether the code may stand in a close frame, in either direction.
    ///
    /// 1000–1014 as registered, without 1004 (reserved), 1005 and 1006 (local only); 3000–3999 for
    /// frameworks; 4000–4999 for private use. All else, 1015 included, is a protocol error (§7.4.1, §7.4.2).
    package var isAllowedOnTheWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        case 0...999, 1004...1006, 1015...2999, 5000...UInt16.max: false
        default: false  // The ranges above are exhaustive, which the compiler cannot see.
        }
    }
}
