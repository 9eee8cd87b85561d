import Routing
import WAMP

/// An `Effect` as tests compare it: an event's receivers are worked out and sorted, a refusal is its error URI.
enum EffectRecord: Hashable {
    case accepted(Effect.Acceptance, to: SessionIndex, request: UInt64, id: UInt64)
    case withdrawn(Effect.Withdrawal, to: SessionIndex, request: UInt64)
    case refused(MessageType, to: SessionIndex, request: UInt64, ErrorURI)
    /// Receivers in ascending order. A session that is listed twice appears twice, as it would get two EVENTs.
    case event(
        to: [SessionIndex], subscription: UInt64, publication: UInt64, publisher: SessionIndex? = nil)
    case invocation(
        to: SessionIndex, request: UInt64, registration: UInt64, caller: SessionIndex? = nil,
        receivesProgress: Bool = false)
    case interrupt(to: SessionIndex, invocation: UInt64, mode: CancelMode)
    case result(to: SessionIndex, request: UInt64, isProgress: Bool = false)
    case failed(to: SessionIndex, request: UInt64)

    init(_ effect: Effect) {
        switch effect {
        case .accepted(let type, let session, let request, let id):
            self = .accepted(type, to: session, request: request, id: id)
        case .withdrawn(let type, let session, let request):
            self = .withdrawn(type, to: session, request: request)
        case .refused(let type, let session, let request, let refusal):
            self = .refused(type, to: session, request: request, refusal.uri)
        case .event(let event):
            let receivers = event.subscribers.filter { $0 != event.excluded }
            self = .event(
                to: receivers.sorted { $0.rawValue < $1.rawValue }, subscription: event.subscription,
                publication: event.publication, publisher: event.publisher)
        case .invocation(let invocation):
            self = .invocation(
                to: invocation.callee, request: invocation.request, registration: invocation.registration,
                caller: invocation.caller, receivesProgress: invocation.receivesProgress)
        case .interrupt(let session, let invocation, let mode):
            self = .interrupt(to: session, invocation: invocation, mode: mode)
        case .result(let session, let request, let isProgress):
            self = .result(to: session, request: request, isProgress: isProgress)
        case .failed(let session, let request):
            self = .failed(to: session, request: request)
        }
    }

    var isEventWithoutReceivers: Bool {
        if case .event(let receivers, _, _, _) = self { return receivers.isEmpty }
        return false
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
