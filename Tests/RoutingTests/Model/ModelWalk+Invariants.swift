import WAMP

@testable import Routing

extension ModelWalk {
    /// What contradicts itself, or the reference, in the tables of the real router; `nil` where all agree.
    func invariantViolation() -> String? {
        countViolation() ?? subscriptionViolation() ?? registrationViolation() ?? callViolation()
            ?? sessionViolation()
    }

    private func countViolation() -> String? {
        let (broker, dealer) = (real.broker, real.dealer)
        let counts: [(String, Int, Int)] = [
            ("subscriptions", broker.subscriptionCount, reference.subscriptions.count),
            ("topics", broker.topics.count, reference.subscriptions.count),
            ("registrations", dealer.registrationCount, reference.registrations.count),
            ("procedures", dealer.procedures.count, reference.registrations.count),
            ("pending calls", dealer.pendingCount, reference.calls.count),
        ]
        for (name, actual, expected) in counts where actual != expected {
            return "\(name): \(actual) where \(expected) were expected"
        }
        return nil
    }

    /// Each subscription is found by its topic, and its subscribers and their memberships point at each other.
    private func subscriptionViolation() -> String? {
        let broker = real.broker
        for expected in reference.subscriptions {
            guard let position = broker.topics.find(expected.topic.utf8Bytes.span.bytes) else {
                return "topic \(expected.topic) is not found"
            }
            let actual = broker.subscriptions[position]
            guard actual.id == expected.id, actual.topic == expected.topic.utf8Bytes else {
                return "topic \(expected.topic) leads to subscription \(actual.id)"
            }
            guard actual.subscribers.count == expected.subscribers.count else {
                return "subscription \(actual.id) has \(actual.subscribers.count) subscribers"
            }
            for subscriber in expected.subscribers {
                guard let membership = broker.memberships[subscriber.position][actual.id],
                    membership.subscription == position,
                    actual.subscribers.indices.contains(membership.place),
                    actual.subscribers[membership.place] == subscriber
                else { return "membership of \(subscriber) in subscription \(actual.id) is wrong" }
            }
        }
        return nil
    }

    private func registrationViolation() -> String? {
        let dealer = real.dealer
        for expected in reference.registrations {
            guard let position = dealer.procedures.find(expected.procedure.utf8Bytes.span.bytes) else {
                return "procedure \(expected.procedure) is not found"
            }
            let actual = dealer.registrations[position]
            guard actual.id == expected.id, actual.callee == expected.callee,
                actual.procedure == expected.procedure.utf8Bytes,
                dealer.parties[actual.callee.position].registrations[actual.id] == position
            else { return "procedure \(expected.procedure) leads to registration \(actual.id)" }
        }
        return nil
    }

    /// Each call under way is found from both sides, at the same position.
    private func callViolation() -> String? {
        let dealer = real.dealer
        for expected in reference.calls {
            let ofCaller = dealer.parties[expected.caller.position].calls.find(expected.request)
            let ofCallee = dealer.parties[expected.callee.position].invocations.find(expected.invocation)
            guard let position = ofCaller, position == ofCallee else {
                return "\(expected) is at \(String(describing: ofCaller)), \(String(describing: ofCallee))"
            }
            let actual = dealer.pending[position]
            guard actual.caller == expected.caller, actual.callee == expected.callee,
                actual.request == expected.request, actual.invocation == expected.invocation
            else { return "\(expected) is pending as \(actual)" }
        }
        return nil
    }

    /// A session holds what the reference says and no more; one that has left holds nothing.
    private func sessionViolation() -> String? {
        for (position, party) in real.dealer.parties.enumerated() {
            let index = SessionIndex(Int32(position))
            let session = reference.session(index)
            let calls = reference.calls.filter { $0.caller == index }
            let invocations = reference.calls.filter { $0.callee == index }
            guard party.isPresent == (session != nil),
                party.nextInvocation == (session?.invocationsSent ?? 0) + 1,
                party.calls.count == calls.count, party.calls.entries.count == calls.count,
                party.invocations.count == invocations.count,
                party.invocations.entries.count == invocations.count,
                party.registrations.count == reference.registrations.filter({ $0.callee == index }).count
            else { return "the dealer keeps for session \(position): \(party)" }
            let held = reference.subscriptions.filter { $0.subscribers.contains(index) }
            guard real.broker.memberships[position].count == held.count else {
                return "the broker keeps for session \(position): \(real.broker.memberships[position])"
            }
        }
        return nil
    }
}
