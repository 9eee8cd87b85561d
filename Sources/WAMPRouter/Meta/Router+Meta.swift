import Routing
import WAMP

extension Router {
    /// CALL of a procedure that nobody has registered: one of the meta API, which the router answers itself,
    /// or none.
    func callMeta(
        _ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan, procedure: RawSpan,
        options: CallOptions
    ) {
        guard let procedure = MetaProcedure(uri: Array(copying: procedure)) else {
            refuse(session, envelope, Refusal(.noSuchProcedure, "no callee has registered this procedure"))
            return
        }
        if options.progress {
            refuse(
                session, envelope,
                Refusal(.featureNotSupported, "the meta API takes no progressive call invocations"))
            return
        }
        if options.forwarded.usesPayloadPassthru || envelope.hasTransparentPayload {
            refuse(
                session, envelope,
                Refusal(.featureNotSupported, "the meta API takes no payload that only applications can read")
            )
            return
        }
        do throws(MetaError) {
            let arguments = try MetaArguments(
                envelope, bytes, session.serializer, limits: policy.scanLimits)
            let result = try answer(procedure, session, arguments, envelope, bytes)
            if case .later = result { return }
            try write(result, of: envelope.first, to: session)
        } catch {
            write(error, of: envelope.first, to: session)
        }
    }

    /// RESULT of a call of the meta API.
    private func write(
        _ result: MetaResult, of request: UInt64, to session: RouterSession
    ) throws(MetaError) {
        let (payload, count) = result.payload(session.serializer)
        let isWritten = write(to: session.index, expecting: 60 + payload.count) {
            $0.writeResult(
                request: request, details: RawSpan(), payload: payload.span.bytes, payloadCount: count,
                to: &$1)
        }
        if !isWritten, let refusal = Delivery.tooLarge.refusal { throw MetaError(refusal) }
    }

    /// ERROR of a call of the meta API.
    private func write(_ error: MetaError, of request: UInt64, to session: RouterSession) {
        write(to: session.index, expecting: 200) {
            $0.writeError(
                requestType: .call, request: request, error: error.uri, message: error.message, to: &$1)
        }
    }

    /// Answers a call of the meta API whose result was to come later, unless its session is over.
    func answerLater(_ call: LateCall, _ result: Result<MetaResult, MetaError>) {
        guard let session = session(withID: call.session) else { return }
        do throws(MetaError) {
            try write(try result.get(), of: call.request, to: session)
        } catch {
            write(error, of: call.request, to: session)
        }
    }

    /// One line per procedure.
    private func answer(
        _ procedure: MetaProcedure, _ caller: RouterSession, _ arguments: MetaArguments,
        _ envelope: Envelope, _ bytes: RawSpan
    ) throws(MetaError) -> MetaResult {
        switch procedure {
        case .sessionCount: try countSessions(arguments)
        case .sessionList: try listSessions(arguments)
        case .sessionGet: try getSession(arguments)
        case .sessionModifyDetails: try modifySessionDetails(arguments)
        case .sessionKill: try killSession(caller, arguments)
        case .sessionKillByAuthID: try killSessionsByAuthID(caller, arguments)
        case .sessionKillByAuthrole: try killSessionsByAuthrole(caller, arguments)
        case .sessionKillAll: try killAllSessions(caller, arguments)
        case .sessionAddTestament: try addTestament(caller, arguments, envelope, bytes)
        case .sessionFlushTestaments: try flushTestaments(caller, arguments)
        case .registrationList: try listRegistrations(arguments)
        case .registrationLookup: try lookUpRegistration(arguments)
        case .registrationMatch: try matchRegistration(arguments)
        case .registrationGet: try getRegistration(arguments)
        case .registrationListCallees: try listCallees(arguments)
        case .registrationCountCallees: try countCallees(arguments)
        case .registrationRemoveCallee: try removeCallee(arguments)
        case .subscriptionList: try listSubscriptions(arguments)
        case .subscriptionLookup: try lookUpSubscription(arguments)
        case .subscriptionMatch: try matchSubscriptions(arguments)
        case .subscriptionGet: try getSubscription(arguments)
        case .subscriptionListSubscribers: try listSubscribers(arguments)
        case .subscriptionCountSubscribers: try countSubscribers(arguments)
        case .subscriptionRemoveSubscriber: try removeSubscriber(arguments)
        case .subscriptionGetEvents: try getEvents(caller, arguments)
        case .authorizationFlushCache: try flushAuthorizerAnswers(arguments)
        case .routerReload: try reload(caller, LateCall(session: caller.id, request: envelope.first))
        }
    }

    /// The live session with this id.
    func session(withID id: UInt64) -> RouterSession? {
        indexes[id].flatMap { sessions[$0.position] }
    }

    /// The ids of sessions of which `Broker` and `Dealer` know the places.
    func sessionIDs(_ places: [SessionIndex]) -> [UInt64] {
        places.compactMap { sessions[$0.position]?.id }
    }

    /// `procedure|uri` or `topic|uri`, the first argument: a URI, or a pattern under a match policy.
    func uri(
        _ name: String, _ arguments: MetaArguments, match: MatchPolicy = .exact
    ) throws(MetaError) -> [UInt8] {
        let uri = try arguments.uri(.position(1, name))
        if let refusal = refusal(of: uri.span.bytes, match, claimed: false) { throw MetaError(refusal) }
        return uri
    }

    /// The keyword argument `reason|uri`.
    func reason(_ arguments: MetaArguments, otherwise standard: String) throws(MetaError) -> String {
        guard let value = arguments.value(.keyword("reason")) else { return standard }
        guard let reason = value.string else {
            throw MetaError(.invalidURI, "keyword argument reason: expected a URI")
        }
        let uri = Array(reason.utf8)
        if let refusal = refusal(of: uri.span.bytes, claimed: false) {
            throw MetaError(refusal.uri, "keyword argument reason: \(refusal.message)")
        }
        return reason
    }
}

extension MetaArguments {
    /// The match policy of `options|dict`, the second argument, whose other members have no meaning here.
    func matchPolicy() throws(MetaError) -> MatchPolicy {
        guard let value = try optionalDictionary(.position(2, "options"))?["match"] else { return .exact }
        guard let policy = value.string.flatMap({ MatchPolicy(rawValue: $0) }) else {
            throw MetaError(
                .invalidArgument, "argument 2, options: expected match to be exact, prefix or wildcard")
        }
        return policy
    }
}
