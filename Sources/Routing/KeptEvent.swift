import WAMP

/// A publication kept for those who come later: by retention, or in a topic's history.
package final class KeptEvent: Sendable {
    package let publication: UInt64
    /// The PUBLISH.
    package let message: StoredMessage
    /// The topic that was published to, unescaped.
    package let topic: [UInt8]
    /// Those whom the publisher named or excluded.
    package let audience: Audience
    /// The session id of a publisher that did not want its own event.
    package let excludedSession: UInt64?
    /// The publisher, where its identity is disclosed.
    package let publisher: DisclosedIdentity?
    /// Advanced profile, "Publication Trust Levels".
    package let trustlevel: UInt32?
    /// When it was published, in milliseconds since 1970.
    package let time: UInt64
    /// The bytes of memory that it takes, about.
    package let byteCount: Int

    package init(
        publication: UInt64, message: StoredMessage, topic: [UInt8], audience: Audience,
        excludedSession: UInt64?, publisher: DisclosedIdentity?, trustlevel: UInt32?, time: UInt64
    ) {
        self.publication = publication
        self.message = message
        self.topic = topic
        self.audience = audience
        self.excludedSession = excludedSession
        self.publisher = publisher
        self.trustlevel = trustlevel
        self.time = time
        // 200 for what is always there, short lists among it.
        byteCount = message.byteCount + topic.count + max(200, audience.byteCount)
    }
}

/// Who published or called, as receivers are told (advanced profile, "Publisher Identification", "Caller Identification").
package struct DisclosedIdentity: Equatable, Sendable {
    package var session: UInt64
    package var authid: String
    package var authrole: String

    package init(session: UInt64, authid: String, authrole: String) {
        self.session = session
        self.authid = authid
        self.authrole = authrole
    }
}
