import WAMP

extension Dealer {
    /// REGISTER (basic profile, "Registering"). The URI has been checked and the session is allowed to register it.
    package mutating func register(
        _ session: SessionIndex, request: UInt64, procedure: RawSpan, into outbox: inout Outbox
    ) {
        if procedures.find(procedure) != nil {
            outbox.append(
                .refused(
                    .register, to: session, request: request,
                    Refusal(.procedureAlreadyExists, "this procedure is registered already")))
            return
        }
        guard parties[session.position].registrations.count < limits.registrationsPerSession else {
            outbox.append(
                .refused(
                    .register, to: session, request: request,
                    Refusal(.limitExceeded, "this session may not register more procedures")))
            return
        }

        let id = makeRegistrationID()
        let uri = Array(copying: procedure)
        let position = registrations.insert(Registration(id: id, procedure: uri, callee: session))
        procedures.insert(uri, value: position)
        parties[session.position].registrations[id] = position
        outbox.append(.accepted(.registered, to: session, request: request, id: id))
    }
}
