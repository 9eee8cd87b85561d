import Routing
import WAMP

// The events of subscriptions that the configuration declares (advanced profile, "Event History").

extension Router {
    /// Of one RESULT.
    private static let mostEvents = 1_000
    /// `wamp.subscription.get_events(subscription|id, …)`: the arguments of RESULT are the events. Of a
    /// subscription that has no history, there are none.
    ///
    /// The caller must be allowed to subscribe, and gets only what its authid and authrole let it receive;
    /// lists of session ids do not count, as events that have any are not kept.
    func getEvents(_ caller: RouterSession, _ arguments: MetaArguments) throws(MetaError) -> MetaResult {
        let subscription = try subscription(arguments)
        let query = try arguments.eventHistoryQuery(maximumLimit: Self.mostEvents)
        let topic = subscription.topic
        let decision = caller.decide(.subscribe, pattern: topic.span.bytes, match: subscription.match)
        if let refusal = refusal(decision) { throw MetaError(refusal) }
        guard let history = histories[subscription.id] else { return .none }
        let page = history.events(query, now: now()) { caller.belongs(to: $0.audience) }
        return page.events.isEmpty ? .none : result(page, of: subscription, as: caller.serializer)
    }

    private func result(
        _ page: EventHistoryPage, of subscription: SubscriptionDetails, as serializer: Serializer
    ) -> MetaResult {
        var list = SerializedList(serializer)
        var hasMore = page.hasMore
        for event in page.events {
            guard let entry = entry(event, of: subscription, as: serializer) else { continue }
            // One event alone may be larger.
            if list.count > 0, list.byteCount + entry.count > policy.maximumHistoryPage {
                hasMore = true
                break
            }
            list.append(encoded: entry.span.bytes)
        }
        return MetaResult(list, hasMore: hasMore)
    }

    /// `{timestamp, subscription, publication, details, args, kwargs}`: the details are those of the EVENT, and the payload that
    /// which was received. An opaque payload (payload transparency) stands under `payload`. `nil` where the caller's
    /// serialization cannot carry it.
    private func entry(
        _ event: KeptEvent, of subscription: SubscriptionDetails, as serializer: Serializer
    ) -> [UInt8]? {
        let message = event.message
        let bytes = message.bytes
        let isCarried = describe(
            event, namesTopic: subscription.match.isPattern, isRetained: false, as: serializer)
        guard isCarried else { return nil }
        var entry = SerializedDetails(serializer)
        entry.append("timestamp", Timestamp(milliseconds: event.time).description)
        entry.append("subscription", subscription.id)
        entry.append("publication", event.publication)
        if details.isEmpty {
            entry.append("details", value: .dictionary(ValueDictionary()))
        } else {
            entry.append("details", encoded: details.bytes.bytes)
        }
        do throws(WireError) {
            let (envelope, source) = (message.envelope, message.serializer)
            func append(_ key: StaticString, _ part: ByteRange) throws(WireError) {
                try entry.append(key, part, in: bytes.span.bytes, from: source)
            }
            if envelope.hasTransparentPayload { try append("payload", envelope.payload) }
            // An empty list of arguments only keeps the place before keyword arguments.
            if try !source.elements(of: envelope.arguments, in: bytes.span.bytes, limit: 1).isEmpty {
                try append("args", envelope.arguments)
            }
            if !envelope.argumentsKw.isEmpty { try append("kwargs", envelope.argumentsKw) }
        } catch {
            return nil
        }
        entry.finish()
        return Array(entry.bytes)
    }
}

extension MetaArguments {
    fileprivate func eventHistoryQuery(maximumLimit: Int) throws(MetaError) -> EventHistoryQuery {
        do throws(EventHistoryQueryError) {
            return try EventHistoryQuery(kwargs: keywords, maximumLimit: maximumLimit)
        } catch {
            throw MetaError(.invalidArgument, "keyword argument \(error)")
        }
    }
}
