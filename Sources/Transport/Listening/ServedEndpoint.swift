import NIOCore

/// What a listener serves, which can be replaced while it runs: connections have what was served when they began.
///
/// Unchecked because it is confined to the loop of the listener's connections.
package final class ServedEndpoint: @unchecked Sendable {
    private var endpoint: ListenerEndpoint

    init(_ endpoint: ListenerEndpoint) {
        self.endpoint = endpoint
    }

    var current: ListenerEndpoint { endpoint }

    /// Serves something else from now on; to be called on the loop. Long-poll transports that are open stay open.
    package func replace(with endpoint: ListenerEndpoint) {
        var endpoint = endpoint
        endpoint.longPollSite = self.endpoint.longPollSite
        self.endpoint = endpoint
    }
}
