// The messages for publishing and subscribing (basic profile, "Publish & Subscribe").

extension Message {
    /// `[PUBLISH, Request|id, Options|dict, Topic|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Publish: MessageElements {
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

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
            topic = try reader.string()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
            writer.append(topic)
            writer.append(payload)
        }
    }

    /// `[PUBLISHED, PUBLISH.Request|id, Publication|id]`.
    package struct Published: MessageElements {
        package var request: UInt64
        package var publication: UInt64

        package init(request: UInt64, publication: UInt64) {
            self.request = request
            self.publication = publication
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            publication = try reader.id()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(publication)
        }
    }

    /// `[SUBSCRIBE, Request|id, Options|dict, Topic|uri]`.
    package struct Subscribe: MessageElements {
        package var request: UInt64
        package var options: ValueDictionary
        package var topic: String

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), topic: String) {
            self.request = request
            self.options = options
            self.topic = topic
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
            topic = try reader.string()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
            writer.append(topic)
        }
    }

    /// `[SUBSCRIBED, SUBSCRIBE.Request|id, Subscription|id]`.
    package struct Subscribed: MessageElements {
        package var request: UInt64
        package var subscription: UInt64

        package init(request: UInt64, subscription: UInt64) {
            self.request = request
            self.subscription = subscription
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            subscription = try reader.id()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(subscription)
        }
    }

    /// `[UNSUBSCRIBE, Request|id, SUBSCRIBED.Subscription|id, Options|dict]`, the options only if there are any.
    package struct Unsubscribe: MessageElements {
        package var request: UInt64
        package var subscription: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, subscription: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.subscription = subscription
            self.options = options
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            subscription = try reader.id()
            options = try reader.optionalDictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(subscription)
            writer.appendUnlessEmpty(options)
        }
    }

    /// `[UNSUBSCRIBED, UNSUBSCRIBE.Request|id, Details|dict]`, the details only with a revocation.
    package struct Unsubscribed: MessageElements {
        package var request: UInt64
        package var details: ValueDictionary

        package init(request: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.details = details
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            details = try reader.optionalDictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.appendUnlessEmpty(details)
        }
    }

    /// `[EVENT, SUBSCRIBED.Subscription|id, PUBLISHED.Publication|id, Details|dict, PUBLISH.Arguments|list, PUBLISH.ArgumentsKw|dict]`.
    package struct Event: MessageElements {
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

        init(_ reader: inout MessageElementReader) throws(WireError) {
            subscription = try reader.id()
            publication = try reader.id()
            details = try reader.dictionary()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(subscription)
            writer.append(publication)
            writer.append(details)
            writer.append(payload)
        }
    }

    /// `[EVENT_RECEIVED, EVENT.Publication|id]`.
    package struct EventReceived: MessageElements {
        package var publication: UInt64

        package init(publication: UInt64) {
            self.publication = publication
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            publication = try reader.id()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(publication)
        }
    }
}
