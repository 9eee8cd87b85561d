import Routing
import WAMP

/// One method for each message of a client, which returns what is told to whom: a test of the dealer reads as a transcript.
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

    /// A dealer which the sessions have joined, all of which accept interrupts.
    init(
        joined sessions: SessionIndex..., registrationsPerSession: Int = 10, pendingCallsPerSession: Int = 10
    ) {
        let limits = DealerLimits(
            registrationsPerSession: registrationsPerSession, pendingCallsPerSession: pendingCallsPerSession)
        self.init(limits: limits, hashSeed: 1)
        for session in sessions { join(session, acceptsInterrupts: true, yieldsProgress: true) }
    }

    mutating func register(_ session: SessionIndex, _ request: UInt64, _ uri: String) -> [EffectRecord] {
        record { register(session, request: request, procedure: uri.utf8Bytes.span.bytes, into: &$0) }
    }

    mutating func unregister(_ session: SessionIndex, _ request: UInt64, _ id: UInt64) -> [EffectRecord] {
        record { unregister(session, request: request, registration: id, into: &$0) }
    }

    mutating func call(
        _ session: SessionIndex, _ request: UInt64, _ uri: String, discloseMe: Bool = false,
        receiveProgress: Bool = false
    ) -> [EffectRecord] {
        record {
            call(
                session, request: request, procedure: uri.utf8Bytes.span.bytes,
                disclosesCaller: discloseMe, receivesProgress: receiveProgress, into: &$0)
        }
    }

    mutating func cancel(_ session: SessionIndex, _ request: UInt64, _ mode: CancelMode) -> [EffectRecord] {
        record { cancel(session, request: request, mode: mode, into: &$0) }
    }

    mutating func yield(_ session: SessionIndex, _ invocation: UInt64, progress: Bool = false) -> Answer {
        var answer = Answer.neverInvoked
        answer.effects = record {
            answer.verdict = yield(session, invocation: invocation, isProgress: progress, into: &$0)
        }
        return answer
    }

    mutating func fail(_ session: SessionIndex, _ invocation: UInt64) -> Answer {
        var answer = Answer.neverInvoked
        answer.effects = record { answer.verdict = fail(session, invocation: invocation, into: &$0) }
        return answer
    }

    mutating func leave(_ session: SessionIndex) -> [EffectRecord] {
        record { leave(session, into: &$0) }
    }
}
