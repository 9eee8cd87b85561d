import Routing
import WAMP

/// One method for each message of a client, which returns what is told to whom: a test of the broker reads as a transcript.
///
/// Meta events are left out unless `changes` is true.
extension Broker {
    /// A broker which the sessions have joined, all of which understand revocation.
    init(joined sessions: SessionIndex..., subscriptionsPerSession: Int = 10) {
        self.init(limits: BrokerLimits(subscriptionsPerSession: subscriptionsPerSession), hashSeed: 1)
        for session in sessions { join(session) }
    }

    mutating func join(_ session: SessionIndex) {
        join(session, features: [.subscriptionRevocation])
    }

    mutating func subscribe(
        _ session: SessionIndex, _ request: UInt64, _ uri: String, match: MatchPolicy = .exact,
        nodeKey: String = "", at now: UInt64 = 0, changes: Bool = false
    ) -> [EffectRecord] {
        record(changes: changes) {
            _ = subscribe(
                session, request: request, topic: uri.utf8Bytes.span.bytes, match: match,
                nodeKey: NodeKey(text: nodeKey), now: now, into: &$0)
        }
    }

    mutating func unsubscribe(
        _ session: SessionIndex, _ request: UInt64, _ id: UInt64, changes: Bool = false
    ) -> [EffectRecord] {
        record(changes: changes) { unsubscribe(session, request: request, subscription: id, into: &$0) }
    }

    /// Publishes with the publication id 77.
    func publish(
        _ session: SessionIndex, _ uri: String, excludeMe: Bool = true, discloseMe: Bool = false,
        trustlevel: UInt32? = nil, rkey: String? = nil
    ) -> [EffectRecord] {
        // A copy, because publishing changes nothing.
        var broker = self
        return record {
            let terms = PublishTerms(
                publication: 77, excluded: excludeMe ? session : nil,
                publisher: discloseMe ? session : nil, trustlevel: trustlevel,
                resourceKey: rkey.map { ResourceKey(Array($0.utf8)) })
            broker.publish(uri.utf8Bytes.span.bytes, terms, into: &$0)
        }
    }

    /// Nil where the session does not hold the subscription.
    mutating func revoke(_ id: UInt64, from session: SessionIndex, changes: Bool = false) -> [EffectRecord]? {
        var isHeld = false
        let effects = record(changes: changes) {
            isHeld = revoke(id, from: session, reason: "no more", into: &$0)
        }
        return isHeld || !effects.isEmpty ? effects : nil
    }

    mutating func leave(_ session: SessionIndex, changes: Bool = false) -> [EffectRecord] {
        record(changes: changes) { leave(session, into: &$0) }
    }
}
