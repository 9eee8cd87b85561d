import Logging
import NIOCore
import Routing
import Transport
import WAMP

// What sessions may use, see `RouterConfiguration.Quotas`.

/// How often quotas, and the limits beside them, have been reached since the start.
struct QuotaCounters: Equatable, Sendable {
    /// Sessions that were refused.
    var sessions: UInt64 = 0
    /// Requests that were refused with `wamp.error.limit_exceeded`.
    var subscriptions: UInt64 = 0
    var registrations: UInt64 = 0
    var calls: UInt64 = 0
    /// Acknowledged or not.
    var publications: UInt64 = 0
    /// Sessions were not read from for a while.
    var pauses: UInt64 = 0
}

extension Router {
    /// Whether there may be one more session of a role.
    func hasRoom(for role: RealmPolicy.Role) -> Bool {
        (idsByRole[role.name]?.count ?? 0) < role.quotas.sessions
    }

    /// A session joins: what it may hold and send.
    func setQuotas(of session: RouterSession, _ role: RealmPolicy.Role, _ roles: Roles) {
        let quotas = role.quotas
        broker.join(
            session.index, features: roles[.subscriber] ?? [], group: quotas.group,
            limit: quotas.subscriptions)
        dealer.join(
            session.index, id: session.id, features: roles[.callee] ?? [], group: quotas.group,
            registrations: quotas.registrations, calls: quotas.pendingCalls)
        setRates(of: session, quotas)
    }

    /// The configuration has changed: what the sessions hold is counted anew, and what they may send begins anew.
    func applyQuotas(_ limits: RealmLimits) {
        broker.setLimits(limits.broker)
        dealer.setLimits(limits.dealer)
        for case let session? in sessions {
            guard let quotas = session.role?.quotas else { continue }
            broker.regroup(session.index, group: quotas.group, limit: quotas.subscriptions)
            dealer.regroup(
                session.index, group: quotas.group, registrations: quotas.registrations,
                calls: quotas.pendingCalls)
            // The router's own calls are counted, and nothing else is said of them.
            guard session.state.isEstablished, session !== ownCalls?.session else { continue }
            setRates(of: session, quotas)
            session.limitOutput()
        }
    }

    private func setRates(of session: RouterSession, _ quotas: SessionQuotas) {
        session.rates =
            quotas.hasRates
            ? SessionRates(
                quotas, canPause: session.outbound.canPauseReading, now: eventLoop.now.uptimeNanoseconds)
            : nil
    }

    /// A read of a session that keeps to rates begins.
    @inline(never)
    func beginRead(_ rates: SessionRates, byteCount: Int) {
        rates.refill(now: eventLoop.now.uptimeNanoseconds)
        rates.received(byteCount)
    }

    /// The read has been decided: where the session has sent too much it waits.
    @inline(never)
    func endRead(_ session: RouterSession, _ rates: SessionRates) {
        let wait = rates.wait
        guard wait > 0, session.router === self else { return }
        guard session.outbound.canPauseReading else {
            if rates.hasTooManyBytes {
                quotaCounters.pauses += 1
                session.abort(ErrorURI.limitExceeded.text, "byte_rate: this session has sent too much")
                leave(session, .tooFast)
            }
            return
        }
        quotaCounters.pauses += 1
        session.outbound.pauseReading(.rate)
        let id = session.id
        session.rateTimer?.cancel()
        session.rateTimer = eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: wait))) {
            self.assumeIsolated { router in
                guard let session = router.session(withID: id) else { return }
                session.rateTimer = nil
                session.outbound.resumeReading(.rate)
            }
        }
    }

    /// A PUBLISH beyond the rate: ERROR where it is acknowledged, else it is counted, and said in the log once for each session.
    @inline(never)
    func refusePublication(
        _ session: RouterSession, _ rates: SessionRates, _ envelope: Envelope, isAnswered: Bool
    ) {
        if isAnswered { return refuse(session, envelope, Self.tooManyPublications) }
        quotaCounters.publications += 1
        rates.droppedPublications += 1
        guard rates.droppedPublications == 1, let role = session.role else { return }
        policy.logger.warning(
            "publications beyond publish_rate are dropped",
            metadata: [
                "session": "\(session.id)", "realm": "\(realm)", "authrole": "\(role.name)",
                "peer": "\(session.origin.address)",
            ])
    }

    static let tooManyPublications = Refusal(.limitExceeded, "publish_rate: this session publishes too often")
    static let tooManyCalls = Refusal(.limitExceeded, "call_rate: this session calls too often")

    /// A request was refused.
    @inline(never)
    func count(_ refusal: Refusal, of type: MessageType) {
        guard refusal.uri == .limitExceeded else { return }
        switch type {
        case .subscribe: quotaCounters.subscriptions += 1
        case .register: quotaCounters.registrations += 1
        case .call: quotaCounters.calls += 1
        case .publish: quotaCounters.publications += 1
        default: break
        }
    }
}
