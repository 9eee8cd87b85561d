import WAMP

@testable import Routing

/// One method for each message of a client, which returns what is told to whom: a test of the dealer reads as a transcript.
///
/// Meta events are left out unless `changes` is true.
extension Dealer {
    /// What came of YIELD or of ERROR.
    struct Answer: Equatable {
        var verdict: AnswerVerdict
        var effects: [EffectRecord]

        static let neverInvoked = Answer(verdict: .neverInvoked, effects: [])

        static func taken(_ effects: EffectRecord...) -> Answer {
            Answer(verdict: .taken, effects: effects)
        }
    }

    /// What came of a CALL that goes on with an earlier one.
    struct Chunk: Equatable {
        var verdict: ChunkVerdict
        var effects: [EffectRecord]

        static let late = Chunk(verdict: .late, effects: [])
        static let notProgressive = Chunk(verdict: .notProgressive, effects: [])

        static func taken(_ effects: EffectRecord...) -> Chunk {
            Chunk(verdict: .taken, effects: effects)
        }
    }

    /// A dealer which the sessions have joined, all of which announced everything as callees.
    init(
        joined sessions: SessionIndex..., registrationsPerSession: Int = 10, pendingCallsPerSession: Int = 10,
        calleesPerRegistration: Int = 10, waitingCalls: Int = 10, heldBytes: Int = 100_000,
        heldBytesPerSession: Int? = nil, random: IDSource = .seeded(1)
    ) {
        let limits = DealerLimits(
            registrationsPerSession: registrationsPerSession, pendingCallsPerSession: pendingCallsPerSession,
            calleesPerRegistration: calleesPerRegistration, waitingCallsPerRegistration: waitingCalls,
            heldBytes: heldBytes, heldBytesPerSession: heldBytesPerSession)
        self.init(limits: limits, hashSeed: 1, random: random)
        for session in sessions { join(session) }
    }

    /// A session joins that announced everything as a callee but `features`. Its id is its index and 1000.
    mutating func join(_ session: SessionIndex, without features: Feature...) {
        var announced = FeatureSet(all: Feature.allCases)
        for feature in features { announced.remove(feature) }
        join(session, id: UInt64(session.position + 1000), features: announced)
    }

    mutating func register(
        _ session: SessionIndex, _ request: UInt64, _ uri: String, match: MatchPolicy = .exact,
        invoke: InvocationPolicy = .single, concurrency: UInt32 = 0, disclosesCaller: Bool = false,
        forwardTimeout: Bool = false, force: Bool = false, at now: UInt64 = 0,
        replacing: Set<SessionIndex> = [],
        changes: Bool = false
    ) -> [EffectRecord] {
        var terms = RegisterTerms()
        terms.match = match
        terms.invoke = invoke
        terms.concurrency = concurrency
        terms.disclosesCaller = disclosesCaller
        terms.forwardsTimeout = forwardTimeout
        terms.forces = force
        return record(changes: changes) {
            register(
                session, request: request, procedure: uri.utf8Bytes.span.bytes, terms: terms, now: now,
                mayReplace: { replacing.contains($0) }, into: &$0)
        }
    }

    mutating func unregister(
        _ session: SessionIndex, _ request: UInt64, _ id: UInt64, changes: Bool = false
    ) -> [EffectRecord] {
        record(changes: changes) { unregister(session, request: request, registration: id, into: &$0) }
    }

    /// The CALL that begins a call. Nil where nobody has registered the procedure.
    mutating func call(
        _ session: SessionIndex, _ request: UInt64, _ uri: String, _ argument: String = "",
        discloseMe: Bool = false, receiveProgress: Bool = false, progress: Bool = false,
        passthru: Bool = false, timeout: UInt64 = 0, longest: UInt64 = 0, trustlevel: UInt32? = nil,
        rkey: String? = nil, at now: UInt64 = 0
    ) -> [EffectRecord]? {
        var terms = CallTerms()
        terms.disclosesCaller = discloseMe
        terms.receivesProgress = receiveProgress
        terms.isProgress = progress
        terms.usesPayloadPassthru = passthru
        terms.timeout = timeout
        terms.longestTimeout = longest
        terms.trustlevel = trustlevel
        terms.resourceKey = rkey.map { ResourceKey(Array($0.utf8)) }
        var isRegistered = false
        let effects = record {
            isRegistered = call(
                session, request: request, procedure: uri.utf8Bytes.span.bytes, terms: terms,
                now: { now }, keep: { StoredMessage.call(request, uri, argument, $0) }, into: &$0)
        }
        return isRegistered || !effects.isEmpty ? effects : nil
    }

    /// A later CALL of a progressive call.
    mutating func chunk(
        _ session: SessionIndex, _ request: UInt64, _ uri: String, _ argument: String = "",
        progress: Bool = false
    ) -> Chunk {
        var chunk = Chunk.late
        chunk.effects = record {
            chunk.verdict = self.chunk(
                session, request: request, procedure: uri.utf8Bytes.span.bytes, isProgress: progress,
                keep: { StoredMessage.call(request, uri, argument, .whole) }, into: &$0)
        }
        return chunk
    }

    mutating func cancel(_ session: SessionIndex, _ request: UInt64, _ mode: CancelMode) -> [EffectRecord] {
        record { cancel(session, request: request, mode: mode, into: &$0) }
    }

    mutating func yield(
        _ session: SessionIndex, _ invocation: UInt64, progress: Bool = false, at now: UInt64 = 0
    ) -> Answer {
        var answer = Answer.neverInvoked
        answer.effects = record {
            answer.verdict = yield(
                session, invocation: invocation, isProgress: progress, now: { now }, into: &$0)
        }
        return answer
    }

    /// A YIELD in payload passthru mode for a caller that does not have it.
    mutating func refuseYield(_ session: SessionIndex, _ invocation: UInt64) -> [EffectRecord] {
        record { refuseYield(session, invocation: invocation, into: &$0) }
    }

    /// ERROR of an invocation; `unavailable` is `wamp.error.unavailable`.
    mutating func fail(_ session: SessionIndex, _ invocation: UInt64, unavailable: Bool = false) -> Answer {
        var answer = Answer.neverInvoked
        answer.effects = record {
            answer.verdict = fail(
                session, invocation: invocation, isUnavailable: unavailable, into: &$0)
        }
        return answer
    }

    /// The time of the clock that timeouts are measured with has come.
    mutating func expire(at now: UInt64) -> [EffectRecord] {
        record { expire(now: now, into: &$0) }
    }

    /// Nil where the session does not hold the registration.
    mutating func revoke(_ id: UInt64, from session: SessionIndex, changes: Bool = false) -> [EffectRecord]? {
        var isHeld = false
        let effects = record(changes: changes) {
            isHeld = revoke(id, from: session, reason: "no more", into: &$0)
        }
        return isHeld || !effects.isEmpty ? effects : nil
    }

    mutating func leave(_ session: SessionIndex, changes: Bool = false) -> [EffectRecord] {
        record(changes: changes) { leave(session, into: &$0) }
    }

    /// Who gets a call of `caller`, which is answered at once; nil for nobody.
    mutating func served(_ uri: String, by caller: SessionIndex = .alice, rkey: String? = nil)
        -> SessionIndex?
    {
        var terms = CallTerms()
        terms.resourceKey = rkey.map { ResourceKey(Array($0.utf8)) }
        var outbox = Outbox()
        _ = call(
            caller, request: 1 << 40, procedure: uri.utf8Bytes.span.bytes, terms: terms, now: { 0 },
            keep: { StoredMessage.call(1 << 40, uri, "", $0) }, into: &outbox)
        guard case .invocation(let invocation) = outbox.effects.first else { return nil }
        _ = yield(invocation.callee, invocation.request)
        return invocation.callee
    }

    /// A resource key that is the first callee's as long as the callees are these.
    static func key(of callee: SessionIndex, others: SessionIndex...) -> String {
        var dealer = Dealer(joined: .alice)
        for callee in [callee] + others {
            dealer.join(callee)
            _ = dealer.register(callee, 1, "com.a", invoke: .first)
        }
        return (0..<100).map { "k\($0)" }.first { dealer.served("com.a", rkey: $0) == callee } ?? ""
    }

    /// No call is under way, and nothing is left of those that were.
    var isIdle: Bool {
        pendingCount == 0 && held.isEmpty && heldBytes == 0 && timers.count == 0 && nextDeadline == nil
    }
}

extension EffectRecord {
    /// INVOCATION of a call that was kept whole, as `call`.
    static func kept(
        to callee: SessionIndex, request: UInt64, registration: UInt64 = 1, _ call: [UInt8],
        caller: SessionIndex? = nil, trustlevel: UInt32? = nil, timeout: UInt64 = 0,
        receivesProgress: Bool = false, namesProcedure: Bool = false
    ) -> EffectRecord {
        .invocation(
            to: callee, request: request, registration: registration, caller: caller,
            trustlevel: trustlevel, timeout: timeout, receivesProgress: receivesProgress,
            namesProcedure: namesProcedure, head: call, body: call)
    }
}

/// The effects that `body` decides, with or without those that only meta events tell of.
func record(changes: Bool, _ body: (inout Outbox) -> Void) -> [EffectRecord] {
    record(body).filter {
        if case .changed = $0 { return changes }
        return true
    }
}

extension FeatureSet {
    init(all features: [Feature]) {
        self.init()
        for feature in features { insert(feature) }
    }
}

extension IDSource {
    /// Repeats from its seed.
    static func seeded(_ seed: UInt64) -> IDSource {
        var random = SplitMix(seed: seed)
        return IDSource { words in
            for index in words.indices { words[index] = random.next() }
        }
    }

    /// These ids again and again.
    static func repeating(_ ids: [UInt64]) -> IDSource {
        IDSource { words in
            for index in words.indices { words[index] = (ids[index % ids.count] - 1) << 11 }
        }
    }
}

extension [UInt8] {
    /// A CALL with one argument, or without any.
    static func call(_ request: UInt64, _ uri: String, _ argument: String = "") -> [UInt8] {
        let payload = argument.isEmpty ? "" : #",["\#(argument)"]"#
        return Array(#"[48,\#(request),{},"\#(uri)"\#(payload)]"#.utf8)
    }

    /// What is kept of that CALL without its payload.
    static func head(_ request: UInt64, _ uri: String, hadArgument: Bool = false) -> [UInt8] {
        Array(#"[48,\#(request),{},"\#(uri)"\#(hadArgument ? "," : "]")"#.utf8)
    }
}

extension StoredMessage {
    /// A CALL, kept.
    static func call(
        _ request: UInt64, _ uri: String, _ argument: String, _ part: Dealer.KeptPart
    ) -> StoredMessage {
        let bytes: [UInt8] = .call(request, uri, argument)
        let envelope = (try? JSON.scan(bytes.span.bytes, utf8: .unchecked)) ?? Envelope(type: .call)
        return switch part {
        case .whole: StoredMessage(envelope, bytes.span.bytes, .json, forwarded: ForwardedMembers())
        case .head: StoredMessage(headOf: envelope, bytes.span.bytes, .json, forwarded: ForwardedMembers())
        }
    }
}
