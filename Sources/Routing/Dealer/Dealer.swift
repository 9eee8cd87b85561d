import WAMP

/// The procedure registry of a realm: who has registered which procedure, and which calls are under way.
///
/// A value without I/O: each method takes one message of a client, changes the registry and appends what is to be told to
/// an `Outbox`. One file per message: `Dealer+Register`, `Dealer+Unregister`, `Dealer+Call`, `Dealer+Yield`, `Dealer+Error`,
/// `Dealer+Cancel`, and `Dealer+Leave` for a session that is gone.
///
/// ```
/// caller                      dealer                      callee
///   | CALL request             |                            |
///   |------------------------->| calls[request] = p         |
///   |                          | invocations[1,2,3...] = p  |
///   |                          | INVOCATION                 |
///   |                          |--------------------------->|
///   |                          |                      YIELD |
///   |                   RESULT |<---------------------------|
///   |<-------------------------| p is removed from both     |
/// ```
package struct Dealer {
    /// What the dealer keeps for one session.
    struct Party {
        var isPresent = false
        /// The session announced `call_canceling` as a callee.
        var acceptsInterrupts = false
        /// The session announced `progressive_call_results` as a callee.
        var yieldsProgress = false
        /// INVOCATION.Request has session scope: 1, 2, 3 … per callee.
        var nextInvocation: UInt64 = 1
        /// As a callee: INVOCATION.Request to position in `pending`.
        var invocations = SequenceRing()
        /// As a caller: CALL.Request to position in `pending`.
        var calls = SequenceRing()
        /// Registration id to position in `registrations`.
        var registrations: [UInt64: Int32] = [:]
    }

    struct Registration {
        var id: UInt64
        var procedure: [UInt8]
        var callee: SessionIndex
    }

    struct PendingCall {
        var caller: SessionIndex
        var request: UInt64
        var callee: SessionIndex
        var invocation: UInt64
        /// The caller asked for progressive results, and the callee was told.
        var receivesProgress: Bool
        /// The caller canceled it with `kill`, and the callee has been asked to stop.
        var isBeingKilled = false
    }

    let limits: DealerLimits
    var parties: [Party] = []
    var registrations = Slab<Registration>()
    var procedures: URITable
    var pending = Slab<PendingCall>()
    private var lastRegistration: UInt64 = 0

    /// - Parameter hashSeed: a secret random number, see `URITable`.
    package init(limits: DealerLimits, hashSeed: UInt64) {
        self.limits = limits
        procedures = URITable(seed: hashSeed)
    }

    /// The number of procedures registered.
    package var registrationCount: Int { registrations.count }
    /// The number of calls under way.
    package var pendingCount: Int { pending.count }

    /// A session has joined.
    ///
    /// - Parameters:
    ///   - acceptsInterrupts: it announced the callee feature `call_canceling`.
    ///   - yieldsProgress: it announced the callee feature `progressive_call_results`.
    package mutating func join(_ session: SessionIndex, acceptsInterrupts: Bool, yieldsProgress: Bool) {
        while parties.count <= session.position { parties.append(Party()) }
        assert(!parties[session.position].isPresent)
        parties[session.position] = Party(
            isPresent: true, acceptsInterrupts: acceptsInterrupts, yieldsProgress: yieldsProgress)
    }

    /// Registration ids have router scope, 1 to 2^53; counting up leaves none out and none twice.
    mutating func makeRegistrationID() -> UInt64 {
        lastRegistration += 1
        return lastRegistration
    }

    /// Forgets a call on both sides.
    mutating func finish(_ position: Int32) {
        let call = pending[position]
        _ = parties[call.caller.position].calls.remove(call.request)
        _ = parties[call.callee.position].invocations.remove(call.invocation)
        pending.remove(at: position)
    }
}

/// Bounds of what one session may hold at the dealer. Reaching one is ERROR `wamp.error.limit_exceeded`… of the request.
package struct DealerLimits: Sendable {
    /// Procedures one session may have registered.
    package var registrationsPerSession: Int
    /// Calls of one caller under way.
    package var pendingCallsPerSession: Int

    package init(registrationsPerSession: Int, pendingCallsPerSession: Int) {
        self.registrationsPerSession = registrationsPerSession
        self.pendingCallsPerSession = pendingCallsPerSession
    }
}
