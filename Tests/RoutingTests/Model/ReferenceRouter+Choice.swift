import Routing
import WAMP

extension ReferenceRouter {
    /// Whom a call goes to.
    enum Choice {
        case callee(Callee)
        /// The one that it should go to, or all, have as many invocations as they take.
        case busy
        /// All callees have answered `wamp.error.unavailable`.
        case none
    }

    /// Advanced profile, "Shared Registration", "Sharded Registration", "Call Re-Routing": those that were tried do not
    /// exist.
    mutating func choose(_ id: UInt64, _ terms: Dealer.CallTerms, tried: [Int] = []) -> Choice {
        guard let index = registrations.firstIndex(where: { $0.id == id }) else { return .none }
        let registration = registrations[index]
        let present = registration.callees.filter { !tried.contains($0.number) }
        if present.isEmpty { return .none }
        if let key = terms.resourceKey { return settle(owner(of: key, present)) }
        switch registration.invoke {
        case .single, .first: return settle(present.first)
        case .last: return settle(present.last)
        case .roundrobin:
            let start = registration.callees.firstIndex { $0.number == registration.next } ?? 0
            for place in Array(registration.callees.indices.dropFirst(start)) + Array(0..<start) {
                let callee = registration.callees[place]
                if tried.contains(callee.number) || isBusy(callee) { continue }
                registrations[index].next = registration.number(behind: place)
                return .callee(callee)
            }
            return .busy
        case .random:
            let free = present.filter { !isBusy($0) }
            if free.isEmpty { return .busy }
            // One alone needs no random number.
            if free.count == 1 { return settle(free.first) }
            return .callee(free[Int(random.makeID() % UInt64(free.count))])
        }
    }

    func isBusy(_ callee: Callee) -> Bool {
        callee.concurrency > 0
            && calls.filter { $0.invocation?.number == callee.number }.count >= callee.concurrency
    }

    private func settle(_ callee: Callee?) -> Choice {
        guard let callee else { return .none }
        return isBusy(callee) ? .busy : .callee(callee)
    }

    /// The callee whose session id outweighs those of all others.
    private func owner(of key: ResourceKey, _ callees: [Callee]) -> Callee? {
        func node(_ callee: Callee) -> UInt64 { session(callee.session)?.identity.id ?? 0 }
        return callees.first { candidate in
            callees.allSatisfy {
                $0.number == candidate.number || outweighs(node(candidate), node($0), for: key)
            }
        }
    }
}
