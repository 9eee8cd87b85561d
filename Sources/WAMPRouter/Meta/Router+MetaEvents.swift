import Routing
import WAMP

// The events that the router publishes itself (advanced profile, "Meta API").

extension Router {
    /// A subscription or registration has changed (advanced profile, "Subscriptions Meta API", "Registration
    /// Meta API").
    func publish(_ change: Effect.Change) {
        guard broker.reservedCount > 0 else { return }
        switch change {
        case .subscriptionCreated(let session, let id):
            publishMeta(
                "wamp.subscription.on_create", sessionID(session), broker.subscription(id).map { Value($0) })
        case .subscribed(let session, let id):
            publishMeta("wamp.subscription.on_subscribe", sessionID(session), Value(id))
        case .unsubscribed(let session, let id):
            publishMeta("wamp.subscription.on_unsubscribe", sessionID(session), Value(id))
        case .subscriptionDeleted(let session, let id):
            publishMeta("wamp.subscription.on_delete", sessionID(session), Value(id))
        case .registrationCreated(let session, let id):
            publishMeta(
                "wamp.registration.on_create", sessionID(session), dealer.registration(id).map { Value($0) })
        case .registered(let session, let id):
            publishMeta("wamp.registration.on_register", sessionID(session), Value(id))
        case .unregistered(let session, let id):
            publishMeta("wamp.registration.on_unregister", sessionID(session), Value(id))
        case .registrationDeleted(let session, let id):
            publishMeta("wamp.registration.on_delete", sessionID(session), Value(id))
        }
    }

    /// A session has joined (advanced profile, "Session Meta API").
    func publishJoined(_ session: RouterSession) {
        guard broker.reservedCount > 0 else { return }
        publishMeta("wamp.session.on_join", .dictionary(session.details))
    }

    /// A session has left.
    func publishLeft(_ session: RouterSession) {
        guard broker.reservedCount > 0 else { return }
        publishMeta(
            "wamp.session.on_leave", Value(session.id), .string(session.identity.authid),
            .string(session.identity.authrole))
    }

    private func sessionID(_ session: SessionIndex) -> Value? {
        sessions[session.position].map { Value($0.id) }
    }

    /// Events for a session have been dropped because it was slow. Said to itself alone, where it has subscribed to that:
    ///
    /// `wamp.session.on_events_dropped`, arguments `count|int`, `since|string` (ISO 8601). Not in the specification.
    func publishDropped(_ dropped: RouterSession.DroppedEvents, of session: RouterSession) {
        guard broker.reservedCount > 0 else { return }
        var lists = Audience.Lists()
        lists.eligible = [session.id]
        publishMeta(
            "wamp.session.on_events_dropped", Value(UInt64(dropped.count)),
            .string("\(Timestamp(milliseconds: dropped.since))"), audience: .restricted(lists))
    }

    private func publishMeta(_ topic: String, _ arguments: Value?..., audience: Audience = .everyone) {
        guard broker.isWanted(Array(topic.utf8)) else { return }
        let payload = Message.Payload(arguments: arguments.map { $0 ?? .null })
        let publish = Message.Publish(request: 1, topic: topic, payload: payload)
        guard let message = try? StoredMessage(publish, limits: policy.scanLimits) else {
            return assertionFailure("a meta event cannot be encoded")
        }
        self.publish(own: message, Broker.PublishTerms(publication: ids.makeID(), audience: audience))
    }
}
