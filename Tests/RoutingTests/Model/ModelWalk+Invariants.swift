import WAMP

@testable import Routing

extension ModelWalk {
    /// What contradicts itself, or the reference, in the tables of the real router; `nil` where all agree.
    func invariantViolation() -> String? {
        countViolation() ?? subscriptionViolation() ?? registrationViolation() ?? callViolation()
            ?? keptViolation() ?? sessionViolation()
    }

    /// What is left though every session has left; `nil` where it is only what was declared.
    var remainder: String? {
        let dealer = real.dealer
        guard dealer.registrationCount == 0, dealer.procedures.isEmpty, dealer.positions.isEmpty else {
            return "there are registrations"
        }
        guard dealer.pendingCount == 0, dealer.held.isEmpty, dealer.heldBytes == 0, dealer.timers.count == 0
        else { return "there are calls" }
        guard real.broker.subscriptionCount == settings.declared.count else {
            return "there are subscriptions"
        }
        for party in dealer.parties {
            guard !party.isPresent, party.session == 0, party.features.isEmpty, party.nextInvocation == 1
            else { return "the dealer remembers \(party)" }
        }
        for member in real.broker.members where member.understandsRevocation || !member.memberships.isEmpty {
            return "the broker remembers \(member)"
        }
        return nil
    }

    private func countViolation() -> String? {
        let (broker, dealer) = (real.broker, real.dealer)
        let reserved = reference.subscriptions.count { $0.pattern.couldMatchReserved }
        let counts: [(String, Int, Int)] = [
            ("subscriptions", broker.subscriptionCount, reference.subscriptions.count),
            ("topics", broker.topics.count, reference.subscriptions.count),
            ("subscription ids", broker.positions.count, reference.subscriptions.count),
            ("reserved subscriptions", broker.reservedCount, reserved),
            ("registrations", dealer.registrationCount, reference.registrations.count),
            ("procedures", dealer.procedures.count, reference.registrations.count),
            ("registration ids", dealer.positions.count, reference.registrations.count),
            ("pending calls", dealer.pendingCount, reference.calls.count),
            ("kept calls", dealer.held.count, reference.calls.count { !$0.keptMessages.isEmpty }),
            ("kept bytes", dealer.heldBytes, reference.heldBytes),
            ("timers", dealer.timers.count, reference.calls.count { $0.deadline != nil }),
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
            let topic = expected.pattern.uri.utf8Bytes
            guard let position = broker.topics.find(topic.span.bytes, match: expected.pattern.match) else {
                return "topic \(expected.pattern) is not found"
            }
            let actual = broker.subscriptions[position]
            guard actual.id == expected.id, actual.topic == topic, actual.match == expected.pattern.match,
                actual.created == expected.created, actual.isRecorded == expected.isRecorded,
                actual.isReserved == expected.pattern.isReserved, broker.positions[actual.id] == position
            else { return "topic \(expected.pattern) leads to subscription \(actual)" }
            guard actual.subscribers.count == expected.subscribers.count,
                actual.nodeKeys.isEmpty || actual.nodeKeys.count == actual.subscribers.count
            else { return "subscription \(actual.id) has \(actual.subscribers.count) subscribers" }
            for subscriber in expected.subscribers {
                guard let membership = broker.members[subscriber.session.position].memberships[actual.id],
                    membership.subscription == position,
                    actual.subscribers.indices.contains(membership.place),
                    actual.subscribers[membership.place] == subscriber.session
                else { return "membership of \(subscriber) in subscription \(actual.id) is wrong" }
                let nodeKey = actual.nodeKeys.isEmpty ? nil : actual.nodeKeys[membership.place]
                guard nodeKey == NodeKey(text: subscriber.nodeKey) else {
                    return "\(subscriber) has \(String(describing: nodeKey))"
                }
            }
        }
        return nil
    }

    /// Each registration is found by its procedure, and its callees know where they stand in it.
    private func registrationViolation() -> String? {
        let dealer = real.dealer
        for expected in reference.registrations {
            let procedure = expected.pattern.uri.utf8Bytes
            guard
                let position = dealer.procedures.find(procedure.span.bytes, match: expected.pattern.match)
            else { return "procedure \(expected.pattern) is not found" }
            let actual = dealer.registrations[position]
            guard actual.id == expected.id, actual.procedure == procedure,
                actual.match == expected.pattern.match, actual.invoke == expected.invoke,
                actual.created == expected.created, dealer.positions[actual.id] == position,
                actual.callees.map(\.session) == expected.callees.map(\.session),
                actual.limitedCount == expected.callees.count(where: { $0.concurrency > 0 })
            else { return "procedure \(expected.pattern) leads to registration \(actual)" }
            for (callee, own) in zip(actual.callees, expected.callees) {
                let service = dealer.parties[callee.session.position].registrations[actual.id]
                guard service?.registration == position, service?.serial == callee.serial else {
                    return
                        "\(callee.session) stands in registration \(actual.id) as \(String(describing: service))"
                }
                let underWay = reference.calls.count { $0.invocation?.number == own.number }
                guard Int(callee.concurrency) == own.concurrency,
                    Int(callee.inFlight) == (own.concurrency > 0 ? underWay : 0)
                else { return "\(callee) where \(underWay) invocations are under way" }
            }
        }
        return nil
    }

    /// A session holds what the reference says and no more; one that has left holds nothing.
    private func sessionViolation() -> String? {
        let (parties, members) = (real.dealer.parties, real.broker.members)
        let reference = reference
        for position in parties.indices {
            let party = parties[position]
            let index = SessionIndex(Int32(position))
            let session = reference.session(index)
            let calls = reference.calls.count { $0.caller == index }
            let invocations = reference.calls.count { $0.invocation?.callee == index }
            guard party.isPresent == (session != nil), party.session == session?.identity.id ?? 0,
                party.nextInvocation == (session?.invocationsSent ?? 0) + 1,
                party.calls.count == calls, party.invocations.count == invocations,
                party.registrations.count == reference.registrations(heldBy: index).count
            else { return "the dealer keeps for session \(position): \(party)" }
            let member = members[position]
            guard member.memberships.count == reference.subscriptions(heldBy: index).count else {
                return "the broker keeps for session \(position): \(member)"
            }
        }
        return nil
    }
}
