import Testing
import WAMP

@testable import Routing

@Suite("Messages that cannot be sent: larger than their receiver takes, or of values that it cannot read")
struct DealerUndeliverableTests {
    private static let refusal = Refusal(.payloadSizeExceeded, "too large")

    /// The INVOCATION at this place among `effects` could not be sent.
    private func lose(_ place: Int = 0, of effects: [Effect], _ dealer: inout Dealer) -> [EffectRecord] {
        guard case .invocation(let invocation) = effects[place] else { return [] }
        return record { dealer.undeliverable(invocation, Self.refusal, into: &$0) }
    }

    /// A progressive RESULT could not be sent.
    private func loseResult(_ request: UInt64, _ dealer: inout Dealer) -> [EffectRecord] {
        record { dealer.undeliverableResult(to: .alice, request: request, Self.refusal, into: &$0) }
    }

    /// What a CALL decides.
    private func call(
        _ request: UInt64, _ dealer: inout Dealer, argument: String = "", progress: Bool = false,
        receiveProgress: Bool = false, timeout: UInt64 = 0
    ) -> [Effect] {
        var terms = Dealer.CallTerms()
        terms.isProgress = progress
        terms.receivesProgress = receiveProgress
        terms.timeout = timeout
        var outbox = Outbox()
        _ = dealer.call(
            .alice, request: request, procedure: "com.a".utf8Bytes.span.bytes, terms: terms, now: { 0 },
            keep: { StoredMessage.call(request, "com.a", argument, $0) }, into: &outbox)
        return outbox.effects
    }

    /// What another CALL of a progressive call decides.
    private func chunk(_ request: UInt64, _ dealer: inout Dealer, progress: Bool) -> [Effect] {
        var outbox = Outbox()
        _ = dealer.chunk(
            .alice, request: request, procedure: "com.a".utf8Bytes.span.bytes, isProgress: progress,
            keep: { StoredMessage.call(request, "com.a", "x", .whole) }, into: &outbox)
        return outbox.effects
    }

    private func yield(_ callee: SessionIndex, _ invocation: UInt64, _ dealer: inout Dealer) -> [Effect] {
        var outbox = Outbox()
        _ = dealer.yield(
            callee, invocation: invocation, isProgress: false, now: { 0 }, into: &outbox)
        return outbox.effects
    }

    private func refused(_ request: UInt64) -> EffectRecord {
        .refused(.call, to: .alice, request: request, .payloadSizeExceeded)
    }

    private func dealer(concurrency: UInt32 = 0, invoke: InvocationPolicy = .single) -> Dealer {
        var dealer = Dealer(joined: .alice, .bob, .carol)
        _ = dealer.register(.bob, 1, "com.a", invoke: invoke, concurrency: concurrency)
        return dealer
    }

    // MARK: INVOCATION

    @Test("The caller is told, nothing is left of the call, and the callee's next invocation has its id")
    func invocation() {
        var dealer = dealer()
        let first = call(1, &dealer)
        #expect(first.map { EffectRecord($0) } == [.invocation(to: .bob, request: 1, registration: 1)])
        let second = call(2, &dealer)
        let lost = lose(of: second, &dealer)
        #expect(lost == [refused(2)])
        #expect(dealer.pendingCount == 1)
        let third = call(3, &dealer)
        #expect(third.map { EffectRecord($0) } == [.invocation(to: .bob, request: 2, registration: 1)])
        #expect(dealer.yield(.bob, 2) == .taken(.result(to: .alice, request: 3)))
        #expect(dealer.yield(.bob, 1) == .taken(.result(to: .alice, request: 1)))
        #expect(dealer.yield(.bob, 3) == .neverInvoked)
        #expect(dealer.isIdle)
    }

    @Test("With a timeout, kept for another callee, or counted: all of it is forgotten")
    func cleaned() {
        var dealer = dealer(concurrency: 1, invoke: .roundrobin)
        _ = dealer.register(.carol, 1, "com.a", invoke: .roundrobin, concurrency: 1)
        let effects = call(1, &dealer, argument: "x", timeout: 100)
        #expect(!dealer.isIdle)
        let lost = lose(of: effects, &dealer)
        #expect(lost == [refused(1)])
        #expect(dealer.isIdle)
        #expect(dealer.expire(at: 1_000) == [])
        // Both callees are as free as before.
        for callee in [SessionIndex.carol, .bob] {
            let effects = call(2, &dealer).map { EffectRecord($0) }
            #expect(effects == [.invocation(to: callee, request: 1, registration: 1)])
            _ = dealer.yield(callee, 1)
        }
    }

    @Test("A call that is over when it turns out is nobody's any more")
    func over() {
        var dealer = dealer()
        let effects = call(1, &dealer)
        _ = dealer.cancel(.alice, 1, .skip)
        let lost = lose(of: effects, &dealer)
        #expect(lost == [])
        #expect(dealer.isIdle)
        let result = loseResult(1, &dealer)
        #expect(result == [])
    }

    @Test("Later calls that wait have their turn, with the id")
    func waiting() {
        var dealer = dealer(concurrency: 1)
        for request in 1...3 as ClosedRange<UInt64> { _ = call(request, &dealer, argument: "\(request)") }
        let effects = yield(.bob, 1, &dealer)
        #expect(effects.count == 2)
        let lost = lose(of: effects, &dealer)
        #expect(lost.count == 2)
        #expect(lost.contains(refused(2)))
        #expect(lost.contains(.kept(to: .bob, request: 2, .call(3, "com.a", "3"))))
        _ = dealer.yield(.bob, 2)
        #expect(dealer.isIdle)
    }

    @Test("Those that one decision gave to the same callee behind it have the ids from its own on")
    func together() {
        var dealer = dealer(concurrency: 1, invoke: .roundrobin)
        for request in 1...4 as ClosedRange<UInt64> {
            _ = call(request, &dealer, argument: "\(request)", progress: request == 4)
        }
        var terms = Dealer.RegisterTerms()
        terms.invoke = .roundrobin
        terms.concurrency = 3
        var outbox = Outbox()
        dealer.register(
            .carol, request: 1, procedure: "com.a".utf8Bytes.span.bytes, terms: terms, now: 0,
            mayReplace: { _ in false }, into: &outbox)
        let first = outbox.effects.firstIndex { if case .invocation = $0 { true } else { false } } ?? 0
        guard case .invocation(let second) = outbox.effects[first + 1] else { return }
        #expect(second.request == 2)
        // That of request 3 has no way to carol.
        dealer.undeliverable(second, Self.refusal, into: &outbox)
        var told: [EffectRecord] = []
        for effect in outbox.effects[(first + 2)...] { told.append(EffectRecord(effect)) }
        #expect(told.contains(refused(3)))
        #expect(invocations(of: outbox.effects) == [1, 2, 2])
        // The one behind it goes on under its new id, and answers to it.
        let chunk = chunk(4, &dealer, progress: false)
        #expect(invocations(of: chunk) == [2])
        #expect(dealer.yield(.carol, 2) == .taken(.result(to: .alice, request: 4)))
        #expect(dealer.yield(.carol, 1) == .taken(.result(to: .alice, request: 2)))
        #expect(dealer.yield(.carol, 3) == .neverInvoked)
        _ = dealer.yield(.bob, 1)
        #expect(dealer.isIdle)
    }

    private func invocations(of effects: [Effect]) -> [UInt64] {
        effects.compactMap { if case .invocation(let invocation) = $0 { invocation.request } else { nil } }
    }

    @Test("Given to another callee, that one's ids go on, too")
    func rerouted() {
        var dealer = dealer(invoke: .first)
        _ = dealer.register(.carol, 1, "com.a", invoke: .first)
        _ = call(1, &dealer, argument: "x")
        var outbox = Outbox()
        _ = dealer.fail(.bob, invocation: 1, isUnavailable: true, into: &outbox)
        let lost = lose(of: outbox.effects, &dealer)
        #expect(lost == [refused(1)])
        #expect(dealer.isIdle)
        _ = call(2, &dealer, argument: "x")
        #expect(
            dealer.fail(.bob, 2, unavailable: true)
                == .taken(.kept(to: .carol, request: 1, .call(2, "com.a", "x"))))
    }

    // MARK: Chunks

    @Test("The first chunk: the callee has had nothing and is not interrupted")
    func firstChunk() {
        var dealer = dealer()
        let effects = call(1, &dealer, progress: true)
        let lost = lose(of: effects, &dealer)
        #expect(lost == [refused(1)])
        #expect(dealer.isIdle)
        #expect(dealer.chunk(.alice, 1, "com.a") == .late)
        #expect(dealer.yield(.bob, 1) == .neverInvoked)
    }

    @Test("A later chunk: the callee is interrupted, and its id is used up", arguments: [true, false])
    func laterChunk(progress: Bool) {
        var dealer = dealer()
        _ = call(1, &dealer, progress: true)
        let effects = chunk(1, &dealer, progress: progress)
        let lost = lose(of: effects, &dealer)
        #expect(lost == [.interrupt(to: .bob, invocation: 1, mode: .killnowait), refused(1)])
        #expect(dealer.isIdle)
        #expect(dealer.yield(.bob, 1) == .taken())
        let next = call(2, &dealer).map { EffectRecord($0) }
        #expect(next == [.invocation(to: .bob, request: 2, registration: 1)])
    }

    @Test("Of chunks that waited, the first or a later one", arguments: [0, 1])
    func waitingChunks(place: Int) {
        var dealer = dealer(concurrency: 1)
        _ = call(1, &dealer)
        _ = call(2, &dealer, argument: "a", progress: true)
        _ = chunk(2, &dealer, progress: false)
        let effects = yield(.bob, 1, &dealer)
        #expect(effects.count == 3)
        let lost = lose(place, of: effects, &dealer)
        let interrupt = EffectRecord.interrupt(to: .bob, invocation: 2, mode: .killnowait)
        #expect(lost == (place == 0 ? [refused(2)] : [interrupt, refused(2)]))
        #expect(dealer.isIdle)
        let next = call(3, &dealer).map { EffectRecord($0) }
        #expect(next == [.invocation(to: .bob, request: place == 0 ? 2 : 3, registration: 1)])
    }

    // MARK: RESULT

    @Test("A progressive RESULT: the call ends with ERROR, the callee is interrupted")
    func result() {
        var dealer = dealer()
        _ = call(1, &dealer, receiveProgress: true)
        _ = dealer.yield(.bob, 1, progress: true)
        let lost = loseResult(1, &dealer)
        #expect(lost == [.interrupt(to: .bob, invocation: 1, mode: .killnowait), refused(1)])
        #expect(dealer.isIdle)
        #expect(dealer.yield(.bob, 1) == .taken())
    }

    @Test("A callee that cannot be interrupted is not, and what it sends is dropped")
    func withoutCanceling() {
        var dealer = Dealer(joined: .alice)
        dealer.join(.bob, without: .callCanceling)
        _ = dealer.register(.bob, 1, "com.a")
        _ = call(1, &dealer)
        let lost = loseResult(1, &dealer)
        #expect(lost == [refused(1)])
        #expect(dealer.isIdle)
        #expect(dealer.yield(.bob, 1) == .taken())
    }
}
