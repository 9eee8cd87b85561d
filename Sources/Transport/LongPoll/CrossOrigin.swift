import WebSocket

/// Which web pages may use the long-poll transport, and the header fields that let a browser hand them the answers (the CORS
/// protocol of the Fetch standard). The policy is that of WebSocket connections, `OriginPolicy`.
struct CrossOrigin {
    /// The answer's header fields; none where the request is not from a web page.
    private(set) var headers: [(name: String, value: String)] = []

    /// - Returns: `nil` for a page that may not, or a request that names two.
    init?(_ request: HandshakeRequest, _ policy: OriginPolicy) {
        let origins = request.headers.all("Origin")
        guard let origin = origins.first else { return }
        let hosts = request.headers.all("Host")
        guard origins.count == 1, hosts.count <= 1, policy.allows(origin: origin, host: hosts.first ?? "")
        else { return nil }
        // Autobahn|JS sends cookies along, whereupon a browser insists on the second field and takes no `*` in the first.
        headers = [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"),
            ("Vary", "Origin"),
        ]
    }

    /// What the answer to a browser's preflight request has beside.
    static let preflight: [(name: String, value: String)] = [
        ("Access-Control-Allow-Methods", "POST"), ("Access-Control-Allow-Headers", "Content-Type"),
        // Ten minutes: not one more request for each of the others.
        ("Access-Control-Max-Age", "600"),
    ]
}
