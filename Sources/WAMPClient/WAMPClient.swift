import NIOCore

/// A session with a WAMP router (basic profile, "Peers and Roles"): publisher, subscriber, caller and callee.
///
/// ```swift
/// let client = try await WAMPClient.connect(to: "ws://127.0.0.1:8080/ws", realm: "realm1")
/// let sum = try await client.call("com.example.add", [2, 3]).args.first?.int
/// await client.leave()
/// ```
///
/// All errors thrown are `WAMPError`. When the connection is lost, everything that waits fails and the session is over:
/// connecting again, registering and subscribing anew are left to the application.
///
/// The session lasts until `leave`, the router or the network ends it, also when nobody refers to it any more.
///
/// The actor runs on the event loop of its connection; handlers and readers of events run elsewhere.
public actor WAMPClient {
    /// WELCOME.Session.
    public nonisolated let sessionID: UInt64
    /// The realm that was joined.
    public nonisolated let realm: String
    /// WELCOME.Details: `authid`, `authrole`, the router's `agent` and `roles`, and more.
    public nonisolated let details: ValueDictionary

    /// The executor of the connection's event loop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        eventLoop.executor.asUnownedSerialExecutor()
    }

    nonisolated let eventLoop: any EventLoop
    let transport: any MessageTransport
    /// What the router announced.
    let routerRoles: Roles
    var state = SessionState()
    var requests = PendingRequests()
    /// By REGISTERED.Registration, until UNREGISTERED.
    var registrations: [UInt64: Procedure] = [:]
    /// By INVOCATION.Request, until they are answered.
    var invocations: [UInt64: Task<Void, Never>] = [:]
    /// By SUBSCRIBED.Subscription, until UNSUBSCRIBED; the list is empty while that is on its way.
    var subscriptions: [UInt64: [EventDelivery]] = [:]
    /// Requests that wait for the network to take more.
    private(set) var writers: [CheckedContinuation<Void, Never>] = []
    private var hasTransportEnded = false
    private var closedWaiters: [CheckedContinuation<SessionEnd, Never>] = []

    init(
        realm: String, welcome: Message.Welcome, routerRoles: Roles, transport: any MessageTransport,
        eventLoop: any EventLoop
    ) {
        self.realm = realm
        sessionID = welcome.session
        details = welcome.details
        self.routerRoles = routerRoles
        self.transport = transport
        self.eventLoop = eventLoop
    }

    /// How the session ended; waits until it has.
    public var closed: SessionEnd {
        get async {
            if hasTransportEnded, let end = state.end { return end }
            return await withCheckedContinuation { closedWaiters.append($0) }
        }
    }

    /// Waits until the network takes more.
    ///
    /// - Throws: `WAMPError` when the session does not take requests any more.
    func readyToSend() async throws {
        if let refusal = state.refusal { throw refusal }
        while !transport.isWritable {
            await withCheckedContinuation { writers.append($0) }
            if let refusal = state.refusal { throw refusal }
        }
    }

    /// Sends a request and waits for its answer.
    func request<Answer: Sendable>(
        _ pending: (CheckedContinuation<Answer, any Error>) -> PendingRequest, _ message: (UInt64) -> Message
    ) async throws -> Answer {
        try await readyToSend()
        let id = try send(message)
        return try await withCheckedThrowingContinuation { requests.add(pending($0), id: id) }
    }

    /// Sends a request under the next id, whose answer cannot come before this event loop's tick is over.
    ///
    /// - Throws: `WAMPError` where the transport does not take it; the id goes to the next request then.
    func send(_ request: (UInt64) -> Message) throws(WAMPError) -> UInt64 {
        let id = requests.nextID
        try transport.send(request(id))
        requests.useNextID()
        return id
    }

    /// Tells everybody who waits that the session takes no requests any more and answers none.
    func failPending(_ error: WAMPError) {
        for request in requests.removeAll() { request.fail(error) }
        for invocation in invocations.values { invocation.cancel() }
        invocations = [:]
        registrations = [:]
        // The end of the session is an error to a reader unless it was this side that left.
        let failure = error.code == .sessionClosed ? nil : error
        for delivery in subscriptions.values.joined() { delivery.finish(failure) }
        subscriptions = [:]
        resumeWriters()
    }

    func resumeWriters() {
        let resumed = writers
        writers = []
        for writer in resumed { writer.resume() }
    }

    /// The transport has ended, whatever may have been said before.
    func finish(_ error: WAMPError) {
        hasTransportEnded = true
        state.fail(error)
        guard let end = state.end else { return }
        failPending(end.error)
        let waiters = closedWaiters
        closedWaiters = []
        for waiter in waiters { waiter.resume(returning: end) }
    }
}
