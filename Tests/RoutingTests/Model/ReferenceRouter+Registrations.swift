import Routing
import WAMP

extension ReferenceRouter {
    func registration(_ id: UInt64) -> Registration? { registrations.first { $0.id == id } }

    func registrations(heldBy session: SessionIndex) -> [Registration] {
        registrations.filter { $0.callees.contains { $0.session == session } }
    }

    mutating func register(
        _ session: SessionIndex, _ request: UInt64, _ pattern: Pattern, _ terms: Dealer.RegisterTerms
    ) {
        let existing = registrations.first { $0.pattern == pattern }
        let isCallee = existing?.callees.contains { $0.session == session } == true
        // Advanced profile, "Shared Registration".
        let isShared = existing?.invoke == terms.invoke && terms.invoke != .single
        if let existing, isCallee, isShared, !terms.forces {
            effects.append(.accepted(.registered, to: session, request: request, id: existing.id))
            return
        }
        let isInTheWay = existing != nil && !isShared && !terms.forces
        if isInTheWay, !mayTakeOver(session, existing) {
            effects.append(.refused(.register, to: session, request: request, .procedureAlreadyExists))
            return
        }
        let revokes = existing != nil && (isInTheWay || terms.forces)
        let heldAfterwards = registrations(heldBy: session).filter { !(revokes && $0.id == existing?.id) }
        let joinsFull = !revokes && (existing?.callees.count ?? 0) >= dealerLimits.calleesPerRegistration
        if heldAfterwards.count >= dealerLimits.registrationsPerSession || joinsFull {
            effects.append(.refused(.register, to: session, request: request, .limitExceeded))
            return
        }
        if revokes, let existing {
            for call in waitingCalls(of: existing.id) { giveUp(call, .canceled) }
            for callee in existing.callees { _ = revokeRegistration(callee.session, existing.id) }
        }
        let id = enter(session, pattern, terms)
        effects.append(.accepted(.registered, to: session, request: request, id: id))
        if existing == nil || revokes { effects.append(.changed(.registrationCreated(by: session, id: id))) }
        effects.append(.changed(.registered(session, id: id)))
        startWaiting(id)
    }

    /// The only callee is another session of the same user.
    private func mayTakeOver(_ session: SessionIndex, _ existing: Registration?) -> Bool {
        guard let existing, existing.callees.count == 1, let holder = existing.callees.first else {
            return false
        }
        return holder.session != session
            && self.session(holder.session)?.identity.authid == self.session(session)?.identity.authid
    }

    private mutating func enter(
        _ session: SessionIndex, _ pattern: Pattern, _ terms: Dealer.RegisterTerms
    ) -> UInt64 {
        if !registrations.contains(where: { $0.pattern == pattern }) {
            registrationsMade += 1
            registrations.append(
                Registration(id: registrationsMade, pattern: pattern, invoke: terms.invoke, created: now))
        }
        let callee = Callee(
            session: session, number: nextNumber(), disclosesCaller: terms.disclosesCaller,
            keepsTimeout: terms.forwardsTimeout && calleeFeatures(session).contains(.callTimeout),
            concurrency: Int(terms.concurrency))
        for index in registrations.indices where registrations[index].pattern == pattern {
            registrations[index].callees.append(callee)
        }
        return registrations.first { $0.pattern == pattern }?.id ?? 0
    }

    mutating func unregister(_ session: SessionIndex, _ request: UInt64, _ id: UInt64) {
        if registrations(heldBy: session).contains(where: { $0.id == id }) {
            effects.append(.withdrawn(.unregistered, to: session, request: request))
            endRegistration(id, of: session)
        } else {
            effects.append(.refused(.unregister, to: session, request: request, .noSuchRegistration))
        }
    }

    mutating func revokeRegistration(_ session: SessionIndex, _ id: UInt64) -> Outcome.Verdict {
        guard registrations(heldBy: session).contains(where: { $0.id == id }) else { return .notHeld }
        if calleeFeatures(session).contains(.registrationRevocation) {
            effects.append(.revoked(.unregistered, from: session, id: id))
        }
        endRegistration(id, of: session)
        return .none
    }

    /// A session is no callee of a registration any more; without callees the registration ends, and what waits for one of
    /// them is refused.
    mutating func endRegistration(_ id: UInt64, of session: SessionIndex) {
        for index in registrations.indices where registrations[index].id == id {
            for place in registrations[index].callees.indices
            where registrations[index].callees[place].session == session {
                if registrations[index].callees[place].number == registrations[index].next {
                    registrations[index].next = registrations[index].number(behind: place)
                }
            }
            registrations[index].callees.removeAll { $0.session == session }
        }
        effects.append(.changed(.unregistered(session, id: id)))
        if registration(id)?.callees.isEmpty == true {
            for call in waitingCalls(of: id) {
                calls.removeAll { $0.number == call.number }
                effects.append(.refused(.call, to: call.caller, request: call.request, .canceled))
            }
            registrations.removeAll { $0.id == id }
            effects.append(.changed(.registrationDeleted(by: session, id: id)))
        } else {
            startWaiting(id)
        }
    }
}

extension ReferenceRouter.Registration {
    /// The number of the callee behind the one at `place`; 0 where that is the last one.
    func number(behind place: Int) -> Int {
        place + 1 < callees.count ? callees[place + 1].number : 0
    }
}
