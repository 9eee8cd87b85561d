import Routing
import WAMP

/// An `Effect` as tests compare it: an event's receivers are worked out and sorted, a refusal is its error URI, the reason
/// of a revocation is left out, a kept message is its bytes.
enum EffectRecord: Hashable {
    case accepted(Effect.Acceptance, to: SessionIndex, request: UInt64, id: UInt64)
    case withdrawn(Effect.Withdrawal, to: SessionIndex, request: UInt64)
    case revoked(Effect.Withdrawal, from: SessionIndex, id: UInt64)
    case refused(MessageType, to: SessionIndex, request: UInt64, ErrorURI)
    /// Receivers in ascending order. A session that is listed twice appears twice, as it would get two EVENTs.
    case event(
        to: [SessionIndex], subscription: UInt64, publication: UInt64, publisher: SessionIndex? = nil,
        trustlevel: UInt32? = nil, namesTopic: Bool = false, isRecorded: Bool = false)
    /// `head` and `body` are `nil` where options and procedure, or the payload, are those of the message being decided.
    case invocation(
        to: SessionIndex, request: UInt64, registration: UInt64, caller: SessionIndex? = nil,
        trustlevel: UInt32? = nil, timeout: UInt64 = 0, receivesProgress: Bool = false,
        isProgress: Bool = false, namesProcedure: Bool = false, head: [UInt8]? = nil, body: [UInt8]? = nil)
    case interrupt(to: SessionIndex, invocation: UInt64, mode: CancelMode)
    case result(to: SessionIndex, request: UInt64, isProgress: Bool = false)
    case failed(to: SessionIndex, request: UInt64)
    case changed(Change)

    /// `Effect.Change`, comparable.
    enum Change: Hashable {
        case subscriptionCreated(by: SessionIndex, id: UInt64)
        case subscribed(SessionIndex, id: UInt64)
        case unsubscribed(SessionIndex, id: UInt64)
        case subscriptionDeleted(by: SessionIndex, id: UInt64)
        case registrationCreated(by: SessionIndex, id: UInt64)
        case registered(SessionIndex, id: UInt64)
        case unregistered(SessionIndex, id: UInt64)
        case registrationDeleted(by: SessionIndex, id: UInt64)
    }

    /// - Parameter isIncluded: whether a subscriber belongs to the audience of an event.
    init(_ effect: Effect, isIncluded: (SessionIndex, Audience) -> Bool = { _, _ in true }) {
        switch effect {
        case .accepted(let type, let session, let request, let id):
            self = .accepted(type, to: session, request: request, id: id)
        case .withdrawn(let type, let session, let request):
            self = .withdrawn(type, to: session, request: request)
        case .revoked(let type, let session, let id, _):
            self = .revoked(type, from: session, id: id)
        case .refused(let type, let session, let request, let refusal):
            self = .refused(type, to: session, request: request, refusal.uri)
        case .event(let event):
            let receivers = event.subscribers.filter {
                $0 != event.excluded && isIncluded($0, event.audience)
            }
            self = .event(
                to: receivers.sorted { $0.rawValue < $1.rawValue }, subscription: event.subscription,
                publication: event.publication, publisher: event.publisher, trustlevel: event.trustlevel,
                namesTopic: event.namesTopic, isRecorded: event.isRecorded)
        case .invocation(let invocation):
            self = .invocation(
                to: invocation.callee, request: invocation.request, registration: invocation.registration,
                caller: invocation.caller, trustlevel: invocation.trustlevel, timeout: invocation.timeout,
                receivesProgress: invocation.receivesProgress, isProgress: invocation.isProgress,
                namesProcedure: invocation.namesProcedure, head: invocation.source?.head.bytes,
                body: invocation.source?.body?.bytes)
        case .interrupt(let session, let invocation, let mode):
            self = .interrupt(to: session, invocation: invocation, mode: mode)
        case .result(let session, let request, let isProgress):
            self = .result(to: session, request: request, isProgress: isProgress)
        case .failed(let session, let request):
            self = .failed(to: session, request: request)
        case .changed(let change):
            self = .changed(Change(change))
        }
    }

    /// Nobody gets it and it is not kept, so that it tells nobody anything.
    var isEventWithoutReceivers: Bool {
        if case .event(let receivers, _, _, _, _, _, let isRecorded) = self {
            return receivers.isEmpty && !isRecorded
        }
        return false
    }
}

extension EffectRecord.Change {
    init(_ change: Effect.Change) {
        switch change {
        case .subscriptionCreated(let session, let id): self = .subscriptionCreated(by: session, id: id)
        case .subscribed(let session, let id): self = .subscribed(session, id: id)
        case .unsubscribed(let session, let id): self = .unsubscribed(session, id: id)
        case .subscriptionDeleted(let session, let id): self = .subscriptionDeleted(by: session, id: id)
        case .registrationCreated(let session, let id): self = .registrationCreated(by: session, id: id)
        case .registered(let session, let id): self = .registered(session, id: id)
        case .unregistered(let session, let id): self = .unregistered(session, id: id)
        case .registrationDeleted(let session, let id): self = .registrationDeleted(by: session, id: id)
        }
    }
}

/// The effects that `body` decides, in order.
func record(_ body: (inout Outbox) -> Void) -> [EffectRecord] {
    var outbox = Outbox()
    body(&outbox)
    return outbox.effects.map { EffectRecord($0) }
}

extension SessionIndex: CustomStringConvertible {
    package var description: String { "#\(rawValue)" }
}
