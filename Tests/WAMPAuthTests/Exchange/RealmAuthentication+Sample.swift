import Testing
import WAMP
import WAMPAuth

extension RealmAuthentication {
    /// A realm with one principal, joe, and some methods.
    static func sample(
        _ methods: Set<AuthenticationMethod>, _ principals: [Principal] = []
    ) -> RealmAuthentication {
        RealmAuthentication(
            realm: "realm1", roles: ["user", "guest", "admin"], methods: methods, anonymousRole: "guest",
            principals: principals, mockSecret: [1, 2, 3], challengeTimeout: 10_000)
    }
}

extension AuthenticationExchange {
    /// An exchange of a client on this machine.
    static func local(_ realm: RealmAuthentication, _ peer: PeerFacts = .local) -> AuthenticationExchange {
        AuthenticationExchange(realm, peer: peer, session: 3_251_278_072_152_162)
    }

    /// HELLO arrives at 1000.
    mutating func begin(
        _ methods: [String], authid: String? = nil, extra: ValueDictionary = [:]
    ) -> AuthenticationStep {
        begin(
            AuthenticationOffer(methods: methods, authid: authid, extra: extra), now: 1_000,
            random: Array(0..<32))
    }

    /// AUTHENTICATE arrives at 2000.
    mutating func answer(_ signature: String, _ extra: ValueDictionary = [:]) -> AuthenticationStep {
        answer(signature: signature, extra: extra, now: 2_000)
    }
}

extension PeerFacts {
    static let local = PeerFacts(isLoopback: true, host: "127.0.0.1")
}

// What a step is, for expectations.
extension AuthenticationStep {
    var identity: AuthenticatedIdentity? {
        if case .welcome(let identity) = self { identity } else { nil }
    }

    var challenge: (method: String, extra: ValueDictionary)? {
        if case .challenge(let method, let extra) = self { (method, extra) } else { nil }
    }

    var refusal: AuthenticationRefusal? {
        if case .refuse(let refusal) = self { refusal } else { nil }
    }

    var request: DynamicRequest? {
        if case .ask(let request) = self { request } else { nil }
    }

    var check: SlowCheck? {
        if case .check(let check) = self { check } else { nil }
    }
}
