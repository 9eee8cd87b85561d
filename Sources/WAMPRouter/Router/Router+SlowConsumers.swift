import Logging
import NIOCore
import Routing
import Transport
import WAMP

// Sessions that take less than they are sent, see `RouterConfiguration.SlowConsumer`.

extension Router {
    /// One read of this session has made others slow, who have those paused that do so.
    @inline(never)
    func pause(producer: RouterSession) {
        let consumers = congested
        forgetCongested()
        for consumer in consumers {
            guard consumer.router === self, consumer.outbound.isFull, producer.router === self else {
                continue
            }
            if pausedProducers.pause(producer.index, for: consumer.index) {
                producer.outbound.pauseReading(.slowConsumers)
            }
            if consumer.pauseTimer == nil { setPauseTimer(consumer) }
        }
    }

    /// What has been filled by nobody who could be paused: by a timer, for example.
    @inline(never)
    func forgetCongested() {
        for consumer in congested { consumer.isCongested = false }
        congested.removeAll(keepingCapacity: true)
    }

    private func setPauseTimer(_ consumer: RouterSession) {
        guard let timeout = consumer.role?.slowConsumer.pauseTimeout else { return }
        let id = consumer.id
        consumer.pauseTimer = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(timeout)) {
            self.assumeIsolated { $0.pauseTimedOut(id) }
        }
    }

    private func pauseTimedOut(_ id: UInt64) {
        guard let consumer = session(withID: id) else { return }
        consumer.pauseTimer = nil
        end(slowConsumer: consumer, "has held up others for too long")
    }

    /// What waits for a session is half of its budget or less again.
    func consumerDrained(_ session: RouterSession) {
        guard session.router === self, !session.outbound.isFull else { return }
        resumeProducers(of: session)
        guard session.outbound.holdsEvents else { return }
        session.outbound.holdsEvents = false
        tellDropped(session)
        sendBacklog(session)
    }

    private func resumeProducers(of consumer: RouterSession) {
        consumer.pauseTimer?.cancel()
        consumer.pauseTimer = nil
        for producer in pausedProducers.release(consumer.index) {
            sessions[producer.position]?.outbound.resumeReading(.slowConsumers)
        }
    }

    /// The session leaves: nobody waits for it, and it waits for nobody.
    func forgetSlowConsumer(_ session: RouterSession) {
        resumeProducers(of: session)
        pausedProducers.remove(producer: session.index)
        session.outbound.removeBudget()
        droppedEvents += UInt64(session.backlog.count)
        session.droppedEvents += session.backlog.count
    }

    /// ABORT `wamp.error.slow_consumer`, close code 1008; whatever the session has not taken within the time of a closing handshake
    /// is lost.
    func end(slowConsumer session: RouterSession, _ reason: String) {
        guard session.router === self, let role = session.role else { return }
        let (bytes, messages) = (session.outbound.pendingBytes, session.outbound.pendingMessages)
        policy.logger.warning(
            "a slow consumer was closed",
            metadata: [
                "session": "\(session.id)", "realm": "\(realm)", "authrole": "\(role.name)",
                "peer": "\(session.origin.address)", "reason": "the session \(reason)",
                "policy": "\(role.slowConsumer.action.rawValue)", "pending_bytes": "\(bytes)",
                "pending_messages": "\(messages)", "dropped_events": "\(session.droppedEvents)",
            ])
        session.outbound.beginFarewell()
        session.abort(
            ErrorURI.slowConsumer.text,
            "this session \(reason): \(bytes) bytes in about \(messages) messages wait", closing: .policy)
        leave(session, .slow(reason))
    }
}

// MARK: Events that are dropped

extension Router {
    /// An EVENT for a session that is to be given none: held back, or dropped.
    @inline(never)
    func withhold(
        _ event: Effect.Event, from session: RouterSession, _ envelope: Envelope, _ bytes: RawSpan,
        from source: Serializer, _ forwarded: ForwardedMembers
    ) {
        guard let policy = session.role?.slowConsumer, policy.backlog.messages > 0 else {
            return count(dropped: 1, for: session)
        }
        let serializer = session.serializer
        if !encodedEvents.with(serializer, { $0.isEncoded }) {
            encode(event, envelope, bytes, from: source, forwarded, as: serializer)
        }
        let (delivery, copy) = encodedEvents.with(serializer) { ($0.delivery, $0.copy()) }
        guard case .written = delivery else { return drop(eventFor: session, delivery) }
        let held = EventBacklog.Event(subscription: event.subscription, bytes: copy)
        let dropped = session.backlog.append(held, within: policy.backlog)
        if dropped > 0 { count(dropped: dropped, for: session) }
    }

    private func count(dropped: Int, for session: RouterSession) {
        droppedEvents += UInt64(dropped)
        if session.unreported.count == 0 { session.unreported.since = now() }
        session.unreported.count += dropped
        let isFirst = session.droppedEvents == 0
        session.droppedEvents += dropped
        guard isFirst, let role = session.role else { return }
        policy.logger.warning(
            "events for a slow consumer are dropped; how many, the end of its session will tell",
            metadata: [
                "session": "\(session.id)", "realm": "\(realm)", "authrole": "\(role.name)",
                "peer": "\(session.origin.address)", "policy": "\(role.slowConsumer.action.rawValue)",
                "pending_bytes": "\(session.outbound.pendingBytes)",
                "pending_messages": "\(session.outbound.pendingMessages)",
            ])
    }

    /// Tells a session that has caught up what it has missed.
    private func tellDropped(_ session: RouterSession) {
        guard session.unreported.count > 0 else { return }
        let unreported = session.unreported
        session.unreported = RouterSession.DroppedEvents()
        publishDropped(unreported, of: session)
    }

    /// Sends what has been held back, as far as it goes.
    private func sendBacklog(_ session: RouterSession) {
        var frames = SharedFrames()
        while !session.outbound.isFull, session.outbound.acceptsMessages,
            let event = session.backlog.popFirst()
        {
            // A client takes an event of a subscription that it has given up for a violation.
            guard broker.isSubscribed(session.index, to: event.subscription) else { continue }
            let isSent = event.bytes.withUnsafeBytes { session.outbound.appendMessage($0, sharing: &frames) }
            frames = SharedFrames()
            if !isSent { drop(eventFor: session, .tooLarge) }
        }
        if session.backlog.isEmpty { return }
        session.outbound.holdsEvents = true
        session.outbound.awaitDrain()
    }
}
