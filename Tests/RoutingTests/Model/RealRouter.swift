import Routing
import WAMP

/// The real `Broker` and `Dealer` behind the interface of the reference: one operation in, its outcome out.
struct RealRouter {
    var broker: Broker
    var dealer: Dealer

    mutating func apply(_ operation: Operation) -> Outcome {
        var outbox = Outbox()
        let verdict = apply(operation, into: &outbox)
        // An event without receivers tells nobody anything, so it may be there or not.
        let effects = outbox.effects.map { EffectRecord($0) }.filter { !$0.isEventWithoutReceivers }
        return Outcome(effects: effects, isViolation: verdict == .neverInvoked)
    }

    private mutating func apply(
        _ operation: Operation, into outbox: inout Outbox
    ) -> Dealer.AnswerVerdict {
        switch operation {
        case .join(let session, let acceptsInterrupts, let yieldsProgress):
            broker.join(session)
            dealer.join(
                session, acceptsInterrupts: acceptsInterrupts, yieldsProgress: yieldsProgress)
        case .leave(let session):
            broker.leave(session)
            dealer.leave(session, into: &outbox)
        case .subscribe(let session, let request, let topic):
            broker.subscribe(session, request: request, topic: topic.utf8Bytes.span.bytes, into: &outbox)
        case .unsubscribe(let session, let request, let subscription):
            broker.unsubscribe(session, request: request, subscription: subscription, into: &outbox)
        case .publish(let session, let publication, let topic, let excludeMe, let discloseMe):
            broker.publish(
                session, publication: publication, topic: topic.utf8Bytes.span.bytes,
                excludesPublisher: excludeMe, audience: .everyone, disclosesPublisher: discloseMe,
                into: &outbox)
        case .register(let session, let request, let procedure):
            dealer.register(
                session, request: request, procedure: procedure.utf8Bytes.span.bytes, into: &outbox)
        case .unregister(let session, let request, let registration):
            dealer.unregister(session, request: request, registration: registration, into: &outbox)
        case .call(let session, let request, let procedure, let discloseMe, let receiveProgress):
            dealer.call(
                session, request: request, procedure: procedure.utf8Bytes.span.bytes,
                disclosesCaller: discloseMe, receivesProgress: receiveProgress, into: &outbox)
        case .cancel(let session, let request, let mode):
            dealer.cancel(session, request: request, mode: mode, into: &outbox)
        case .yield(let session, let invocation, let progress):
            return dealer.yield(
                session, invocation: invocation, isProgress: progress, into: &outbox)
        case .fail(let session, let invocation):
            return dealer.fail(session, invocation: invocation, into: &outbox)
        }
        return .taken
    }
}

extension String {
    /// The UTF-8 bytes in an array, which has a span.
    var utf8Bytes: [UInt8] { Array(utf8) }
}
