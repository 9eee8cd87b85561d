/// A publication as it reaches a subscriber: EVENT (basic profile, "Publishing and Events").
public struct Event: Sendable, Equatable {
    /// The topic of the publication; for a pattern-based subscription not the one that was subscribed to.
    public var topic: String
    /// PUBLISH.Arguments.
    public var args: [Value]
    /// PUBLISH.ArgumentsKw.
    public var kwargs: ValueDictionary
    /// PUBLISHED.Publication, which all events of a publication share.
    public var publication: UInt64
    /// EVENT.Details.
    public var details: ValueDictionary

    /// The publisher's session, if it is disclosed (advanced profile, "Publisher Identification").
    public var publisher: UInt64? { details["publisher"]?.unsignedInteger }
}

extension Event {
    init(_ message: Message.Event, subscribed topic: String) {
        self.init(
            topic: message.details["topic"]?.string ?? topic, args: message.payload.arguments,
            kwargs: message.payload.argumentsKw, publication: message.publication, details: message.details)
    }
}
