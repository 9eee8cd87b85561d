import WAMP

/// What the meta API tells of a registration (advanced profile, "Registration Meta API").
package struct RegistrationDetails {
    package var id: UInt64
    package var procedure: [UInt8]
    package var match: MatchPolicy
    package var invoke: InvocationPolicy
    /// In milliseconds since 1970.
    package var created: UInt64
    /// In the order in which they registered.
    package var callees: [SessionIndex]
}

extension Dealer {
    /// The registration with this id.
    package func registration(_ id: UInt64) -> RegistrationDetails? {
        guard let position = positions[id] else { return nil }
        let registration = registrations[position]
        return RegistrationDetails(
            id: id, procedure: registration.procedure, match: registration.match,
            invoke: registration.invoke, created: registration.created,
            callees: registration.callees.map(\.session))
    }

    /// The registration of exactly this procedure or pattern.
    package func registration(of procedure: RawSpan, match: MatchPolicy) -> UInt64? {
        procedures.find(procedure, match: match).map { registrations[$0].id }
    }

    /// The registration that a call of this procedure goes to.
    package func registration(calledBy procedure: RawSpan) -> UInt64? {
        procedures.best(of: procedure).map { registrations[$0].id }
    }

    /// The ids of the registrations under a match policy, in ascending order: those after `id`, at most `limit`.
    package func registrationIDs(
        _ match: MatchPolicy, after id: UInt64 = 0, limit: Int = .max
    ) -> [UInt64] {
        ids[match].page(after: id, limit: limit)
    }

    /// The ids of the registrations of a session, in ascending order.
    package func registrations(of session: SessionIndex) -> [UInt64] {
        guard parties.indices.contains(session.position) else { return [] }
        return parties[session.position].registrations.keys.sorted()
    }
}
