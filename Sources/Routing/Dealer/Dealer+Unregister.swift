import WAMP

extension Dealer {
    /// UNREGISTER (basic profile, "Unregistering"). Invocations already sent are still answered.
    package mutating func unregister(
        _ session: SessionIndex, request: UInt64, registration: UInt64, into outbox: inout Outbox
    ) {
        guard
            let service = parties[session.position].registrations.removeValue(forKey: registration)
        else {
            outbox.append(
                .refused(
                    .unregister, to: session, request: request,
                    Refusal(.noSuchRegistration, "this session does not hold this registration")))
            return
        }
        outbox.append(.withdrawn(.unregistered, to: session, request: request))
        detach(session, service, into: &outbox)
    }

    /// Takes a callee out of a registration, which ends with the last one.
    mutating func detach(_ session: SessionIndex, _ service: Service, into outbox: inout Outbox) {
        let position = service.registration
        let id = registrations[position].id
        registrationAllowance.add(-1, to: parties[session.position].group)
        registrations[position].remove(serial: service.serial)
        outbox.append(.changed(.unregistered(session, id: id)))
        if registrations[position].callees.isEmpty {
            end(position, into: &outbox)
            outbox.append(.changed(.registrationDeleted(by: session, id: id)))
        } else if !registrations[position].waiting.isEmpty {
            // Where the policy names one callee, it names another one now.
            startWaiting(position, calleesChanged: true, into: &outbox)
        }
    }

    /// Ends a registration without callees; calls that wait for one are refused.
    private mutating func end(_ position: Int32, into outbox: inout Outbox) {
        refuseWaiting(position, into: &outbox)
        let (procedure, match) = (registrations[position].procedure, registrations[position].match)
        procedures.remove(procedure.span.bytes, match: match)
        positions[registrations[position].id] = nil
        ids[match].remove(registrations[position].id)
        registrations[position] = Registration(
            id: 0, procedure: [], match: .exact, invoke: .single, created: 0)
        registrations.remove(at: position)
    }

    /// Refuses all calls that wait for a callee of a registration.
    mutating func refuseWaiting(_ position: Int32, into outbox: inout Outbox) {
        let waiting = registrations[position].waiting
        registrations[position].waiting = []
        for call in waiting {
            pending[call].state.remove(.isWaiting)
            giveUp(
                call, Refusal(.canceled, "the last callee has left before one was free"), into: &outbox)
        }
    }
}
