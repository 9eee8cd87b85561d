import Routing
import Transport
import WAMP

extension Router {
    /// PUBLISH. Without `acknowledge` nothing is ever answered, not even ERROR.
    func publish(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(PublishOptions.self, session, envelope, bytes) else { return }
        let acknowledges = options.acknowledge
        withURI(session, envelope, bytes, claims: true, answersRefusal: acknowledges) { topic in
            let decision = session.decide(.publish, uri: topic)
            if let refusal = refusal(
                decision, asksDisclosure: options.discloseMe, disclosure: .publisher)
            {
                if acknowledges { refuse(session, envelope, refusal) }
                return
            }
            let publication = ids.makeID()
            broker.publish(
                session.index, publication: publication, topic: topic, excludesPublisher: options.excludeMe,
                audience: options.audience, disclosesPublisher: decision.disclose.contains(.publisher),
                into: &outbox)
            if acknowledges {
                outbox.append(
                    .accepted(.published, to: session.index, request: envelope.first, id: publication))
            }
            deliver(envelope, bytes)
        }
    }

    /// SUBSCRIBE.
    func subscribe(_ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan) {
        guard accept(envelope.first, of: session) else { return }
        guard let options = options(SubscribeOptions.self, session, envelope, bytes) else { return }
        guard options.match == .exact else {
            refuse(
                session, envelope,
                Refusal(.optionNotAllowed, "this router matches topics exactly: match must be exact"))
            return
        }
        withURI(session, envelope, bytes) { topic in
            let decision = session.decide(.subscribe, uri: topic)
            if let refusal = refusal(decision) {
                refuse(session, envelope, refusal)
                return
            }
            broker.subscribe(session.index, request: envelope.first, topic: topic, into: &outbox)
            deliverPending()
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
            return Refusal(.notAuthorized, "this session's role is not allowed to do this with this URI")
        }
        if asksDisclosure && !decision.disclose.contains(disclosure) {
            return Refusal(
                .optionDisallowedDiscloseMe, "this realm does not let sessions disclose their identity here")
        }
        return nil
    }

    /// Reads a message's options; what cannot be read is a protocol violation.
    func options<Options: MessageOptions>(
        _ type: Options.Type, _ session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan
    ) -> Options? {
        if envelope.options.isEmpty { return Options() }
        do throws(WireError) {
            return try Options(json: envelope.options, in: bytes)
        } catch {
            violate(session, error.description)
            return nil
        }
    }
}
