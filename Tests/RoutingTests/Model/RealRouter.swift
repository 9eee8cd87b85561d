import Routing
import WAMP

/// The real `Broker` and `Dealer` behind the interface of the reference: one operation in, its outcome out.
struct RealRouter {
    var broker: Broker
    var dealer: Dealer
    /// By the position of the session.
    private var identities: [Identity?] = []
    private var now: UInt64 = 0

    init(_ settings: ModelSettings) {
        broker = Broker(limits: settings.brokerLimits, hashSeed: settings.seed)
        dealer = Dealer(
            limits: settings.dealerLimits, hashSeed: settings.seed, random: settings.makeIDSource())
        for pattern in settings.declared {
            _ = broker.declare(pattern.uri.utf8Bytes, match: pattern.match, now: 0)
        }
    }

    mutating func apply(_ operation: Operation) -> Outcome {
        var outbox = Outbox()
        let verdict = apply(operation, into: &outbox)
        let records = outbox.effects.map { EffectRecord($0, isIncluded: isIncluded) }
        // An event without receivers tells nobody anything, so it may be there or not.
        return Outcome(effects: records.filter { !$0.isEventWithoutReceivers }, verdict: verdict)
    }

    private func isIncluded(_ session: SessionIndex, in audience: Audience) -> Bool {
        guard let filter = AudienceFilter(audience), let identity = identities[session.position] else {
            return true
        }
        return filter.includes(
            session: identity.id, authid: identity.authid.utf8Bytes, authrole: identity.authrole.utf8Bytes)
    }

    private mutating func apply(_ operation: Operation, into outbox: inout Outbox) -> Outcome.Verdict {
        switch operation {
        case .join(let session, let identity): join(session, identity)
        case .leave(let session):
            broker.leave(session, into: &outbox)
            dealer.leave(session, into: &outbox)
        case .subscribe(let session, let request, let pattern, let nodeKey):
            let isSubscribed = broker.subscribe(
                session, request: request, topic: pattern.uri.utf8Bytes.span.bytes, match: pattern.match,
                nodeKey: NodeKey(text: nodeKey), now: now, into: &outbox)
            return isSubscribed ? .none : .notSubscribed
        case .unsubscribe(let session, let request, let subscription):
            broker.unsubscribe(session, request: request, subscription: subscription, into: &outbox)
        case .revokeSubscription(let session, let subscription):
            return broker.revoke(subscription, from: session, reason: "", into: &outbox) ? .none : .notHeld
        case .publish(let topic, let terms):
            let topic = topic.utf8Bytes
            broker.publish(topic.span.bytes, terms, into: &outbox)
        case .register(let session, let request, let procedure, let terms):
            register(session, request, procedure, terms, into: &outbox)
        case .unregister(let session, let request, let registration):
            dealer.unregister(session, request: request, registration: registration, into: &outbox)
        case .revokeRegistration(let session, let registration):
            return dealer.revoke(registration, from: session, reason: "", into: &outbox) ? .none : .notHeld
        case .call, .chunk, .cancel, .yield, .refuseYield, .fail:
            return applyOfCall(operation, into: &outbox)
        case .pass(let milliseconds): now += milliseconds
        case .expire: dealer.expire(now: now, into: &outbox)
        }
        return .none
    }

    private mutating func applyOfCall(
        _ operation: Operation, into outbox: inout Outbox
    ) -> Outcome.Verdict {
        switch operation {
        case .call(let session, let request, let message, let terms):
            let procedure = message.procedure.utf8Bytes
            let now = now
            let isRegistered = dealer.call(
                session, request: request, procedure: procedure.span.bytes, terms: terms, now: { now },
                keep: { message.stored($0) }, into: &outbox)
            return isRegistered ? .none : .noSuchProcedure
        case .chunk(let session, let request, let message, let isProgress):
            let procedure = message.procedure.utf8Bytes
            let verdict = dealer.chunk(
                session, request: request, procedure: procedure.span.bytes, isProgress: isProgress,
                keep: { message.stored(.whole) }, into: &outbox)
            return Outcome.Verdict(verdict)
        case .cancel(let session, let request, let mode):
            dealer.cancel(session, request: request, mode: mode, into: &outbox)
        case .yield(let session, let invocation, let isProgress):
            let now = now
            return Outcome.Verdict(
                dealer.yield(
                    session, invocation: invocation, isProgress: isProgress, now: { now }, into: &outbox))
        case .refuseYield(let session, let invocation):
            dealer.refuseYield(session, invocation: invocation, into: &outbox)
        case .fail(let session, let invocation, let isUnavailable):
            return Outcome.Verdict(
                dealer.fail(session, invocation: invocation, isUnavailable: isUnavailable, into: &outbox))
        case .join, .leave, .subscribe, .unsubscribe, .revokeSubscription, .publish, .register, .unregister,
            .revokeRegistration, .pass, .expire:
            break
        }
        return .none
    }

    private mutating func join(_ session: SessionIndex, _ identity: Identity) {
        broker.join(session, features: identity.asSubscriber)
        dealer.join(session, id: identity.id, features: identity.asCallee)
        while identities.count <= session.position { identities.append(nil) }
        identities[session.position] = identity
    }

    /// A session may take over what the same user has registered.
    private mutating func register(
        _ session: SessionIndex, _ request: UInt64, _ procedure: String, _ terms: Dealer.RegisterTerms,
        into outbox: inout Outbox
    ) {
        let identities = identities
        let procedure = procedure.utf8Bytes
        dealer.register(
            session, request: request, procedure: procedure.span.bytes, terms: terms, now: now,
            mayReplace: { identities[$0.position]?.authid == identities[session.position]?.authid },
            into: &outbox)
    }
}

extension CallMessage {
    fileprivate func stored(_ part: Dealer.KeptPart) -> StoredMessage {
        let bytes = whole
        var envelope = Envelope(type: .call)
        envelope.uri = ByteRange(start: 1, count: UInt32(spelling.count))
        envelope.uriIsEscaped = isEscaped
        envelope.payload = ByteRange(start: UInt32(head.count), count: UInt32(payload.count))
        envelope.arguments = envelope.payload
        envelope.payloadCount = payload.isEmpty ? 0 : 1
        switch part {
        case .whole: return StoredMessage(envelope, bytes.span.bytes, .json, forwarded: ForwardedMembers())
        case .head:
            return StoredMessage(headOf: envelope, bytes.span.bytes, .json, forwarded: ForwardedMembers())
        }
    }
}

extension Outcome.Verdict {
    fileprivate init(_ verdict: Dealer.AnswerVerdict) {
        switch verdict {
        case .taken: self = .none
        case .neverInvoked: self = .neverInvoked
        }
    }

    fileprivate init(_ verdict: Dealer.ChunkVerdict) {
        switch verdict {
        case .taken: self = .none
        case .late: self = .late
        case .notProgressive: self = .notProgressive
        }
    }
}

extension NodeKey {
    /// None for the empty text.
    init?(text: String) {
        if text.isEmpty { return nil }
        self.init(text.utf8Bytes)
    }
}
