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
        return page.events.isEmpty ? .none : result(page, of: subscription)
    }

    private func result(_ page: EventHistoryPage, of subscription: SubscriptionDetails) -> MetaResult {
        var output = OutputBytes()
        var hasMore = page.hasMore
        output.append("[")
        for (place, event) in page.events.enumerated() {
            let start = output.count
            if place > 0 { output.append(",") }
            write(event, subscription: subscription.id, namesTopic: subscription.match.isPattern, to: &output)
            // One event alone may be larger.
            if place > 0, output.count > policy.maximumHistoryPage {
                output.truncate(to: start)
                hasMore = true
                break
            }
        }
        output.append("]")
        return MetaResult(encoded: output, hasMore: hasMore)
    }

    /// `{timestamp, subscription, publication, details, args, kwargs}`: the details are those of the EVENT,
    /// and the payload is copied as it was received. An opaque payload (payload transparency) stands under
    /// `payload`.
    private func write(
        _ event: KeptEvent, subscription: UInt64, namesTopic: Bool, to output: inout OutputBytes
    ) {
        let message = event.message
        let bytes = message.bytes
        output.append("{\"timestamp\":")
        JSON.write(string: Timestamp(milliseconds: event.time).description, to: &output)
        output.append(",\"subscription\":")
        output.append(decimal: subscription)
        output.append(",\"publication\":")
        output.append(decimal: event.publication)
        output.append(",\"details\":")
        describe(event, namesTopic: namesTopic, isRetained: false)
        if details.isEmpty { output.append("{}") } else { output.append(details.bytes) }
        if message.envelope.hasTransparentPayload {
            output.append(",\"payload\":")
            output.append(bytes.span.bytes.extracting(message.envelope.payload.bounds))
        }
        if Self.hasElements(message.envelope.arguments, in: bytes.span.bytes) {
            output.append(",\"args\":")
            output.append(bytes.span.bytes.extracting(message.envelope.arguments.bounds))
        }
        if !message.envelope.argumentsKw.isEmpty {
            output.append(",\"kwargs\":")
            output.append(bytes.span.bytes.extracting(message.envelope.argumentsKw.bounds))
        }
        output.append("}")
    }

    /// An empty list of arguments is kept where keyword arguments follow.
    private static func hasElements(_ list: ByteRange, in bytes: RawSpan) -> Bool {
        var reader = JSON.ElementReader(list)
        return (try? reader.next(in: bytes)) != nil
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
