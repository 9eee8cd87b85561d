import Routing
import WAMP

/// One method for each message of a client, which returns what is told to whom: a test of the broker reads as a transcript.
extension Broker {
    /// A broker which the sessions have joined.
    init(joined sessions: SessionIndex..., subscriptionsPerSession: Int = 10) {
        self.init(limits: BrokerLimits(subscriptionsPerSession: subscriptionsPerSession), hashSeed: 1)
        for session in sessions { join(session) }
    }

    mutating func subscribe(_ session: SessionIndex, _ request: UInt64, _ uri: String) -> [EffectRecord] {
        record { subscribe(session, request: request, topic: uri.utf8Bytes.span.bytes, into: &$0) }
    }

    mutating func unsubscribe(_ session: SessionIndex, _ request: UInt64, _ id: UInt64) -> [EffectRecord] {
        record { unsubscribe(session, request: request, subscription: id, into: &$0) }
    }

    /// Publishes with the publication id 77.
    func publish(
        _ session: SessionIndex, _ uri: String, excludeMe: Bool = true, discloseMe: Bool = false
    ) -> [EffectRecord] {
        record {
            publish(
                session, publication: 77, topic: uri.utf8Bytes.span.bytes, excludesPublisher: excludeMe,
                audience: .everyone,
                disclosesPublisher: discloseMe, into: &$0)
        }
    }
}
