import Routing
import WAMP

extension ModelWalk {
    /// Where the answers for the meta API differ from the reference: of one URI after the other.
    func inspectionViolation() -> String? {
        let uri = ModelURIs.exact[operations.count / 4 % ModelURIs.exact.count]
        let match = [MatchPolicy.exact, .prefix, .wildcard][operations.count / 4 % 3]
        return ofSubscriptions(uri, match) ?? ofRegistrations(uri, match)
    }

    private func ofSubscriptions(_ uri: String, _ match: MatchPolicy) -> String? {
        let bytes = uri.utf8Bytes
        let matching = reference.subscriptions.filter { $0.pattern.matches(uri) }
            .sorted { $0.pattern.precedesForEvents($1.pattern) }
        guard real.broker.subscriptions(matching: bytes.span.bytes) == matching.map(\.id) else {
            return "subscriptions that match \(uri): \(real.broker.subscriptions(matching: bytes.span.bytes))"
        }
        let same = reference.subscriptions.first { $0.pattern == Pattern(uri: uri, match: match) }
        guard real.broker.subscription(to: bytes.span.bytes, match: match) == same?.id else {
            return "the subscription to \(uri)"
        }
        let ids = reference.subscriptions.filter { $0.pattern.match == match }.map(\.id)
        guard real.broker.subscriptionIDs(match) == ids.sorted() else {
            return "subscriptions under \(match)"
        }
        guard let one = matching.first else { return nil }
        guard let details = real.broker.subscription(one.id), details.topic == one.pattern.uri.utf8Bytes,
            details.match == one.pattern.match, details.created == one.created,
            Set(details.subscribers) == Set(one.subscribers.map(\.session))
        else { return "details of subscription \(one.id)" }
        return nil
    }

    private func ofRegistrations(_ uri: String, _ match: MatchPolicy) -> String? {
        let bytes = uri.utf8Bytes
        let called = reference.registrations.filter { $0.pattern.matches(uri) }
            .min { $0.pattern.precedesForCalls($1.pattern) }
        guard real.dealer.registration(calledBy: bytes.span.bytes) == called?.id else {
            return "the registration called by \(uri)"
        }
        let same = reference.registrations.first { $0.pattern == Pattern(uri: uri, match: match) }
        guard real.dealer.registration(of: bytes.span.bytes, match: match) == same?.id else {
            return "the registration of \(uri)"
        }
        let ids = reference.registrations.filter { $0.pattern.match == match }.map(\.id)
        guard real.dealer.registrationIDs(match) == ids.sorted() else {
            return "registrations under \(match)"
        }
        guard let called else { return nil }
        guard let details = real.dealer.registration(called.id),
            details.procedure == called.pattern.uri.utf8Bytes, details.match == called.pattern.match,
            details.invoke == called.invoke, details.created == called.created,
            details.callees == called.callees.map(\.session)
        else { return "details of registration \(called.id)" }
        return nil
    }
}
