import WAMP

extension Dealer {
    /// UNREGISTER (basic profile, "Unregistering"). Invocations already sent are still answered.
    package mutating func unregister(
        _ session: SessionIndex, request: UInt64, registration: UInt64, into outbox: inout Outbox
    ) {
        guard let position = parties[session.position].registrations.removeValue(forKey: registration) else {
            outbox.append(
                .refused(
                    .unregister, to: session, request: request,
                    Refusal(.noSuchRegistration, "this session does not hold this registration")))
            return
        }
        removeRegistration(at: position)
        outbox.append(.withdrawn(.unregistered, to: session, request: request))
    }

    mutating func removeRegistration(at position: Int32) {
        let procedure = registrations[position].procedure
        procedures.remove(procedure.span.bytes)
        registrations.remove(at: position)
    }
}
