import WAMP

/// One thing a `Broker` or `Dealer` decided to tell a session: a message to write, as a value.
///
/// Deciding code appends effects to an `Outbox` and never sends; the router writes them in order. Where a message carries
/// an application payload, it is that of the message being decided.
package enum Effect {
    /// PUBLISHED, SUBSCRIBED or REGISTERED with the id that was given.
    case accepted(Acceptance, to: SessionIndex, request: UInt64, id: UInt64)
    /// UNSUBSCRIBED or UNREGISTERED.
    case withdrawn(Withdrawal, to: SessionIndex, request: UInt64)
    /// ERROR of the router itself. `request` belongs to a message of the given type.
    case refused(MessageType, to: SessionIndex, request: UInt64, Refusal)
    /// EVENT to all subscribers of one subscription but the excluded one.
    case event(Event)
    /// INVOCATION with the payload of the CALL being decided.
    case invocation(Invocation)
    /// INTERRUPT of an invocation, `mode` killnowait or kill.
    case interrupt(to: SessionIndex, invocation: UInt64, mode: CancelMode)
    /// RESULT with the payload of the YIELD being decided; progressive: more follow.
    case result(to: SessionIndex, request: UInt64, isProgress: Bool)
    /// ERROR of a CALL with details, error URI and payload of the ERROR being decided.
    case failed(to: SessionIndex, request: UInt64)

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
    }

    package struct Invocation {
        package var callee: SessionIndex
        package var request: UInt64
        package var registration: UInt64
        /// The caller, where its identity is disclosed.
        package var caller: SessionIndex?
        /// The callee may answer with progressive results.
        package var receivesProgress: Bool
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

    package mutating func removeAll() {
        effects.removeAll(keepingCapacity: true)
    }
}
