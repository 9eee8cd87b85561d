// The messages for publishing and subscribing (basic profile, "Publish & Subscribe").

extension Message {
    /// `[PUBLISH, Request|id, Options|dict, Topic|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Publish: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary
        package var topic: String
        package var payload: Payload

        package init(
            request: UInt64, options: ValueDictionary = ValueDictionary(), topic: String,
            payload: Payload = .empty
        ) {
            self.request = request
            self.options = options
            self.topic = topic
            self.payload = payload
        }
    }

    /// `[PUBLISHED, PUBLISH.Request|id, Publication|id]`.
    package struct Published: Equatable, Sendable {
        package var request: UInt64
        package var publication: UInt64

        package init(request: UInt64, publication: UInt64) {
            self.request = request
            self.publication = publication
        }
    }

    /// `[SUBSCRIBE, Request|id, Options|dict, Topic|uri]`.
    package struct Subscribe: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary
        package var topic: String

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), topic: String) {
            self.request = request
            self.options = options
            self.topic = topic
        }
    }

    /// `[SUBSCRIBED, SUBSCRIBE.Request|id, Subscription|id]`.
    package struct Subscribed: Equatable, Sendable {
        package var request: UInt64
        package var subscription: UInt64

        package init(request: UInt64, subscription: UInt64) {
            self.request = request
            self.subscription = subscription
        }
    }

    /// `[UNSUBSCRIBE, Request|id, SUBSCRIBED.Subscription|id, Options|dict]`, the options only if there are any.
    package struct Unsubscribe: Equatable, Sendable {
        package var request: UInt64
        package var subscription: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, subscription: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.subscription = subscription
            self.options = options
        }
    }

    /// `[UNSUBSCRIBED, UNSUBSCRIBE.Request|id, Details|dict]`, the details only with a revocation.
    package struct Unsubscribed: Equatable, Sendable {
        package var request: UInt64
        package var details: ValueDictionary

        package init(request: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.details = details
        }
    }

    /// `[EVENT, SUBSCRIBED.Subscription|id, PUBLISHED.Publication|id, Details|dict, PUBLISH.Arguments|list, PUBLISH.ArgumentsKw|dict]`.
    package struct Event: Equatable, Sendable {
        package var subscription: UInt64
        package var publication: UInt64
        package var details: ValueDictionary
        package var payload: Payload

        package init(
            subscription: UInt64, publication: UInt64, details: ValueDictionary = ValueDictionary(),
            payload: Payload = .empty
        ) {
            self.subscription = subscription
            self.publication = publication
            self.details = details
            self.payload = payload
        }
    }

    /// `[EVENT_RECEIVED, EVENT.Publication|id]`.
    package struct EventReceived: Equatable, Sendable {
        package var publication: UInt64

        package init(publication: UInt64) {
            self.publication = publication
        }
    }
}
