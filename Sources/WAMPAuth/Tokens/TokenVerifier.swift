import WAMP

/// Judges JSON Web Tokens (RFC 7519) that come as tickets, in the compact form of signed ones (RFC 7515 section 7.1).
package struct TokenVerifier: Sendable {
    /// Why a token is refused, for the log.
    package enum Mistake: String, Error {
        case form = "the token is no signed JSON Web Token"
        case critical = "the token has critical extensions, of which none is known"
        case key = "no key has the token's algorithm and key id"
        case signature = "the token's signature is wrong"
        case issuer = "the token is of another issuer"
        case audience = "the token is for another audience"
        case expiry = "the token says not when it expires"
        case expired = "the token has expired"
        case early = "the token is not valid yet"
        case subject = "the token has no acceptable subject"
        case role = "the token names no role of the realm"
    }

    package var keys: [TokenKey]
    package var issuer: String
    package var audience: String
    /// The role of tokens that do not name one; nil refuses them.
    package var role: String?
    /// The claim that names the role, which must be one of the realm's; nil: all tokens have `role`.
    package var roleClaim: String?
    /// Seconds by which clocks may differ.
    package var leeway: Double

    package init(
        keys: [TokenKey], issuer: String, audience: String, role: String?, roleClaim: String?, leeway: Double
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.role = role
        self.roleClaim = roleClaim
        self.leeway = leeway
    }

    /// Whether a ticket is meant as a token and not as a principal's own ticket.
    package static func isToken(_ ticket: String) -> Bool {
        // The base64 of a JSON object's beginning.
        ticket.hasPrefix("eyJ") && ticket.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    /// Judges a token.
    ///
    /// - Parameters:
    ///   - roles: those of the realm.
    ///   - now: milliseconds since 1970.
    package func verify(_ token: String, roles: Set<String>, now: UInt64) throws(Mistake) -> Principal {
        let claims = try verifiedClaims(token)
        try checkTimes(claims, now: Double(now) / 1_000)
        guard claims["iss"] == .string(issuer) else { throw .issuer }
        switch claims["aud"] {
        case .string(let one): guard one == audience else { throw .audience }
        case .list(let several): guard several.contains(.string(audience)) else { throw .audience }
        default: throw .audience
        }
        guard let subject = claims["sub"]?.string, !subject.isEmpty,
            subject.utf8.count <= AuthenticationOffer.maximumAuthidSize
        else { throw .subject }
        let claimed = roleClaim.flatMap { claims[$0] }
        guard let role = claimed == nil ? role : claimed?.string, roles.contains(role) else { throw .role }
        return Principal(authid: subject, role: role, provider: "jwt")
    }

    /// The claims of a token whose signature is right.
    private func verifiedClaims(_ token: String) throws(Mistake) -> ValueDictionary {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]),
            let signature = Base64URL.decode(parts[2])
        else { throw .form }
        // RFC 7515 section 4.1.11: who does not understand an extension must refuse.
        guard header["crit"] == nil else { throw .critical }
        guard let algorithm = header["alg"]?.string else { throw .form }
        let id = header["kid"]?.string
        let candidates = keys.filter {
            $0.algorithm == algorithm && (id == nil || $0.id == nil || $0.id == id)
        }
        guard !candidates.isEmpty else { throw .key }
        let message = Array(token.utf8.prefix(parts[0].count + 1 + parts[1].count))
        guard candidates.contains(where: { $0.isValid(signature, of: message) }) else { throw .signature }
        guard let claims = Self.object(parts[1]) else { throw .form }
        return claims
    }

    private static func object(_ part: Substring.UTF8View) -> ValueDictionary? {
        guard let bytes = Base64URL.decode(part) else { return nil }
        return try? JSON.parse(bytes.span.bytes, duplicateKeys: .refused).dictionary
    }

    private func checkTimes(_ claims: ValueDictionary, now: Double) throws(Mistake) {
        guard let expiry = claims["exp"]?.double else { throw .expiry }
        guard now < expiry + leeway else { throw .expired }
        if let begin = claims["nbf"] {
            guard let begin = begin.double, now + leeway >= begin else { throw .early }
        }
    }
}
