import WAMP

/// One thing a `Broker` or `Dealer` decided to tell a session: a message to write, as a value.
///
/// Deciding code appends effects to an `Outbox` and never sends; the router writes them in order. Where a message carries
/// an application payload, it is that of the message being decided unless the effect brings its own.
package enum Effect {
    /// PUBLISHED, SUBSCRIBED or REGISTERED with the id that was given.
    case accepted(Acceptance, to: SessionIndex, request: UInt64, id: UInt64)
    /// UNSUBSCRIBED or UNREGISTERED.
    case withdrawn(Withdrawal, to: SessionIndex, request: UInt64)
    /// UNSUBSCRIBED or UNREGISTERED that nobody asked for: the router takes back what it has given.
    case revoked(Withdrawal, from: SessionIndex, id: UInt64, reason: String)
    /// ERROR of the router itself. `request` belongs to a message of the given type.
    case refused(MessageType, to: SessionIndex, request: UInt64, Refusal)
    /// EVENT to all subscribers of one subscription but the excluded one.
    case event(Event)
    /// INVOCATION.
    case invocation(Invocation)
    /// INTERRUPT of an invocation, `mode` killnowait or kill.
    case interrupt(to: SessionIndex, invocation: UInt64, mode: CancelMode)
    /// RESULT with the payload of the YIELD being decided; progressive: more follow.
    case result(to: SessionIndex, request: UInt64, isProgress: Bool)
    /// ERROR of a CALL with details, error URI and payload of the ERROR being decided.
    case failed(to: SessionIndex, request: UInt64)
    /// A subscription or registration has changed, which subscribers of meta events are told.
    case changed(Change)

    /// The answers that give an id.
    package enum Acceptance: Sendable {
        case published, subscribed, registered
    }

    /// The answers that take one back.
    package enum Withdrawal: Sendable {
        case unsubscribed, unregistered
    }

    package struct Event {
        package var subscription: UInt64
        package var publication: UInt64
        package var subscribers: [SessionIndex]
        package var excluded: SessionIndex?
        /// Those whom the publisher named or excluded by id, authid or authrole.
        package var audience: Audience
        /// The publisher, where its identity is disclosed.
        package var publisher: SessionIndex?
        /// Advanced profile, "Publication Trust Levels".
        package var trustlevel: UInt32?
        /// The subscription is a pattern, so its subscribers are told the topic.
        package var namesTopic: Bool
        /// The subscription's events are kept (advanced profile, "Event History"); it may have no subscribers.
        package var isRecorded: Bool
    }

    package struct Invocation {
        package var callee: SessionIndex
        package var request: UInt64
        package var registration: UInt64
        /// The caller, where its identity is disclosed.
        package var caller: SessionIndex?
        /// Advanced profile, "Call Trust Levels".
        package var trustlevel: UInt32?
        /// Milliseconds that the callee is to keep to itself; 0 for none (advanced profile, "Call Timeout").
        package var timeout: UInt64 = 0
        /// The callee may answer with progressive results.
        package var receivesProgress: Bool
        /// More chunks of the call follow (advanced profile, "Progressive Call Invocations").
        package var isProgress = false
        /// The registration is a pattern, so the callee is told the procedure.
        package var namesProcedure = false
        /// Where it comes from, if not from the message being decided alone.
        package var source: Source?

        /// The callee has had an INVOCATION with this request id before (advanced profile, "Progressive Call Invocations").
        var isContinuation: Bool {
            guard let source else { return false }
            return source.body !== source.head
        }

        /// The INVOCATION has details.
        package var hasDetails: Bool {
            caller != nil || trustlevel != nil || timeout > 0 || receivesProgress || isProgress
                || namesProcedure
        }
    }

    /// What is kept of the CALLs that an INVOCATION comes from.
    package final class Source: Sendable {
        /// The CALL that began the call: its options and procedure hold.
        package let head: StoredMessage
        /// The CALL whose payload is sent; `nil` for the message being decided.
        package let body: StoredMessage?

        init(head: StoredMessage, body: StoredMessage?) {
            self.head = head
            self.body = body
        }
    }

    /// What the meta events of subscriptions and registrations tell (advanced profile, "Subscriptions Meta API",
    /// "Registration Meta API"). `id` is that of the subscription or registration.
    package enum Change: Sendable {
        case subscriptionCreated(by: SessionIndex, id: UInt64)
        case subscribed(SessionIndex, id: UInt64)
        case unsubscribed(SessionIndex, id: UInt64)
        case subscriptionDeleted(by: SessionIndex, id: UInt64)
        case registrationCreated(by: SessionIndex, id: UInt64)
        case registered(SessionIndex, id: UInt64)
        case unregistered(SessionIndex, id: UInt64)
        case registrationDeleted(by: SessionIndex, id: UInt64)
    }
}

/// Why the router answers a request with ERROR: the error URI and a sentence for a person.
package struct Refusal {
    package var uri: ErrorURI
    package var message: StaticString

    package init(_ uri: ErrorURI, _ message: StaticString) {
        self.uri = uri
        self.message = message
    }
}

/// Effects in the order in which they were decided.
package struct Outbox {
    package private(set) var effects: [Effect] = []

    package init() {}

    package mutating func append(_ effect: Effect) {
        effects.append(effect)
    }

    /// Takes one from the ids of all invocations of a callee that are above an id.
    mutating func renumberInvocations(above id: UInt64, of callee: SessionIndex) {
        for position in effects.indices {
            switch effects[position] {
            case .invocation(var invocation) where invocation.callee == callee && invocation.request > id:
                invocation.request -= 1
                effects[position] = .invocation(invocation)
            case .interrupt(callee, let request, let mode) where request > id:
                effects[position] = .interrupt(to: callee, invocation: request - 1, mode: mode)
            case .invocation, .interrupt, .accepted, .withdrawn, .revoked, .refused, .event, .result,
                .failed, .changed:
                break
            }
        }
    }

    package mutating func removeAll() {
        // Nearly always there is one, and removing all is slower than removing that.
        if effects.count == 1 {
            effects.removeLast()
        } else if !effects.isEmpty {
            effects.removeAll(keepingCapacity: true)
        }
    }
}
