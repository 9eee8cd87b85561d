import WAMP

extension Dealer {
    /// What a REGISTER asks for, after the router has applied the realm's rules to its options.
    package struct RegisterTerms {
        /// Advanced profile, "Pattern-based Registration".
        package var match = MatchPolicy.exact
        /// Advanced profile, "Shared Registration".
        package var invoke = InvocationPolicy.single
        /// The callee is told its callers, whatever they say (REGISTER.Options.disclose_caller).
        package var disclosesCaller = false
        /// The callee keeps to CALL.Options.timeout itself (REGISTER.Options.forward_timeout).
        package var forwardsTimeout = false
        /// How many invocations the callee takes at a time; 0 is without a limit.
        package var concurrency: UInt32 = 0
        /// Present callees are revoked (REGISTER.Options.force_reregister).
        package var forces = false

        package init() {}
    }

    /// REGISTER (basic profile, "Registering"; advanced profile, "Pattern-based Registration", "Shared Registration"). The URI or
    /// pattern has been checked and the session is allowed to register it.
    ///
    /// A session that registers a shared procedure again is given the same registration.
    ///
    /// - Parameters:
    ///   - now: in milliseconds since 1970.
    ///   - mayReplace: whether the session may take the registration of this callee over, asked where the only callee
    ///     of a registration is in the way.
    package mutating func register(
        _ session: SessionIndex, request: UInt64, procedure: RawSpan, terms: RegisterTerms, now: UInt64,
        mayReplace: (SessionIndex) -> Bool = { _ in false }, into outbox: inout Outbox
    ) {
        var existing = procedures.find(procedure, match: terms.match)
        var replaced = false
        if let position = existing, !terms.forces {
            if let same = sharedRegistration(of: session, at: position, invoke: terms.invoke) {
                outbox.append(.accepted(.registered, to: session, request: request, id: same))
                return
            }
            if conflicts(with: position, terms.invoke) {
                replaced = mayTakeOver(position, session, mayReplace)
                if !replaced { return refuse(session, request, .exists, into: &outbox) }
            }
        }
        let revokes = existing != nil && (terms.forces || replaced)
        // One of its own that is revoked makes room.
        let isOwn = existing.map { isCallee(session, of: $0) } ?? false
        let held = parties[session.position].registrations.count - (revokes && isOwn ? 1 : 0)
        guard held < parties[session.position].registrationLimit else {
            return refuse(session, request, .sessionIsFull, into: &outbox)
        }
        if !(revokes && isOwn), let bound = registrationAllowance.reached(by: parties[session.position].group)
        {
            return refuse(session, request, bound == .role ? .roleIsFull : .realmIsFull, into: &outbox)
        }
        if let existing, !revokes,
            registrations[existing].callees.count >= limits.calleesPerRegistration
        {
            return refuse(session, request, .registrationIsFull, into: &outbox)
        }

        if revokes, let position = existing {
            revokeAll(at: position, reason: Self.replaced, into: &outbox)
            existing = nil
        }
        let position = existing ?? insert(Array(copying: procedure), terms, now: now)
        let id = registrations[position].id
        attach(session, to: position, terms)
        outbox.append(.accepted(.registered, to: session, request: request, id: id))
        if existing == nil { outbox.append(.changed(.registrationCreated(by: session, id: id))) }
        outbox.append(.changed(.registered(session, id: id)))
        // One more callee may be what calls have waited for.
        if !registrations[position].waiting.isEmpty { startWaiting(position, into: &outbox) }
    }

    /// The reason of a revocation by REGISTER. The specification has any text, but clients want a URI.
    private static let replaced = "wamp.registration.replaced"

    /// The id of a shared registration that the session is a callee of.
    private func sharedRegistration(
        of session: SessionIndex, at position: Int32, invoke: InvocationPolicy
    ) -> UInt64? {
        let registration = registrations[position]
        guard invoke != .single, registration.invoke == invoke else { return nil }
        return isCallee(session, of: position) ? registration.id : nil
    }

    private func isCallee(_ session: SessionIndex, of position: Int32) -> Bool {
        parties[session.position].registrations[registrations[position].id] != nil
    }

    private func conflicts(with position: Int32, _ invoke: InvocationPolicy) -> Bool {
        invoke == .single || registrations[position].invoke != invoke
    }

    private func mayTakeOver(
        _ position: Int32, _ session: SessionIndex, _ mayReplace: (SessionIndex) -> Bool
    ) -> Bool {
        guard registrations[position].callees.count == 1 else { return false }
        let holder = registrations[position].callees[0].session
        return holder != session && mayReplace(holder)
    }

    private mutating func insert(_ procedure: [UInt8], _ terms: RegisterTerms, now: UInt64) -> Int32 {
        let id = makeRegistrationID()
        let position = registrations.insert(
            Registration(
                id: id, procedure: procedure, match: terms.match, invoke: terms.invoke, created: now))
        procedures.insert(procedure, match: terms.match, value: position)
        positions[id] = position
        ids[terms.match].insert(id)
        return position
    }

    private mutating func attach(_ session: SessionIndex, to position: Int32, _ terms: RegisterTerms) {
        let party = parties[session.position]
        var callee = Callee(session: session, node: party.session)
        callee.disclosesCaller = terms.disclosesCaller
        callee.keepsTimeout = terms.forwardsTimeout && party.features.contains(.callTimeout)
        callee.concurrency = terms.concurrency
        registrations[position].add(callee)
        parties[session.position].registrations[registrations[position].id] = Service(
            registration: position, serial: registrations[position].callees.last?.serial ?? 0)
        registrationAllowance.add(1, to: party.group)
    }

    private enum RegisterRefusal {
        case exists, sessionIsFull, roleIsFull, realmIsFull, registrationIsFull
    }

    private func refuse(
        _ session: SessionIndex, _ request: UInt64, _ reason: RegisterRefusal, into outbox: inout Outbox
    ) {
        let refusal =
            switch reason {
            case .exists: Refusal(.procedureAlreadyExists, "this procedure is registered already")
            case .sessionIsFull:
                Refusal(.limitExceeded, "this session may not register more procedures")
            case .roleIsFull:
                Refusal(.limitExceeded, "the sessions of this role may not register more procedures")
            case .realmIsFull:
                Refusal(.limitExceeded, "the sessions of this realm may not register more procedures")
            case .registrationIsFull:
                Refusal(.limitExceeded, "this procedure may not have more callees")
            }
        outbox.append(.refused(.register, to: session, request: request, refusal))
    }
}
