import Routing
import Transport
import WAMP

extension Router {
    /// An EVENT is encoded once for each serialization; a small one is copied into each receiver's queue, a large one is shared by
    /// them.
    func deliver(
        _ event: Effect.Event, _ envelope: Envelope, _ bytes: RawSpan, from source: Serializer,
        _ forwarded: ForwardedMembers
    ) {
        if event.isRecorded { record(event, envelope, bytes, source, forwarded) }
        let filter = filter(of: event)
        for subscriber in event.subscribers where subscriber != event.excluded {
            // Nothing is encoded for those alone that cannot take it any more.
            guard let session = sessions[subscriber.position], session.outbound.acceptsMessages else {
                continue
            }
            if let filter, !session.belongs(to: filter) { continue }
            let queue = session.outbound
            if queue.holdsEvents {
                withhold(event, from: session, envelope, bytes, from: source, forwarded)
                continue
            }
            let serializer = queue.serializer
            if !encodedEvents.with(serializer, { $0.isEncoded }) {
                encode(event, envelope, bytes, from: source, forwarded, as: serializer)
            }
            let delivery: Delivery = encodedEvents.with(serializer) { encoded in
                guard encoded.delivery == .written else { return encoded.delivery }
                let isSent = queue.appendMessage(encoded.bytes.bytes, sharing: &encoded.frames)
                return isSent ? .written : .tooLarge
            }
            switch delivery {
            case .written: break
            case .tooLarge, .notCarried, .congested: drop(eventFor: session, delivery)
            }
        }
        guard hasEncodedEvents else { return }
        hasEncodedEvents = false
        encodedEvents.forEach { $0.reset() }
    }

    @inline(never)
    func encode(
        _ event: Effect.Event, _ envelope: Envelope, _ bytes: RawSpan, from source: Serializer,
        _ forwarded: ForwardedMembers, as target: Serializer
    ) {
        details.begin(target)
        if let publisher = event.publisher, let session = sessions[publisher.position] {
            details.append(members: session.membersAsPublisher(target), count: 3)
        }
        if let trustlevel = event.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if event.namesTopic { append("topic", uriOf: envelope, bytes, from: source) }
        let isCarried = append(forwarded, bytes, from: source)
        details.finish()
        let delivery: Delivery =
            isCarried
            ? withPayload(of: envelope, bytes, from: source, as: target) { payload in
                encodedEvents.with(target) {
                    target.writeEvent(
                        subscription: event.subscription, publication: event.publication,
                        details: details.bytes.bytes, payload: payload,
                        payloadCount: envelope.payloadCount, to: &$0.bytes)
                }
                return true
            } : .notCarried
        hasEncodedEvents = true
        encodedEvents.with(target) {
            $0.isEncoded = true
            $0.delivery = delivery
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
        var delivery = Delivery.notCarried
        if describe(event, namesTopic: namesTopic, isRetained: isRetained, as: session.serializer) {
            delivery = withPayload(of: event.message, as: session.serializer) { payload in
                write(to: session.index, expecting: 100 + payload.byteCount + details.bytes.count) {
                    $0.writeEvent(
                        subscription: subscription, publication: event.publication,
                        details: details.bytes.bytes, payload: payload,
                        payloadCount: event.message.envelope.payloadCount, to: &$1)
                }
            }
        }
        switch delivery {
        case .written: break
        case .tooLarge, .notCarried, .congested: drop(eventFor: session, delivery)
        }
    }

    /// Fills `details` with EVENT.Details of a publication that was kept; false where they cannot be carried.
    func describe(
        _ event: KeptEvent, namesTopic: Bool, isRetained: Bool, as serializer: Serializer
    ) -> Bool {
        let message = event.message
        details.begin(serializer)
        if let publisher = event.publisher {
            details.append(members: publisher.members(as: .publisher, serializer), count: 3)
        }
        if let trustlevel = event.trustlevel { details.append("trustlevel", UInt64(trustlevel)) }
        if namesTopic {
            let topic = event.topic
            details.append("topic", utf8: topic.span.bytes)
        }
        if isRetained { details.append(true: "retained") }
        let bytes = message.bytes
        let isCarried = append(message.forwarded, bytes.span.bytes, from: message.serializer)
        details.finish()
        return isCarried
    }
}
