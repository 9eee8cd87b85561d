import WAMP

/// The authentication of one client, from HELLO to WELCOME or ABORT, without I/O, clock or randomness of its own.
///
/// ```
///            begin                     answer
///   unused ---------> challenged ----------------> ended: welcome or refuse
///              |  ^        ^   '---> checking ---------^
///              |  '--------'            checked        |
///              '---> asking  ---- answered ------------'
/// ```
///
/// The client's methods are tried in its order of preference. One that the realm or the listener does not have, or for which
/// HELLO or the transport lacks what it needs, is passed over. Which one is taken does not depend on whether the principal
/// exists or what it has, so that the choice tells nobody about it: for those that do not exist, everything is done that is
/// done for others, and fails in the end.
package struct AuthenticationExchange: Sendable {
    /// How many random bytes `begin` needs.
    package static let randomSize = 32
    /// More methods than there are; the rest of a longer list is not looked at.
    static let maximumMethods = 16

    enum State: Sendable {
        case unused
        /// The dynamic authenticator has been asked.
        case asking(Inquiry)
        /// CHALLENGE has been sent.
        case challenged(Challenge, deadline: UInt64)
        /// A password is being compared.
        case checking(Principal, authid: String)
        case ended
    }

    let realm: RealmAuthentication
    let peer: PeerFacts
    /// The id that the session will have.
    let session: UInt64
    var offer = AuthenticationOffer(methods: [], authid: nil)
    var random: [UInt8] = []
    var state = State.unused

    /// - Parameters:
    ///   - session: the id that the session will have, which WAMP-CRA signs.
    package init(_ realm: RealmAuthentication, peer: PeerFacts, session: UInt64) {
        self.realm = realm
        self.peer = peer
        self.session = session
    }

    /// The moment after which AUTHENTICATE comes too late, in milliseconds since 1970; nil while no CHALLENGE is open.
    package var deadline: UInt64? {
        if case .challenged(_, let deadline) = state { deadline } else { nil }
    }

    /// The authid that the client claims; nil without one.
    package var authid: String? { offer.authid }

    /// HELLO has arrived.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - random: `randomSize` bytes of a cryptographic source, which nothing else uses.
    package mutating func begin(
        _ offer: AuthenticationOffer, now: UInt64, random: [UInt8]
    ) -> AuthenticationStep {
        guard case .unused = state, random.count >= Self.randomSize else {
            return refuse(.authenticationFailed, "the exchange was begun twice, or without randomness")
        }
        state = .ended
        self.offer = offer
        self.random = random
        // Clients that have none may send an empty one, as autobahn-cpp does.
        if offer.authid?.isEmpty == true { self.offer.authid = nil }
        if let authid = offer.authid, authid.utf8.count > AuthenticationOffer.maximumAuthidSize {
            self.offer.authid = nil
            return refuse(.authenticationFailed, "the authid is too long")
        }
        return chooseMethod(now: now)
    }

    /// AUTHENTICATE has arrived. A challenge can be answered once.
    ///
    /// - Parameters:
    ///   - signature: AUTHENTICATE.Signature.
    ///   - extra: AUTHENTICATE.Extra.
    ///   - now: milliseconds since 1970.
    package mutating func answer(
        signature: String, extra: ValueDictionary, now: UInt64
    ) -> AuthenticationStep {
        guard case .challenged(let challenge, let deadline) = state else {
            return refuse(.protocolViolation, "received AUTHENTICATE without a pending CHALLENGE")
        }
        state = .ended
        guard now <= deadline else {
            return refuse(.authenticationFailed, "the answer came too late", method: challenge.method)
        }
        return verify(challenge, signature, extra, now: now)
    }

    /// The challenge was not answered in time.
    package mutating func expire() -> AuthenticationStep {
        refuse(.authenticationFailed, "the challenge was not answered in time")
    }

    /// The dynamic authenticator has answered.
    package mutating func answered(_ answer: DynamicAnswer, now: UInt64) -> AuthenticationStep {
        guard case .asking(let inquiry) = state else {
            return refuse(.authenticationFailed, "the authenticator answered what was not asked")
        }
        state = .ended
        return resume(inquiry, answer, now: now)
    }

    /// A slow comparison has ended.
    package mutating func checked(_ isRight: Bool) -> AuthenticationStep {
        guard case .checking(let principal, let authid) = state else {
            return refuse(.authenticationFailed, "a password was checked that was not to be")
        }
        state = .ended
        guard isRight else { return fail("the ticket of \(authid) is wrong", .ticket) }
        return .welcome(principal.identity(method: AuthenticationMethod.ticket.rawValue))
    }
}

// Endings.
extension AuthenticationExchange {
    /// ABORT for what is no attempt at a secret.
    mutating func refuse(
        _ reason: ErrorURI, _ cause: String, method: AuthenticationMethod? = nil
    ) -> AuthenticationStep {
        end(reason, cause, method, isFailure: false)
    }

    /// ABORT for a wrong answer, which is the same whatever is wrong with it.
    mutating func fail(_ cause: String, _ method: AuthenticationMethod) -> AuthenticationStep {
        end(.authenticationFailed, cause, method, isFailure: true)
    }

    private mutating func end(
        _ reason: ErrorURI, _ cause: String, _ method: AuthenticationMethod?, isFailure: Bool
    ) -> AuthenticationStep {
        state = .ended
        let message =
            switch reason {
            case .authenticationFailed: "the authentication failed"
            default: cause
            }
        return .refuse(
            AuthenticationRefusal(
                reason: reason, message: message, cause: cause, authid: offer.authid,
                method: method?.rawValue, isFailure: isFailure))
    }
}
