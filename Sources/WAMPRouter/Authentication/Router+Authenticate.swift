import Logging
import NIOCore
import Routing
import Transport
import WAMP
import WAMPAuth

// From HELLO to WELCOME or ABORT (basic profile, "Session Establishment"; advanced profile, "Authentication").

extension Router {
    /// HELLO has named this realm: finds out who the client is, and lets it join or not.
    func authenticate(_ session: RouterSession, hello: HelloDetails) {
        if isShuttingDown {
            return session.abort(CloseURI.systemShutdown.text, "the router is shutting down")
        }
        if sessionCount >= policy.maximumSessions {
            quotaCounters.sessions += 1
            return session.abort(
                ErrorURI.limitExceeded.text, "realm \(realm) has as many sessions as it may have")
        }
        let id = takeID()
        let facts = PeerFacts(session.origin, allowedMethods: session.authenticationMethods)
        let opening = SessionOpening(
            router: self, hello: hello, id: id,
            client: FailureThrottle.Client(realm: realm, authid: hello.authid, host: facts.host),
            exchange: AuthenticationExchange(policy.authentication, peer: facts, session: id))
        session.opening = opening
        let step = opening.exchange.begin(
            AuthenticationOffer(hello), now: now(), random: ids.makeBytes(AuthenticationExchange.randomSize))
        // Whom nobody has to know, and who has offered nothing that could be guessed, need not wait for others' mistakes.
        switch step {
        case .welcome(let identity) where identity.authmethod == AuthenticationMethod.anonymous.rawValue:
            break
        case .refuse: break
        case .welcome, .challenge, .ask, .check:
            if isLockedOut(session, opening) { return }
        }
        proceed(step, session, opening)
    }

    /// AUTHENTICATE.
    func authenticate(_ session: RouterSession, _ opening: SessionOpening, _ answer: Message.Authenticate) {
        opening.timer?.cancel()
        opening.timer = nil
        if isLockedOut(session, opening) { return }
        let step = opening.exchange.answer(signature: answer.signature, extra: answer.extra, now: now())
        proceed(step, session, opening)
    }

    /// Does what is next, unless the client has gone in the meantime.
    private func proceed(
        _ step: AuthenticationStep, _ session: RouterSession, _ opening: SessionOpening
    ) {
        guard session.opening === opening else { return }
        switch step {
        case .welcome(let identity): admit(session, opening, identity)
        case .challenge(let method, let extra): challenge(session, opening, method, extra)
        case .ask(let request): ask(request, session, opening)
        case .check(let check): run(check, session, opening)
        case .refuse(let refusal): refuse(session, opening, refusal)
        }
    }

    private func admit(
        _ session: RouterSession, _ opening: SessionOpening, _ identity: AuthenticatedIdentity
    ) {
        // Whoever comes in as somebody else, or as nobody, must not make the failures of the authid that HELLO names forgotten.
        if identity.authmethod != AuthenticationMethod.anonymous.rawValue,
            opening.hello.authid.map({ $0.utf8.elementsEqual(identity.authid.utf8) }) == true
        {
            session.realms.failures.succeeded(opening.client)
        }
        // Others may have joined, or the configuration changed, while the client was asked.
        guard let role = policy.roles.first(where: { $0.name == identity.authrole }) else {
            return refuse(
                session, opening, .authenticationFailed, "the realm has no role \(identity.authrole)")
        }
        if isShuttingDown {
            return session.abort(CloseURI.systemShutdown.text, "the router is shutting down")
        }
        if sessionCount >= policy.maximumSessions {
            quotaCounters.sessions += 1
            return session.abort(
                ErrorURI.limitExceeded.text, "realm \(realm) has as many sessions as it may have")
        }
        session.opening = nil
        join(session, role: role, identity: SessionIdentity(identity), opening: opening)
    }

    private func challenge(
        _ session: RouterSession, _ opening: SessionOpening, _ method: String, _ extra: ValueDictionary
    ) {
        session.challenge(method, extra)
        guard let deadline = opening.exchange.deadline else { return }
        let wait = Int64(clamping: deadline &- min(deadline, now())) + 1
        opening.timer = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(min(wait, 1 << 40))) {
            self.assumeIsolated { router in
                router.proceed(opening.exchange.expire(), session, opening)
            }
        }
    }

    /// Calls the dynamic authenticator.
    private func ask(_ request: DynamicRequest, _ session: RouterSession, _ opening: SessionOpening) {
        callOwn(
            request.procedure, request.arguments(realm: realm, session: opening.id, session.origin),
            timeout: request.timeout
        ) { result in
            self.assumeIsolated { router in
                let answer = DynamicAnswer(result, to: request)
                router.proceed(opening.exchange.answered(answer, now: router.now()), session, opening)
            }
        }
    }

    /// Compares a password with its hash, on another thread: it takes as long as thousands of messages.
    private func run(_ check: SlowCheck, _ session: RouterSession, _ opening: SessionOpening) {
        let isBegun = session.realms.slowChecks.run(check, of: opening.client.place, on: eventLoop) {
            isRight in
            self.assumeIsolated { router in
                router.proceed(opening.exchange.checked(isRight), session, opening)
            }
        }
        if !isBegun {
            refuse(session, opening, .limitExceeded, "too many clients are authenticating at this moment")
        }
    }
}

// MARK: Refusals

extension Router {
    private func isLockedOut(_ session: RouterSession, _ opening: SessionOpening) -> Bool {
        switch session.realms.failures.judge(opening.client, now: uptime) {
        case .proceed: return false
        case .lockedOut(let milliseconds):
            refuse(
                session, opening, .authenticationFailed,
                "locked out after failures for \(milliseconds / 1000 + 1) s more")
            return true
        }
    }

    private func refuse(
        _ session: RouterSession, _ opening: SessionOpening, _ reason: ErrorURI, _ cause: String
    ) {
        let message = reason == .authenticationFailed ? "the authentication failed" : cause
        refuse(
            session, opening,
            AuthenticationRefusal(
                reason: reason, message: message, cause: cause, authid: opening.hello.authid))
    }

    /// ABORT, later for a client that seems to be guessing.
    private func refuse(
        _ session: RouterSession, _ opening: SessionOpening, _ refusal: AuthenticationRefusal
    ) {
        opening.timer?.cancel()
        var metadata: Logger.Metadata = [
            "realm": "\(realm)", "reason": "\(refusal.cause.prefix(400))",
            "error": "\(refusal.reason.text)", "peer": "\(session.origin.address)",
        ]
        if let authid = refusal.authid { metadata["authid"] = "\(authid)" }
        if let method = refusal.method { metadata["authmethod"] = "\(method)" }
        policy.logger.notice("session refused", metadata: metadata)
        guard refusal.isFailure else { return end(session, opening, refusal) }
        let delay = session.realms.failures.failed(opening.client, now: uptime)
        guard delay > 0 else { return end(session, opening, refusal) }
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(clamping: delay))) {
            self.assumeIsolated { $0.end(session, opening, refusal) }
        }
    }

    private func end(
        _ session: RouterSession, _ opening: SessionOpening, _ refusal: AuthenticationRefusal
    ) {
        guard session.opening === opening else { return }
        session.abort(refusal.reason.text, refusal.message)
    }
}
