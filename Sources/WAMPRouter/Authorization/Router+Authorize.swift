import Logging
import Routing
import WAMP

// Actions that a role's rules leave open and its authorizer decides. The session whose message asks for one waits; the router
// does not.

extension Router {
    /// Asks the authorizer of the session's role about a message, which is decided again when the answer is there.
    @inline(never)
    func ask(
        _ action: Permissions.Action, _ uri: RawSpan, match: MatchPolicy = .exact,
        _ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan
    ) {
        guard let role = session.role, let authorizer = role.authorizer else { return }
        session.requests.takeBack(envelope.first)
        let suspension = session.suspension ?? Suspension()
        if suspension.isEmpty { suspension.append(bytes) }
        suspension.isResuming = false
        session.suspension = suspension
        let question = AuthorizationQuestion(action: action, uri: Array(copying: uri), match: match)
        callOwn(
            authorizer.procedure, arguments(of: question, session), timeout: authorizer.timeout
        ) { result in
            self.assumeIsolated { router in
                guard session.suspension === suspension else { return }
                suspension.answer = router.decision(of: authorizer, question, result)
                router.resume(session, suspension)
            }
        }
    }

    /// `session|dict, uri|string, action|string, options|dict`: version 1 of the signature.
    private func arguments(of question: AuthorizationQuestion, _ session: RouterSession) -> [Value] {
        let identity = session.identity
        let caller: ValueDictionary = [
            "session": Value(session.id), "realm": .string(realm), "authid": .string(identity.authid),
            "authrole": .string(identity.authrole), "authmethod": .string(identity.authmethod),
            "authprovider": .string(identity.authprovider), "peer": .string(session.origin.address),
            "transport": .string(session.origin.transport.rawValue),
        ]
        return [
            .dictionary(caller), .string(String(decoding: question.uri, as: UTF8.self)),
            .string(question.action.name),
            .dictionary(["version": 1, "match": .string(question.match.rawValue)]),
        ]
    }

    /// What an answer means; whatever is no clear answer denies.
    private func decision(
        of authorizer: DynamicAuthorizer, _ question: AuthorizationQuestion, _ result: OwnCallResult
    ) -> Permissions.Decision {
        let problem: String
        switch result {
        case .result(let payload):
            do throws(AuthorizerAnswer.Malformed) {
                let answer = try AuthorizerAnswer(payload)
                authorizer.remember(answer, for: question, now: uptime)
                return answer.decision
            } catch {
                problem = error.rawValue
            }
        case .error(let uri, let message): problem = message.map { "\(uri): \($0.prefix(200))" } ?? uri
        }
        policy.logger.warning(
            "an authorizer did not decide",
            metadata: [
                "realm": "\(realm)", "procedure": "\(authorizer.procedure)",
                "action": "\(question.action.name)",
                "uri": "\(String(decoding: question.uri.prefix(200), as: UTF8.self))",
                "reason": "\(problem)",
            ])
        return .failed
    }
}

// MARK: The messages of a session that waits

extension Router {
    /// Keeps a message that must not overtake one that waits.
    ///
    /// - Returns: false for one that may: it answers an INVOCATION, for which others wait, or ends the session.
    func postpone(
        _ type: MessageType, _ bytes: RawSpan, of session: RouterSession, _ suspension: Suspension
    ) -> Bool {
        switch type {
        case .yield, .error, .abort: return false
        case .hello, .welcome, .challenge, .authenticate, .goodbye, .publish, .published, .subscribe,
            .subscribed, .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result,
            .register, .registered, .unregister, .unregistered, .invocation, .interrupt:
            suspension.append(bytes)
        }
        if suspension.byteCount > policy.maximumSuspendedBytes {
            session.abort(
                ErrorURI.limitExceeded.text,
                "more than \(policy.maximumSuspendedBytes) bytes were sent while an authorizer was being asked"
            )
            leave(session, .violation("too much was sent while an authorizer was being asked"))
        }
        return true
    }

    /// Decides the messages that have waited, until one of them waits again.
    private func resume(_ session: RouterSession, _ suspension: Suspension) {
        suspension.isResuming = true
        while session.suspension === suspension, suspension.isResuming, let bytes = suspension.first {
            receive(session, bytes.span.bytes, utf8: .unchecked)
            // One that waits again is asked about, and stays the first.
            if suspension.isResuming { suspension.removeFirst() }
        }
        if suspension.isEmpty, session.suspension === suspension { session.suspension = nil }
    }
}

extension Permissions.Action {
    /// The action as the specification's messages call it.
    var name: String {
        switch self {
        case .call: "call"
        case .register: "register"
        case .publish: "publish"
        case .subscribe: "subscribe"
        }
    }
}
