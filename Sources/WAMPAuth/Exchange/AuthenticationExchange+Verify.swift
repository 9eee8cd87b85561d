import WAMP

extension AuthenticationExchange {
    /// Judges AUTHENTICATE.
    mutating func verify(
        _ challenge: Challenge, _ signature: String, _ extra: ValueDictionary, now: UInt64
    ) -> AuthenticationStep {
        let method = challenge.method.rawValue
        switch challenge {
        case .ticket(let authid): return verifyTicket(signature, authid: authid, now: now)
        case .wampcra(let challenge):
            guard challenge.isAnswered(by: signature) else {
                return fail("the signature of \(challenge.principal.authid) is wrong", .wampcra)
            }
            return .welcome(challenge.principal.identity(method: method))
        case .scram(let challenge):
            do throws(SCRAMChallenge.Mistake) {
                let verifier = try challenge.verify(signature, extra)
                return .welcome(
                    challenge.principal.identity(method: self.name(of: challenge), extra: verifier))
            } catch {
                return fail("\(challenge.principal.authid): \(error.rawValue)", .scram)
            }
        case .cryptosign(let challenge):
            guard challenge.isAnswered(by: signature), let principal = challenge.principal else {
                return fail("the signature is wrong, or no principal has the key", .cryptosign)
            }
            return .welcome(principal.identity(method: method))
        }
    }

    private func name(of challenge: SCRAMChallenge) -> String {
        Challenge.scram(challenge).name
    }

    /// The longest ticket: JSON Web Tokens with their claims are far shorter.
    private static let maximumTicketSize = 16 << 10

    private mutating func verifyTicket(_ ticket: String, authid: String?, now: UInt64) -> AuthenticationStep {
        guard ticket.utf8.count <= Self.maximumTicketSize else {
            return fail("the ticket is longer than any may be", .ticket)
        }
        if let tokens = realm.tokens, TokenVerifier.isToken(ticket) {
            do throws(TokenVerifier.Mistake) {
                let principal = try tokens.verify(ticket, roles: realm.roles, now: now)
                guard authid?.utf8.elementsEqual(principal.authid.utf8) ?? true else {
                    return fail("the token is not that of the authid in HELLO", .ticket)
                }
                return .welcome(principal.identity(method: AuthenticationMethod.ticket.rawValue))
            } catch {
                return fail(error.rawValue, .ticket)
            }
        }
        guard let authid else { return fail("there is no authid, and the ticket is no token", .ticket) }
        let found = realm.principals.principal(authid: authid)
        if found == nil, let dynamic = realm.dynamic, dynamic.methods.contains(.ticket) {
            return ask(dynamic, .ticket(authid), ["ticket": .string(ticket)])
        }
        let (principal, hash, isGenuine) = realm.ticket(found, authid: authid)
        let check = SlowCheck(hash: hash, password: ticket, isGenuine: isGenuine)
        state = .checking(principal, authid: authid)
        return hash.isSlow ? .check(check) : checked(check.run())
    }
}
