import WAMP

/// The procedure registry of a realm: who has registered which procedure or pattern, and which calls are under way.
///
/// A value without I/O: each method takes one message of a client, changes the registry and appends what is to be told to
/// an `Outbox`. One file per message: `Dealer+Register`, `Dealer+Unregister`, `Dealer+Call`, `Dealer+Yield`, `Dealer+Error`,
/// `Dealer+Cancel`; `Dealer+Chunk` for the later CALLs of a progressive invocation, `Dealer+Wait` for calls whose callee is busy,
/// `Dealer+Reroute`, `Dealer+Timeout`, `Dealer+Revoke`; `Dealer+Leave` for a session that is gone, `Dealer+Inspect` for the meta API.
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
        /// The session's id.
        var session: UInt64 = 0
        /// What it announced as a callee.
        var features = FeatureSet()
        /// INVOCATION.Request has session scope: 1, 2, 3 … per callee.
        var nextInvocation: UInt64 = 1
        /// As a callee: INVOCATION.Request to position in `pending`.
        var invocations = SequenceRing()
        /// As a caller: CALL.Request to position in `pending`.
        var calls = SequenceRing()
        /// Registration id to where the session stands in it.
        var registrations: [UInt64: Service] = [:]
        /// The group, a role, to which its registrations and calls count, and how many of them it may have.
        var group = 0
        var registrationLimit = 0
        var callLimit = 0

        /// The session announced `call_canceling` as a callee.
        var acceptsInterrupts: Bool { features.contains(.callCanceling) }
        /// The session gives progressive results. Without call canceling they do not count (advanced profile, "Progressive Call
        /// Results"): nothing could stop them.
        var yieldsProgress: Bool { features.contains(.progressiveCallResults) && acceptsInterrupts }
        /// As a caller: the memory that its calls take in `held`, about.
        var heldBytes = 0
    }

    /// Where a session stands in the callees of one registration.
    struct Service {
        /// Position in `registrations`.
        var registration: Int32
        var serial: UInt64
    }

    private(set) var limits: DealerLimits
    var parties: [Party] = []
    var registrations = Slab<Registration>()
    /// Procedures and patterns to positions in `registrations`.
    var procedures: PatternTable
    /// Registration ids to positions in `registrations`.
    var positions: [UInt64: Int32] = [:]
    /// The ids of all registrations.
    var ids = IDsByMatchPolicy()
    var pending = Slab<PendingCall>()
    /// Positions in `pending`, by the time at which the call ends.
    var timers = TimerWheel()
    /// What is kept of some calls, by position in `pending`.
    var held: [Int32: HeldCall] = [:]
    /// The memory that `held` takes, about.
    var heldBytes = 0
    var registrationAllowance: Allowance
    var callAllowance: Allowance
    private var random: IDSource
    private var lastRegistration: UInt64 = 0

    /// - Parameters:
    ///   - hashSeed: a secret random number, see `URITable`.
    ///   - random: chooses callees where the invocation policy is `random`.
    package init(limits: DealerLimits, hashSeed: UInt64, random: IDSource) {
        self.limits = limits
        registrationAllowance = limits.registrations
        callAllowance = limits.pendingCalls
        self.random = random
        procedures = PatternTable(seed: hashSeed)
    }

    /// The number of procedures and patterns registered.
    package var registrationCount: Int { registrations.count }
    /// The number of calls under way.
    package var pendingCount: Int { pending.count }

    /// A session has joined.
    ///
    /// - Parameters:
    ///   - id: the session's id.
    ///   - features: what it announced as a callee.
    ///   - group: of those in `DealerLimits.registrations` and `DealerLimits.pendingCalls`.
    ///   - registrations: how many it may have, where that is not what the limits say.
    ///   - calls: the same for its calls under way.
    package mutating func join(
        _ session: SessionIndex, id: UInt64, features: FeatureSet, group: Int = 0, registrations: Int? = nil,
        calls: Int? = nil
    ) {
        while parties.count <= session.position { parties.append(Party()) }
        assert(!parties[session.position].isPresent)
        parties[session.position] = Party(
            isPresent: true, session: id, features: features, group: group,
            registrationLimit: registrations ?? limits.registrationsPerSession,
            callLimit: calls ?? limits.pendingCallsPerSession)
    }

    /// The limits have changed: each session is to be given its group again.
    package mutating func setLimits(_ limits: DealerLimits) {
        self.limits = limits
        registrationAllowance = limits.registrations
        callAllowance = limits.pendingCalls
    }

    /// What a session has counts to this group from now on; as `join`.
    package mutating func regroup(
        _ session: SessionIndex, group: Int, registrations: Int? = nil, calls: Int? = nil
    ) {
        parties[session.position].group = group
        parties[session.position].registrationLimit = registrations ?? limits.registrationsPerSession
        parties[session.position].callLimit = calls ?? limits.pendingCallsPerSession
        registrationAllowance.add(parties[session.position].registrations.count, to: group)
        callAllowance.add(parties[session.position].calls.count, to: group)
    }

    /// Registration ids have router scope, 1 to 2^53; counting up leaves none out and none twice.
    mutating func makeRegistrationID() -> UInt64 {
        lastRegistration += 1
        return lastRegistration
    }

    /// Chooses the callee for a call of a registration.
    mutating func choose(
        _ registration: Int32, resourceKey: ResourceKey?, tried: [UInt64] = []
    ) -> Choice {
        registrations[registration].choose(resourceKey: resourceKey, tried: tried) { random.makeID() }
    }

    /// Forgets a call on both sides. If a callee has become free by it, waiting calls are given to it.
    mutating func finish(_ position: Int32, into outbox: inout Outbox) {
        let call = pending[position]
        _ = parties[call.caller.position].calls.remove(call.request)
        callAllowance.add(-1, to: parties[call.caller.position].group)
        if call.state.isDisjoint(with: .needsCleaning) {
            _ = parties[call.callee.position].invocations.remove(call.invocation)
            pending.remove(at: position)
        } else {
            clean(position, call, into: &outbox)
        }
    }

    private mutating func clean(_ position: Int32, _ call: PendingCall, into outbox: inout Outbox) {
        if call.state.contains(.isTimed) { timers.remove(position) }
        if call.state.contains(.isHeld) { release(position) }
        if call.state.contains(.isWaiting) {
            registrations[call.registration].waiting.removeAll { $0 == position }
        }
        if call.invocation != 0 {
            _ = parties[call.callee.position].invocations.remove(call.invocation)
        }
        pending[position].state = []
        pending.remove(at: position)
        if call.state.contains(.isCounted) { free(call, into: &outbox) }
    }

    /// Keeps a part of a call. The caller of this has made sure that there is room.
    mutating func hold(_ position: Int32, _ call: HeldCall) {
        if pending[position].state.contains(.isHeld) { release(position) }
        held[position] = call
        countHeld(call.byteCount, of: position)
        pending[position].state.insert(.isHeld)
    }

    /// Whether more may be kept for a caller.
    func hasRoom(for caller: SessionIndex) -> Bool {
        heldBytes < limits.heldBytes && parties[caller.position].heldBytes < limits.heldBytesPerSession
    }

    mutating func countHeld(_ bytes: Int, of call: Int32) {
        heldBytes += bytes
        parties[pending[call].caller.position].heldBytes += bytes
    }

    /// Forgets what was kept of a call.
    mutating func release(_ position: Int32) {
        guard let call = held.removeValue(forKey: position) else { return }
        countHeld(-call.byteCount, of: position)
        pending[position].state.remove(.isHeld)
    }
}

/// Bounds of what one session or registration may hold at the dealer. Reaching one is ERROR `wamp.error.limit_exceeded` of the
/// request.
package struct DealerLimits: Sendable {
    /// Procedures one session may have registered.
    package var registrationsPerSession: Int
    /// Calls of one caller under way.
    package var pendingCallsPerSession: Int
    /// Callees of one shared registration.
    package var calleesPerRegistration: Int
    /// Calls that wait for a callee of one registration.
    package var waitingCallsPerRegistration: Int
    /// Memory for calls that wait, may be given to another callee, or go on in chunks.
    package var heldBytes: Int
    /// The same for the calls of one caller, so that none takes it all.
    package var heldBytesPerSession: Int
    /// Procedures that sessions may have registered together.
    package var registrations = Allowance()
    /// Calls of sessions that may be under way together.
    package var pendingCalls = Allowance()

    /// - Parameter heldBytesPerSession: nil for as much as there is.
    package init(
        registrationsPerSession: Int, pendingCallsPerSession: Int, calleesPerRegistration: Int,
        waitingCallsPerRegistration: Int, heldBytes: Int, heldBytesPerSession: Int? = nil
    ) {
        self.registrationsPerSession = registrationsPerSession
        self.pendingCallsPerSession = pendingCallsPerSession
        self.calleesPerRegistration = calleesPerRegistration
        self.waitingCallsPerRegistration = waitingCallsPerRegistration
        self.heldBytes = heldBytes
        self.heldBytesPerSession = heldBytesPerSession ?? heldBytes
    }
}
