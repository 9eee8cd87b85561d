import Logging
import Routing
import WAMP

// Publications that are kept for those who come later (advanced profile, "Event Retention", "Event History").

extension Router {
    /// PUBLISH with `retain`.
    func retain(
        _ terms: Broker.PublishTerms, _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer,
        _ forwarded: ForwardedMembers
    ) {
        guard policy.retention.topics > 0 else { return }
        let event = keep(terms, envelope, bytes, serializer, forwarded)
        if retained.retain(event) != 0 { warnOfRetention(event) }
    }

    /// Events are not retained, or others are forgotten for them. Said once a minute, since every PUBLISH may do it.
    private func warnOfRetention(_ event: KeptEvent) {
        guard event.time >= nextRetentionWarning else { return }
        nextRetentionWarning = event.time + 60_000
        policy.logger.warning(
            "the realm's retention is full: topics least recently published to are forgotten, large events not kept",
            metadata: [
                "realm": "\(realm)", "topics": "\(retained.topicCount)", "bytes": "\(retained.byteCount)",
                "published": "\(String(decoding: event.topic, as: UTF8.self))",
            ])
    }

    /// The retained events that a new subscriber asked for: one for each topic of the subscription, if the subscriber would have
    /// received it.
    func sendRetained(to session: RouterSession, topic: RawSpan, match: MatchPolicy) {
        guard let subscription = broker.subscription(to: topic, match: match) else { return }
        let events = retained.events(matching: topic, match: match) { session.mayReceive($0) }
        for event in events {
            write(
                event, subscription: subscription, namesTopic: match.isPattern, isRetained: true,
                to: session)
        }
    }

    /// An event of a subscription that the configuration declares. Those for named sessions are not kept: session ids mean nothing
    /// to those who ask later.
    func record(
        _ event: Effect.Event, _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer,
        _ forwarded: ForwardedMembers
    ) {
        let lists = event.audience.lists
        guard lists.exclude == nil, lists.eligible == nil else { return }
        // A pattern may match meta events, which are not kept.
        guard !ReservedURI.contains(envelope.uri, in: bytes) else { return }
        let terms = Broker.PublishTerms(
            publication: event.publication, excluded: event.excluded, audience: event.audience,
            publisher: event.publisher, trustlevel: event.trustlevel)
        histories[event.subscription]?.append(keep(terms, envelope, bytes, serializer, forwarded))
    }

    /// A publication in the form in which it is kept; made once for all that keep it.
    private func keep(
        _ terms: Broker.PublishTerms, _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer,
        _ forwarded: ForwardedMembers
    ) -> KeptEvent {
        if let lastKept, lastKept.publication == terms.publication { return lastKept }
        let kept = KeptEvent(
            publication: terms.publication,
            message: StoredMessage(envelope, bytes, serializer, forwarded: forwarded),
            topic: serializer.uri(of: envelope, in: bytes), audience: terms.audience,
            excludedSession: terms.excluded.flatMap { sessions[$0.position]?.id },
            publisher: terms.publisher.flatMap { sessions[$0.position]?.disclosedIdentity },
            trustlevel: terms.trustlevel, time: now())
        lastKept = kept
        return kept
    }
}
