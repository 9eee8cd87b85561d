import Testing
import WAMP
import WAMPAuth

@Suite("JSON Web Tokens (RFC 7519, RFC 7515, RFC 8037)")
struct TokenVerifierTests {
    private static let secret = Array("a secret of at least 32 bytes, as HS256 wants it".utf8)
    /// 2011-03-22T18:42:00Z; the published tokens expire a minute later.
    private static let published: UInt64 = 1_300_819_320_000

    private func verifier(_ keys: [TokenKey?]) -> TokenVerifier {
        TokenVerifier(
            keys: keys.compactMap { $0 }, issuer: "joe", audience: "router", role: nil, roleClaim: "role",
            leeway: 30)
    }

    /// A token of HS256 with some header and claims.
    private func token(
        _ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, secret: [UInt8] = Self.secret
    ) throws -> String {
        let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return text + "." + Base64URL.encode(try HMACSHA256.code(key: secret, text))
    }

    private func mistake(_ token: String, _ verifier: TokenVerifier, now: UInt64 = 1_000_000) -> TokenVerifier
        .Mistake?
    {
        do throws(TokenVerifier.Mistake) {
            _ = try verifier.verify(token, roles: ["user", "admin"], now: now)
            return nil
        } catch {
            return error
        }
    }

    private static let claims = #"{"iss":"joe","aud":"router","exp":1100,"sub":"ann","role":"admin"}"#

    @Test("A token with all claims is the principal that it names")
    func right() throws {
        let verifier = verifier([TokenKey(secret: Self.secret)])
        let principal = try verifier.verify(token(Self.claims), roles: ["admin"], now: 1_000_000)
        #expect(principal == Principal(authid: "ann", role: "admin", provider: "jwt"))
    }

    @Test(
        "The published tokens have the signature of their key: what they lack is the audience, or claims at all"
    )
    func publishedTokens() throws {
        let secret = try #require(Base64URL.decode(PublishedTokens.hs256Secret.utf8))
        let cases: [(String, TokenKey?, TokenVerifier.Mistake)] = [
            (PublishedTokens.hs256, TokenKey(secret: secret), .audience),
            (PublishedTokens.rs256, TokenKey(pem: PublishedTokens.rs256Key, .rs256), .audience),
            (PublishedTokens.es256, TokenKey(pem: PublishedTokens.es256Key, .es256), .audience),
            (PublishedTokens.edDSA, TokenKey(pem: PublishedTokens.edDSAKey, .edDSA), .form),
        ]
        for (token, key, expected) in cases {
            #expect(key != nil)
            let verifier = verifier([key])
            #expect(mistake(token, verifier, now: Self.published) == expected)
            // The last character but one: the last has bits that mean nothing.
            var forged = Array(token)
            let place = forged.count - 3
            forged[place] = forged[place] == "A" ? "B" : "A"
            #expect(mistake(String(forged), verifier, now: Self.published) == .signature)
        }
        #expect(
            mistake(PublishedTokens.hs256, verifier([TokenKey(secret: secret)]), now: Self.published + 91_000)
                == .expired)
    }

    @Test("Keys of another kind, and weak ones, are none")
    func kinds() {
        #expect(TokenKey(pem: PublishedTokens.rs256Key, .es256) == nil)
        #expect(TokenKey(pem: PublishedTokens.es256Key, .edDSA) == nil)
        #expect(TokenKey(pem: PublishedTokens.edDSAKey, .rs256) == nil)
        #expect(TokenKey(pem: PublishedTokens.smallKey, .rs256) == nil)
        #expect(TokenKey(pem: PublishedTokens.otherCurve, .es256) == nil)
        #expect(TokenKey(pem: "no key", .rs256) == nil)
        #expect(TokenKey(secret: Array(repeating: 0, count: 31)) == nil)
    }

    @Test("A token cannot choose its algorithm: not none, and not HMAC with a public key")
    func confusion() throws {
        let verifier = verifier([TokenKey(pem: PublishedTokens.rs256Key, .rs256)])
        let forged = try token(Self.claims, secret: Array(PublishedTokens.rs256Key.utf8))
        #expect(mistake(forged, verifier) == .key)
        let none = try token(Self.claims, header: #"{"alg":"none"}"#)
        #expect(mistake(none, verifier) == .key)
        let unsigned = none.prefix { $0 != "." } + "." + none.split(separator: ".")[1] + "."
        #expect(mistake(String(unsigned), verifier) == .key)
    }

    @Test(
        "What is wrong with the claims",
        arguments: [
            (
                #"{"iss":"ann","aud":"router","exp":1100,"sub":"ann","role":"user"}"#,
                TokenVerifier.Mistake.issuer
            ),
            (#"{"aud":"router","exp":1100,"sub":"ann","role":"user"}"#, .issuer),
            (#"{"iss":"joe","aud":"other","exp":1100,"sub":"ann","role":"user"}"#, .audience),
            (#"{"iss":"joe","aud":["other"],"exp":1100,"sub":"ann","role":"user"}"#, .audience),
            (#"{"iss":"joe","aud":"router","sub":"ann","role":"user"}"#, .expiry),
            (#"{"iss":"joe","aud":"router","exp":"never","sub":"ann","role":"user"}"#, .expiry),
            (#"{"iss":"joe","aud":"router","exp":969,"sub":"ann","role":"user"}"#, .expired),
            (#"{"iss":"joe","aud":"router","exp":1100,"nbf":1031,"sub":"ann","role":"user"}"#, .early),
            (#"{"iss":"joe","aud":"router","exp":1100,"role":"user"}"#, .subject),
            (#"{"iss":"joe","aud":"router","exp":1100,"sub":"","role":"user"}"#, .subject),
            (#"{"iss":"joe","aud":"router","exp":1100,"sub":"ann","role":"king"}"#, .role),
            (#"{"iss":"joe","aud":"router","exp":1100,"sub":"ann"}"#, .role),
            (#"{"iss":"joe","iss":"joe","aud":"router","exp":1100,"sub":"ann","role":"user"}"#, .form),
            ("[]", .form),
        ])
    func claims(claims: String, expected: TokenVerifier.Mistake) throws {
        #expect(mistake(try token(claims), verifier([TokenKey(secret: Self.secret)])) == expected)
    }

    @Test(
        "Tokens without a claim of a role have the realm's, and a claim that is none is refused all the same")
    func standardRole() throws {
        var verifier = verifier([TokenKey(secret: Self.secret)])
        verifier.role = "user"
        let start = #"{"iss":"joe","aud":"router","exp":1100,"sub":"ann""#
        let principal = try verifier.verify(token(start + "}"), roles: ["user"], now: 1_000_000)
        #expect(principal.role == "user")
        #expect(mistake(try token(start + #","role":"king"}"#), verifier) == .role)
        #expect(mistake(try token(start + #","role":null}"#), verifier) == .role)
    }

    @Test("Clocks may differ by the leeway, and the audience may be one of several")
    func leeway() throws {
        let claims = #"{"iss":"joe","aud":["a","router"],"exp":971,"nbf":1030,"sub":"ann","role":"user"}"#
        #expect(mistake(try token(claims), verifier([TokenKey(secret: Self.secret)])) == nil)
    }

    @Test("The key id chooses among keys, and critical extensions are refused")
    func header() throws {
        let other = Array("another secret of at least 32 bytes!".utf8)
        let verifier = verifier([TokenKey(secret: other, id: "1"), TokenKey(secret: Self.secret, id: "2")])
        #expect(mistake(try token(Self.claims), verifier) == nil)
        #expect(mistake(try token(Self.claims, header: #"{"alg":"HS256","kid":"2"}"#), verifier) == nil)
        #expect(
            mistake(try token(Self.claims, header: #"{"alg":"HS256","kid":"1"}"#), verifier) == .signature)
        #expect(mistake(try token(Self.claims, header: #"{"alg":"HS256","kid":"3"}"#), verifier) == .key)
        #expect(
            mistake(try token(Self.claims, header: #"{"alg":"HS256","crit":["exp"]}"#), verifier) == .critical
        )
    }

    @Test("A token is a ticket for its subject, with or without authid")
    func exchange() throws {
        var realm = RealmAuthentication.sample([])
        realm.tokens = verifier([TokenKey(secret: Self.secret)])
        let token = try token(Self.claims)
        for (authid, isRight) in [(nil, true), ("ann", true), ("bob", false)] {
            var exchange = AuthenticationExchange.local(realm)
            #expect(exchange.begin(["ticket"], authid: authid).challenge?.method == "ticket")
            let step = exchange.answer(signature: token, extra: [:], now: 1_000)
            #expect((step.identity?.authid == "ann") == isRight)
            #expect((step.refusal?.isFailure == true) == !isRight)
        }
    }
}
