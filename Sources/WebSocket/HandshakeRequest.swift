/// The client's opening handshake (RFC 6455 §4.1).
package struct HandshakeRequest: Sendable {
    /// An HTTP version.
    package struct Version: Comparable, Sendable {
        package var major: Int
        package var minor: Int

        package init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }

        package static func < (left: Version, right: Version) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    package var method: String
    /// The request target as received: path and query.
    package var target: String
    package var version: Version
    package var headers: HeaderFields

    package init(
        method: String = "GET", target: String = "/", version: Version = Version(major: 1, minor: 1),
        headers: HeaderFields = HeaderFields()
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
    }

    /// The target without its query.
    package var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// Whether the request asks for the WebSocket protocol at all; one that does not may be a plain HTTP request.
    package var isUpgradeToWebSocket: Bool {
        headers.contains("websocket", in: "Upgrade") && headers.contains("upgrade", in: "Connection")
    }
}
