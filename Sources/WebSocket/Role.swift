/// The end of a WebSocket connection that this side is (RFC 6455 §5.1).
///
/// A client masks every frame it sends and a server masks none; each fails the connection when the
/// other does not keep to it.
package enum Role: UInt8, Sendable, CaseIterable {
    case server
    case client
}
