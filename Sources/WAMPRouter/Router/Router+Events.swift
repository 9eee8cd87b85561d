import Routing
import Transport
import WAMP

extension Router {
    /// An EVENT is encoded once; a small one is copied into each receiver's queue, a large one is shared by them.
    func deliver(
        _ event: Effect.Event, _ envelope: Envelope, _ bytes: RawSpan, _ forwarded: ForwardedMembers
    ) {
        if event.isRecorded { record(event, envelope, bytes, forwarded) }
        // Nothing is encoded for those alone that cannot take it any more.
        let isWanted = event.subscribers.contains {
            sessions[$0.position]?.outbound.acceptsMessages ?? false
        }
        guard isWanted else { return }
        details.removeAll()
        if let publisher = event.publisher, let session = sessions[publisher.position] {
            details.append(members: session.membersAsPublisher())
        }
        if let trustlevel = event.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if event.namesTopic { details.append("topic", escaped: bytes.extracting(envelope.uri.bounds)) }
        details.append(forwarded, in: bytes)
        details.finish()

        eventBytes.removeAll(keepingCapacityUpTo: 64 << 10)
        JSON.writeEvent(
            subscription: event.subscription, publication: event.publication,
            details: details.bytes.bytes, payload: bytes.extracting(envelope.payload.bounds),
            to: &eventBytes)
        // Copying costs less than counting references up to a few KiB, and bursts of small events leave as one run.
        let shared = eventBytes.count > 4096 ? SharedMessage(text: eventBytes.bytes) : nil
        let filter = filter(of: event)
        for subscriber in event.subscribers where subscriber != event.excluded {
            guard let session = sessions[subscriber.position] else { continue }
            if let filter, !session.belongs(to: filter) { continue }
            let queue = session.outbound
            if let shared, queue.sharesFrames {
                queue.append(shared)
            } else {
                queue.appendMessage(eventBytes.bytes)
            }
        }
    }

    /// The audience of an event, made once for all subscriptions that its topic matches.
    private func filter(of event: Effect.Event) -> AudienceFilter? {
        guard case .restricted = event.audience else { return nil }
        if let lastFilter, lastFilter.publication == event.publication { return lastFilter.filter }
        let filter = AudienceFilter(event.audience)
        lastFilter = filter.map { (event.publication, $0) }
        return filter
    }

    /// EVENT of a publication that was kept, to one subscriber.
    func write(
        _ event: KeptEvent, subscription: UInt64, namesTopic: Bool, isRetained: Bool,
        to session: RouterSession
    ) {
        let bytes = event.message.bytes
        describe(event, namesTopic: namesTopic, isRetained: isRetained)
        let payload = bytes.span.bytes.extracting(event.message.envelope.payload.bounds)
        write(to: session.index, expecting: 100 + payload.byteCount + details.bytes.count) {
            JSON.writeEvent(
                subscription: subscription, publication: event.publication,
                details: details.bytes.bytes, payload: payload, to: &$0)
        }
    }

    /// Fills `details` with EVENT.Details of a publication that was kept.
    func describe(_ event: KeptEvent, namesTopic: Bool, isRetained: Bool) {
        let message = event.message
        let bytes = message.bytes
        details.removeAll()
        if let publisher = event.publisher { details.append(members: publisher.members(as: "publisher")) }
        if let trustlevel = event.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if namesTopic {
            details.append("topic", escaped: bytes.span.bytes.extracting(message.envelope.uri.bounds))
        }
        if isRetained { details.append(true: "retained") }
        details.append(message.forwarded, in: bytes.span.bytes)
        details.finish()
    }
}
