import NIOCore

/// Joins a realm on a transport that has just been opened: HELLO, then WELCOME or ABORT (basic profile, "Session
/// Establishment").
///
/// Unchecked because it is confined to the event loop of its transport.
final class Joining: MessageReceiver, @unchecked Sendable {
    private let realm: String
    private let options: ConnectOptions
    private let joined: EventLoopPromise<WAMPClient>
    private var transport: (any MessageTransport)?
    /// No answer has come yet.
    private(set) var isWaiting = true

    /// The promise is kept with the session, or with the reason why there is none.
    init(realm: String, options: ConnectOptions, joined: EventLoopPromise<WAMPClient>) {
        self.realm = realm
        self.options = options
        self.joined = joined
    }

    /// The transport is open: says HELLO.
    func transportOpened(_ transport: any MessageTransport) {
        self.transport = transport
        var details: ValueDictionary = ["agent": .string(options.agent), "authmethods": ["anonymous"]]
        details["roles"] = Self.roles.value
        for (key, value) in options.details { details[key] = value }
        do throws(WAMPError) {
            try transport.send(.hello(Message.Hello(realm: realm, details: details)))
        } catch {
            fail(error)
        }
    }

    func receive(_ message: Message) {
        switch message {
        case .welcome(let welcome): join(welcome)
        case .abort(let abort): fail(WAMPError(abort))
        case .hello, .challenge, .authenticate, .goodbye, .error, .publish, .published, .subscribe,
            .subscribed,
            .unsubscribe, .unsubscribed, .event, .eventReceived, .call, .cancel, .result, .register,
            .registered, .unregister, .unregistered, .invocation, .interrupt, .yield:
            receiveViolation("received \(message.type.name) where WELCOME was expected")
        }
    }

    func receiveViolation(_ description: String) {
        transport?.abort(description)
        fail(WAMPError(.protocolViolation, description))
    }

    func transportBecameWritable() {}

    func transportEnded(_ error: WAMPError) {
        fail(error)
    }

    private func join(_ welcome: Message.Welcome) {
        guard let transport, isWaiting else { return }
        let routerRoles: Roles
        do throws(WireError) {
            routerRoles = try Roles(welcome.details["roles"])
        } catch {
            return receiveViolation("WELCOME: \(error.description)")
        }
        isWaiting = false
        let client = WAMPClient(
            realm: realm, welcome: welcome, routerRoles: routerRoles, transport: transport,
            eventLoop: joined.futureResult.eventLoop)
        transport.receiver = client
        joined.succeed(client)
    }

    private func fail(_ error: WAMPError) {
        guard isWaiting else { return }
        isWaiting = false
        transport?.close()
        joined.fail(error)
    }

    /// HELLO.Details.roles: what this library does, and nothing that it does not (advanced profile, "Feature
    /// Announcement").
    private static let roles: Roles = {
        var roles = Roles()
        roles[.publisher] = [.publisherExclusion, .publisherIdentification, .subscriberBlackwhiteListing]
        roles[.subscriber] = [.publisherIdentification, .patternBasedSubscription]
        roles[.caller] = [.progressiveCallResults, .callCanceling, .callTimeout, .callerIdentification]
        roles[.callee] = [
            .progressiveCallResults, .callCanceling, .callerIdentification, .patternBasedRegistration,
            .sharedRegistration,
        ]
        return roles
    }()
}
