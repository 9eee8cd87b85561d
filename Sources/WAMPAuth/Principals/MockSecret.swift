/// What challenges for principals that do not exist are made from: a secret, so that nobody else can tell them from others,
/// and a function of the authid, so that the same authid always gets the same (advanced profile, "Salted Challenge Response
/// Authentication", "Initial Client Authentication Message").
package struct MockSecret: Sendable {
    private let key: [UInt8]

    /// - Parameter secret: of the process, or of the configuration where mocks are to outlast it.
    package init(secret: [UInt8], realm: String) {
        // Realms of one router give one authid different salts, as they do to real principals.
        key = (try? HMACSHA256.code(key: secret, "realm:" + realm)) ?? SHA256.digest(secret)
    }

    /// 32 bytes for a purpose and an authid.
    func bytes(_ purpose: StaticString, _ authid: String) -> [UInt8] {
        (try? HMACSHA256.code(key: key, "\(purpose):" + authid)) ?? key
    }

    /// A stable choice for an authid.
    func choose<Element>(_ purpose: StaticString, _ authid: String, among elements: [Element]) -> Element? {
        guard !elements.isEmpty else { return nil }
        let number = bytes(purpose, authid).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return elements[Int(number % UInt64(elements.count))]
    }
}
