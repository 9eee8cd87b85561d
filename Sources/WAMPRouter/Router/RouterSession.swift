import NIOCore
import Routing
import Transport
import WAMP
import WAMPAuth

/// One client's session, or the transport on which a session may begin: what the router knows of it.
///
/// Unchecked because it is confined to one event loop: the connection that owns it, its outbound queue and the realm's router
/// run on that loop, and nothing else refers to it.
final class RouterSession: @unchecked Sendable {
    let outbound: OutboundQueue
    /// What the client's messages are written in.
    let serializer: Serializer
    /// Where the client comes from.
    let origin: ClientOrigin
    /// The realms that a HELLO on this transport may name.
    let realms: Realms
    /// The way to close the transport; given up when the transport is gone. Not weak: an object that is referred to weakly is slower
    /// to retain, and the transport is retained for every message.
    var transport: (any ClientTransport)?
    /// What may come next.
    var state = RouterSessionState()
    var requests = RequestIDSequence(isTolerant: false)

    /// From HELLO until WELCOME or ABORT.
    var opening: SessionOpening?
    /// The authentication methods that the listener allows; `nil`: all.
    let authenticationMethods: Set<AuthenticationMethod>?

    // Known from WELCOME on.

    /// The realm's router while the session is established or closing.
    var router: Router?
    var index = SessionIndex(-1)
    var id: UInt64 = 0
    var identity = SessionIdentity.none
    /// What the session may do in the realm.
    var role: RealmPolicy.Role?
    /// What the session announced in HELLO.
    var announced = Roles()
    /// What `wamp.session.modify_details` has added to the session's details.
    var addedDetails = ValueDictionary()
    /// What is published when the session ends.
    var testaments = Testaments()
    /// The messages that wait while an authorizer is being asked.
    var suspension: Suspension?
    /// How many events have not been sent to the session, see `Delivery` and `SlowConsumerPolicy`.
    var droppedEvents = 0
    /// Those of them that the session has not been told of.
    var unreported = DroppedEvents()
    /// Events that are held back until the session takes more.
    var backlog = EventBacklog()
    /// What the session may still send, where its role has rates.
    var rates: SessionRates?
    /// When a session that has sent too much is read from again.
    var rateTimer: Scheduled<Void>?
    /// The router knows already that the session is slow.
    var isCongested = false
    /// When the session has held up others for too long.
    var pauseTimer: Scheduled<Void>?
    /// The members of details that disclose the session, as they were needed last.
    private var callerMembers: (serializer: Serializer, bytes: [UInt8])?
    private var publisherMembers: (serializer: Serializer, bytes: [UInt8])?

    init(
        outbound: OutboundQueue, origin: ClientOrigin, realms: Realms,
        authenticationMethods: Set<AuthenticationMethod>? = nil
    ) {
        self.authenticationMethods = authenticationMethods
        self.outbound = outbound
        serializer = outbound.serializer
        self.origin = origin
        self.realms = realms
    }

    /// What the session's role says about an action on one URI; a session without a role may do nothing.
    func decide(_ action: Permissions.Action, uri: RawSpan) -> Permissions.Decision {
        guard let role else { return .noRule }
        let decision = role.permissions.decide(action, uri: uri)
        if decision.isAllowed || role.authorizer == nil { return decision }
        return ask(role, action, uri, .exact, otherwise: decision)
    }

    /// What the session's role says about an action on all URIs that a pattern matches.
    func decide(_ action: Permissions.Action, pattern: RawSpan, match: MatchPolicy) -> Permissions.Decision {
        switch match {
        case .exact: return decide(action, uri: pattern)
        case .prefix, .wildcard:
            guard let role else { return .noRule }
            let decision = role.permissions.decidePattern(action, pattern: pattern, match: match)
            return ask(role, action, pattern, match, otherwise: decision)
        }
    }

    /// What the role's authorizer has decided, where that is left to it: no rule has.
    @inline(never)
    private func ask(
        _ role: RealmPolicy.Role, _ action: Permissions.Action, _ uri: RawSpan, _ match: MatchPolicy,
        otherwise decision: Permissions.Decision
    ) -> Permissions.Decision {
        guard !decision.isAllowed, decision.rule == nil, let authorizer = role.authorizer else {
            return decision
        }
        if let suspension, suspension.isResuming, let answer = suspension.answer {
            suspension.answer = nil
            return answer
        }
        return authorizer.find(action, uri, match, now: router?.uptime ?? 0) ?? .undecided
    }

    /// The publisher of an event has not kept it from this session.
    func belongs(to audience: AudienceFilter) -> Bool {
        audience.includes(
            session: id, authid: Array(identity.authid.utf8), authrole: Array(identity.authrole.utf8))
    }

    /// Whether the session would have received an event that has been kept.
    func mayReceive(_ event: KeptEvent) -> Bool {
        if event.excludedSession == id { return false }
        return belongs(to: event.audience)
    }

    /// The publisher of an event has not kept it from this session.
    func belongs(to audience: Audience) -> Bool {
        audience.includes(
            session: id, authid: Array(identity.authid.utf8), authrole: Array(identity.authrole.utf8))
    }

    /// Who the session is, where that is disclosed.
    var disclosedIdentity: DisclosedIdentity {
        DisclosedIdentity(session: id, authid: identity.authid, authrole: identity.authrole)
    }

    /// Members of INVOCATION.Details for a call by this session whose caller is disclosed.
    func membersAsCaller(_ serializer: Serializer) -> [UInt8] {
        if let callerMembers, callerMembers.serializer == serializer { return callerMembers.bytes }
        let members = disclosedIdentity.members(as: .caller, serializer)
        callerMembers = (serializer, members)
        return members
    }

    /// Members of EVENT.Details for a publication of this session whose publisher is disclosed.
    func membersAsPublisher(_ serializer: Serializer) -> [UInt8] {
        if let publisherMembers, publisherMembers.serializer == serializer { return publisherMembers.bytes }
        let members = disclosedIdentity.members(as: .publisher, serializer)
        publisherMembers = (serializer, members)
        return members
    }

    /// Forgets what belonged to the session that is over; the transport may carry another.
    func reset() {
        router = nil
        index = SessionIndex(-1)
        identity = .none
        role = nil
        announced = Roles()
        addedDetails = ValueDictionary()
        testaments = Testaments()
        droppedEvents = 0
        suspension = nil
        unreported = DroppedEvents()
        backlog = EventBacklog()
        rates = nil
        rateTimer?.cancel()
        rateTimer = nil
        isCongested = false
        callerMembers = nil
        publisherMembers = nil
    }
}

/// Who a session is, as WELCOME says it.
struct SessionIdentity: Sendable {
    var authid: String
    var authrole: String
    var authmethod: String
    var authprovider: String
    /// What WELCOME says beside; empty mostly.
    var authextra = ValueDictionary()

    static let none = SessionIdentity(authid: "", authrole: "", authmethod: "", authprovider: "")
}

extension SessionIdentity {
    init(_ identity: AuthenticatedIdentity) {
        self.init(
            authid: identity.authid, authrole: identity.authrole, authmethod: identity.authmethod,
            authprovider: identity.authprovider, authextra: identity.authextra)
    }
}

extension DisclosedIdentity {
    /// As what a session is disclosed.
    enum Party {
        case caller, publisher
    }

    /// The three members `caller: id, caller_authid: …, caller_authrole: …` of details, for `publisher` likewise (advanced profile,
    /// "Caller Identification" and "Publisher Identification").
    func members(as party: Party, _ serializer: Serializer) -> [UInt8] {
        var details = SerializedDetails(serializer)
        switch party {
        case .caller:
            details.append("caller", session)
            details.append("caller_authid", authid)
            details.append("caller_authrole", authrole)
        case .publisher:
            details.append("publisher", session)
            details.append("publisher_authid", authid)
            details.append("publisher_authrole", authrole)
        }
        return Array(details.members)
    }
}
