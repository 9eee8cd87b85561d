import Routing
import Transport
import WAMP

extension Router {
    /// PUBLISH. Without `acknowledge` nothing is ever answered, not even ERROR.
    func publish(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(PublishOptions.self, session, envelope, bytes) else { return }
        if options.forwarded.usesPayloadPassthru,
            !announced(.payloadPassthruMode, as: .publisher, by: session, envelope)
        {
            return
        }
        let acknowledges = options.acknowledge
        if let rates = session.rates, !rates.mayPublish() {
            return refusePublication(session, rates, envelope, isAnswered: acknowledges)
        }
        withURI(session, envelope, bytes, claims: true, answersRefusal: acknowledges) { topic in
            let decision = session.decide(.publish, uri: topic)
            if decision.isUndecided { return ask(.publish, topic, session, envelope, bytes) }
            if let refusal = refusal(
                decision, asksDisclosure: options.discloseMe, disclosure: .publisher)
            {
                if acknowledges { refuse(session, envelope, refusal) }
                return
            }
            let terms = Broker.PublishTerms(
                publication: ids.makeID(), excluded: options.excludeMe ? session.index : nil,
                audience: options.audience,
                publisher: decision.disclose.contains(.publisher) ? session.index : nil,
                trustlevel: decision.trustlevel, resourceKey: options.rkey.map { ResourceKey($0) })
            broker.publish(topic, terms, into: &outbox)
            if acknowledges {
                outbox.append(
                    .accepted(
                        .published, to: session.index, request: envelope.first, id: terms.publication))
            }
            deliver(envelope, bytes, from: session.serializer, forwarded: options.forwarded)
            if options.retain {
                retain(terms, envelope, bytes, session.serializer, options.forwarded)
            }
            lastKept = nil
            if lastFilter != nil { lastFilter = nil }
        }
    }

    /// SUBSCRIBE.
    func subscribe(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(SubscribeOptions.self, session, envelope, bytes) else { return }
        withURI(session, envelope, bytes, match: options.match) { topic in
            let decision = session.decide(.subscribe, pattern: topic, match: options.match)
            if decision.isUndecided {
                return ask(.subscribe, topic, match: options.match, session, envelope, bytes)
            }
            if let refusal = refusal(decision) {
                refuse(session, envelope, refusal)
                return
            }
            let isSubscribed = broker.subscribe(
                session.index, request: envelope.first, topic: topic, match: options.match,
                nodeKey: options.nkey.flatMap { $0.isEmpty ? nil : NodeKey($0) }, now: now(), into: &outbox)
            deliverPending()
            if isSubscribed, options.getRetained {
                sendRetained(to: session, topic: topic, match: options.match)
            }
        }
    }

    /// UNSUBSCRIBE.
    func unsubscribe(_ session: RouterSession, _ envelope: Envelope) {
        guard accept(envelope.first, of: session) else { return }
        broker.unsubscribe(
            session.index, request: envelope.first, subscription: envelope.second, into: &outbox)
        deliverPending()
    }

    /// Why a permission decision does not let a request through; `nil` where it does.
    func refusal(
        _ decision: Permissions.Decision, asksDisclosure: Bool = false,
        disclosure: Permissions.Disclosure = []
    ) -> Refusal? {
        if !decision.isAllowed {
            if decision.hasFailed {
                return Refusal(.authorizationFailed, "the authorizer of this session's role did not decide")
            }
            return Refusal(.notAuthorized, "this session's role is not allowed to do this with this URI")
        }
        if asksDisclosure && !decision.disclose.contains(disclosure) {
            return Refusal(
                .optionDisallowedDiscloseMe, "this realm does not let sessions disclose their identity here")
        }
        return nil
    }

    /// Whether the session has announced a feature that its message makes use of; if not, that is a protocol violation.
    func announced(
        _ feature: Feature, as role: Role, by session: RouterSession, _ envelope: Envelope
    ) -> Bool {
        if session.announced.supports(feature, as: role) { return true }
        violate(
            session,
            "\(envelope.type.name) makes use of \(feature.rawValue), which the \(role.rawValue) did not "
                + "announce")
        return false
    }

    /// Reads a message's options; what cannot be read is a protocol violation.
    func options<Options: MessageOptions>(
        _ type: Options.Type, _ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan
    ) -> Options? {
        if envelope.options.isEmpty { return Options() }
        do throws(WireError) {
            return try session.serializer.options(envelope.options, in: bytes)
        } catch {
            violate(session, error.description)
            return nil
        }
    }
}
