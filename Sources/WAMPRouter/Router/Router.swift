import NIOCore
import Routing
import Transport
import WAMP

/// The router of one realm: sessions join it, and it decides with its `Broker` and `Dealer` under the realm's permissions what
/// each of their messages means for the others.
///
/// An actor whose executor is an event loop: a connection on that loop enters it once for all that one read brought
/// (`assumeIsolated`), without a task or a hop between threads. Nothing in it waits. What a message means is decided by
/// value types that fill `outbox`; `Router+Deliver` then encodes it for each receiver.
actor Router {
    nonisolated let realm: String
    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    /// What the configuration says; another one may take its place, see `Router+Reload`.
    var policy: RealmPolicy
    var broker: Broker
    var dealer: Dealer
    var outbox = Outbox()
    var ids: IDSource
    /// The live sessions; a session's index is its position.
    var sessions: [RouterSession?] = []
    var freeIndexes: [SessionIndex] = []
    /// The live sessions by their ids.
    var indexes: [UInt64: SessionIndex] = [:]
    /// The ids of the live sessions by authrole.
    var idsByRole: [String: SortedIDs] = [:]
    /// Where an EVENT is encoded once for all its receivers that speak one serialization.
    var encodedEvents = PerSerializer { EncodedEvent() }
    var hasEncodedEvents = false
    /// Where the details of a message are put together.
    var details = SerializedDetails(.json)
    /// The payload of the message being decided in other serializations than its own.
    var payloads = PerSerializer { TranscodedPayload() }
    var hasTranscoded = false
    /// The first message of a call that was given up while its INVOCATIONs were being written.
    var abandoned: StoredMessage?
    var retained: RetainedEvents
    /// When the log may say again that retention is full, in milliseconds since 1970.
    var nextRetentionWarning: UInt64 = 0
    /// The events of the subscriptions that the configuration declares, by subscription id.
    var histories: [UInt64: any EventStore] = [:]
    /// The last publication that was kept, for all that keep it.
    var lastKept: KeptEvent?
    /// The audience of the last publication that had one.
    var lastFilter: (publication: UInt64, filter: AudienceFilter)?
    /// The time in milliseconds since 1970.
    nonisolated let now: @Sendable () -> UInt64
    /// The router as a caller; made when it calls for the first time.
    var ownCalls: OwnCalls?
    /// The timer for the next timeout of a call, and the moment it is set to.
    var callTimer: (task: Scheduled<Void>, deadline: UInt64)?
    /// Sessions that are slow, whose producers are paused, and that the read that is being decided has sent to.
    var congested: [RouterSession] = []
    var pausedProducers = PausedProducers()
    /// Events that were not sent to slow sessions, or could not be sent, since the start.
    var droppedEvents: UInt64 = 0
    var quotaCounters = QuotaCounters()
    var isShuttingDown = false
    /// Succeeds when all sessions have left after `shutDown`.
    var drained: EventLoopPromise<Void>?

    init(
        realm: String, policy: RealmPolicy, limits: RealmLimits, eventLoop: any EventLoop,
        randomness: Randomness, now: @escaping @Sendable () -> UInt64
    ) {
        self.realm = realm
        self.policy = policy
        self.eventLoop = eventLoop
        ids = IDSource(refill: randomness.fill)
        self.now = now
        broker = Broker(limits: limits.broker, hashSeed: randomness.word())
        dealer = Dealer(
            limits: limits.dealer, hashSeed: randomness.word(), random: IDSource(refill: randomness.fill))
        retained = RetainedEvents(limits: policy.retention, hashSeed: randomness.word())
        for history in policy.histories {
            let id = broker.declare(history.topic, match: history.match, now: now())
            histories[id] = MemoryEventStore(limits: history.limits)
        }
    }

    /// The number of live sessions.
    var sessionCount: Int { indexes.count }
}
