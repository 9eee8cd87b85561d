import NIOCore

/// How long the client waits for a router that ought to end something.
enum ClientLimits {
    /// For the router's answer to GOODBYE. 5 seconds: it has nothing to look up, but much may be on the way.
    static let goodbye = TimeAmount.seconds(5)
    /// For the router's side of the closing handshake (RFC 6455 §7.1.1). 2 seconds: nothing depends on it any more.
    static let closing = TimeAmount.seconds(2)
}
