import Routing
import Transport
import WAMP

/// One client's session, or the transport on which a session may begin: what the router knows of it.
///
/// Unchecked because it is confined to one event loop: the connection that owns it, its outbound queue and the realm's router
/// run on that loop, and nothing else refers to it.
final class RouterSession: @unchecked Sendable {
    let outbound: OutboundQueue
    /// For the log: where the client comes from.
    let peer: String
    /// The realms that a HELLO on this transport may name.
    let realms: Realms
    /// The way to close the transport; gone when the transport is.
    weak var transport: (any ClientTransport)?
    /// What may come next.
    var state = RouterSessionState()
    var requests = RequestIDSequence(isTolerant: false)

    // Known from WELCOME on.

    /// The realm's router while the session is established or closing.
    var router: Router?
    var index = SessionIndex(-1)
    var id: UInt64 = 0
    var identity = SessionIdentity.none
    /// What the session may do in the realm.
    var role: RealmPolicy.Role?
    /// The session announced `progressive_call_results` as a caller.
    var takesProgress = false
    /// `"caller":…` and `"publisher":…` members for disclosed identities, encoded at first use.
    private var callerDetails: [UInt8] = []
    private var publisherDetails: [UInt8] = []

    init(outbound: OutboundQueue, peer: String, realms: Realms) {
        self.outbound = outbound
        self.peer = peer
        self.realms = realms
    }

    /// What the session's role says about an action on one URI; a session without a role may do nothing.
    func decide(_ action: Permissions.Action, uri: RawSpan) -> Permissions.Decision {
        role?.permissions.decide(action, uri: uri) ?? .noRule
    }

    /// The publisher of an event has not kept it from this session.
    func belongs(to audience: AudienceFilter) -> Bool {
        audience.includes(
            session: id, authid: Array(identity.authid.utf8), authrole: Array(identity.authrole.utf8))
    }

    /// INVOCATION.Details of a call by this session whose caller is disclosed.
    func detailsAsCaller() -> [UInt8] {
        if callerDetails.isEmpty { callerDetails = identity.details(id: id, prefix: "caller") }
        return callerDetails
    }

    /// EVENT.Details of a publication of this session whose publisher is disclosed.
    func detailsAsPublisher() -> [UInt8] {
        if publisherDetails.isEmpty { publisherDetails = identity.details(id: id, prefix: "publisher") }
        return publisherDetails
    }

    /// Forgets what belonged to the session that is over; the transport may carry another.
    func reset() {
        router = nil
        index = SessionIndex(-1)
        identity = .none
        role = nil
        takesProgress = false
        callerDetails = []
        publisherDetails = []
    }
}

/// Who a session is, as WELCOME says it.
struct SessionIdentity: Sendable {
    var authid: String
    var authrole: String
    var authmethod: String
    var authprovider: String

    static let none = SessionIdentity(authid: "", authrole: "", authmethod: "", authprovider: "")

    /// `{"caller": id, "caller_authid": …, "caller_authrole": …}` in JSON, for another prefix likewise
    /// (advanced profile, "Caller Identification" and "Publisher Identification").
    func details(id: UInt64, prefix: String) -> [UInt8] {
        var bytes = OutputBytes()
        bytes.append("{\"")
        bytes.append(utf8: prefix)
        bytes.append("\":")
        bytes.append(decimal: id)
        for (suffix, value) in [("_authid", authid), ("_authrole", authrole)] {
            bytes.append(",\"")
            bytes.append(utf8: prefix + suffix)
            bytes.append("\":")
            JSON.write(string: value, to: &bytes)
        }
        bytes.append("}")
        return Array(bytes.bytes)
    }
}
