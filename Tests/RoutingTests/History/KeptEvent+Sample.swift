import Routing
import WAMP

extension KeptEvent {
    /// What an event takes beyond its message and its topic.
    static let overhead = 400

    /// An event of which only what is named matters.
    static func sample(
        _ publication: UInt64, topic: String = "com.a", audience: Audience = .everyone,
        excluding: UInt64? = nil,
        time: UInt64 = 0, messageBytes: Int = 0
    ) -> KeptEvent {
        let bytes = [UInt8](repeating: 0, count: messageBytes)
        return KeptEvent(
            publication: publication,
            message: StoredMessage(
                Envelope(type: .publish), bytes.span.bytes, .json, forwarded: ForwardedMembers()),
            topic: Array(topic.utf8), audience: audience, excludedSession: excluding, publisher: nil,
            trustlevel: nil, time: time)
    }

    /// Whether a session gets the event.
    func reaches(_ session: UInt64, authid: String, authrole: String) -> Bool {
        guard excludedSession != session else { return false }
        guard let filter = AudienceFilter(audience) else { return true }
        return filter.includes(session: session, authid: Array(authid.utf8), authrole: Array(authrole.utf8))
    }
}

extension Audience {
    static func lists(_ set: (inout Lists) -> Void) -> Audience {
        var lists = Lists()
        set(&lists)
        return .restricted(lists)
    }
}
