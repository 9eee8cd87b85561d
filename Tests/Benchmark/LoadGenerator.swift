import NIOCore
import NIOPosix
import Transport

/// The sessions of a run, and the event loop on which all of them live.
///
/// Unchecked because it is confined to its event loop: only the `async` members may be called from elsewhere.
final class LoadGenerator: @unchecked Sendable {
    let endpoint: RouterEndpoint
    let realm: String
    /// What all sessions speak of which the workload does not say otherwise.
    let wire: Wire
    let eventLoop: any EventLoop
    /// Nanoseconds of the monotonic clock, when the last read arrived.
    private(set) var now: UInt64 = 0
    var maskKeys = MaskKeys()
    var measurement = Measurement()
    /// Sessions answer what they receive by asking for more.
    private(set) var isLoading = false
    /// The memory of the last write.
    var writeBuffer = ByteBuffer()
    var sessions: [Session] = []

    /// Where the endpoint asks for TLS.
    let tls: TLSClient?
    private let bootstrap: ClientBootstrap
    private let setupTimeout: TimeAmount
    private var unflushed: [Connection] = []
    private var step: Step?
    private var failure: BenchmarkError?
    private var connectionCount = 0

    /// Something that all sessions do before the next thing begins.
    private struct Step {
        var remaining: Int
        let promise: EventLoopPromise<Void>
    }

    /// - Parameter forwarder: the port of a forwarder that stands in the router's place.
    init(_ options: CommonOptions, forwarder: Int? = nil) throws {
        OpenFileLimit.raise()
        realm = options.realm
        if let forwarder {
            endpoint = RouterEndpoint(host: "127.0.0.1", port: forwarder, path: "")
            let role = Wire.ForwarderRole(isSender: true, group: 0)
            wire = Wire(transport: .forwarder(role), serializer: options.serializer)
        } else {
            endpoint = try options.endpoint()
            wire = options.wire
        }
        tls = try endpoint.isSecure ? TLSClient(TLSClientSettings(verifiesServer: false)) : nil
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        setupTimeout = .nanoseconds(Int64(options.setupTimeout * 1e9))
        bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: false)
            // One read for a megabyte: the load generator must not be what is measured.
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65_536, maximum: 1 << 20)
            )
            .connectTimeout(.seconds(20))
    }
}

// MARK: On the event loop

extension LoadGenerator {
    @inline(__always)
    func updateClock() {
        now = NIODeadline.now().uptimeNanoseconds
    }

    /// The connection is flushed at the end of the loop's tick, behind everything that this tick has still to read.
    func flushLater(_ connection: Connection) {
        if unflushed.isEmpty { eventLoop.execute { self.flush() } }
        unflushed.append(connection)
    }

    private func flush() {
        // Flushing appends nothing, and so does not make other connections dirty.
        for connection in unflushed { connection.flush() }
        unflushed.removeAll(keepingCapacity: true)
    }

    /// Connects a session's transport.
    func connect(_ session: Session) {
        var bootstrap = bootstrap
        if endpoint.isIPv4Loopback {
            // One source address has ports for about 28,000 connections a minute.
            let source = try? SocketAddress(ipAddress: "127.0.0.\(2 + connectionCount % 120)", port: 0)
            if let source { bootstrap = bootstrap.bind(to: source) }
        }
        connectionCount += 1
        bootstrap.connect(host: endpoint.host, port: endpoint.port).assumeIsolated().whenComplete { result in
            self.updateClock()
            do {
                try session.connection.open(on: result.get(), for: session)
            } catch {
                self.fail(.connectionLost("\(error)"))
            }
        }
    }

    /// One of the sessions is done with the present step.
    func finishStep() {
        guard step != nil else { return }
        step?.remaining -= 1
        guard let step, step.remaining == 0 else { return }
        self.step = nil
        step.promise.succeed()
    }

    /// Nothing that this run measures means anything any more.
    func fail(_ error: BenchmarkError) {
        failure = failure ?? error
        step?.promise.fail(error)
        step = nil
    }

    /// Begins a step that `count` sessions have to finish.
    private func beginStep(_ name: String, _ count: Int, _ begin: () -> Void) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        if let failure {
            promise.fail(failure)
            return promise.futureResult
        }
        if count == 0 {
            promise.succeed()
            return promise.futureResult
        }
        step = Step(remaining: count, promise: promise)
        let timeout = eventLoop.scheduleTask(in: setupTimeout) {
            let remaining = self.step?.remaining ?? 0
            self.fail(.timeout("\(name), \(remaining) of \(count) sessions are not ready"))
        }
        promise.futureResult.whenComplete { _ in timeout.cancel() }
        begin()
        return promise.futureResult
    }
}

// MARK: From elsewhere

extension LoadGenerator {
    /// Makes the workload's sessions and lets them join the realm, a few at a time.
    func connect(_ workload: some Workload) async throws {
        try await eventLoop.flatSubmit {
            self.sessions = workload.makeSessions(self)
            var waiting = self.sessions[...]
            return self.beginStep("joining", self.sessions.count) {
                let connectNext = { if let session = waiting.popFirst() { self.connect(session) } }
                for session in self.sessions { session.whenJoined = connectNext }
                for _ in 0..<64 { connectNext() }
            }
        }.get()
    }

    /// Lets the sessions register and subscribe.
    func prepare() async throws {
        try await eventLoop.flatSubmit {
            self.beginStep("registering and subscribing", self.sessions.count) {
                for session in self.sessions { session.prepare() }
            }
        }.get()
    }

    /// Begins or ends the load.
    func setLoading(_ isLoading: Bool) async throws {
        try await eventLoop.submit {
            self.updateClock()
            self.isLoading = isLoading
            if isLoading { for session in self.sessions { session.start() } }
        }.get()
    }

    /// Begins or ends counting, and tells what has been used up to this very moment.
    func mark(_ isCounting: Bool, _ pids: [pid_t]) async throws -> Mark {
        try await eventLoop.submit {
            if let failure = self.failure { throw failure }
            self.measurement.isCounting = isCounting
            return Mark(
                time: NIODeadline.now().uptimeNanoseconds, router: .of(pids), generator: .current(),
                machineCPUSeconds: ProcFile.machineCPUSeconds(),
                measurement: self.measurement)
        }.get()
    }

    func sleep(seconds: Double) async throws {
        try await eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {}.futureResult.get()
    }

    /// Waits, not long, for the answers that are still to come, and counts those that do not.
    func drain() async throws -> Measurement {
        for _ in 0..<300 {
            let unanswered = try await eventLoop.submit { self.unansweredCount }.get()
            if unanswered == 0 { break }
            try await sleep(seconds: 0.01)
        }
        return try await eventLoop.submit {
            if let failure = self.failure { throw failure }
            self.measurement.countMissing(self.unansweredCount)
            return self.measurement
        }.get()
    }

    private var unansweredCount: Int { sessions.reduce(0) { $0 + $1.unansweredCount } }
}

/// A moment of a run.
struct Mark: Sendable {
    var time: UInt64
    var router: ProcessUsage
    var generator: ProcessUsage
    var machineCPUSeconds: Double
    var measurement: Measurement
}
