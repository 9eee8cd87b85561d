/// Why a server does not open the connection (RFC 6455 §4.2.1, §4.2.2): an HTTP response.
package struct HandshakeRefusal: Error, Equatable, Sendable {
    /// The HTTP status code.
    package enum Status: UInt16, Sendable {
        case badRequest = 400
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case upgradeRequired = 426
        case versionNotSupported = 505

        /// The reason phrase (RFC 9110 §15).
        package var phrase: String {
            switch self {
            case .badRequest: "Bad Request"
            case .forbidden: "Forbidden"
            case .notFound: "Not Found"
            case .methodNotAllowed: "Method Not Allowed"
            case .upgradeRequired: "Upgrade Required"
            case .versionNotSupported: "HTTP Version Not Supported"
            }
        }
    }

    package var status: Status
    /// A sentence for the person who looks at the response.
    package var reason: String

    package init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// The header fields that belong to the status.
    package var headers: [(name: String, value: String)] {
        switch status {
        case .badRequest, .forbidden, .notFound, .versionNotSupported: []
        case .methodNotAllowed: [("Allow", "GET")]
        case .upgradeRequired:
            [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13")]
        }
    }
}
