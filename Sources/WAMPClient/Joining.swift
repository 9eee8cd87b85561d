import NIOCore
import NIOPosix
import WAMPAuth

/// Joins a realm on a transport that has just been opened: HELLO, then CHALLENGE and AUTHENTICATE where the router wants
/// them, then WELCOME or ABORT (basic profile, "Session Establishment"; advanced profile, "Authentication Methods").
///
/// Unchecked because it is confined to the event loop of its transport.
final class Joining: MessageReceiver, @unchecked Sendable {
    private let realm: String
    private let options: ConnectOptions
    private let joined: EventLoopPromise<WAMPClient>
    private var transport: (any MessageTransport)?
    private var authentication: ClientAuthentication?
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
        do throws(WAMPError) {
            let authentication = try options.clientAuthentication { transport.channelBinding($0) }
            self.authentication = authentication
            try transport.send(.hello(Message.Hello(realm: realm, details: helloDetails(authentication))))
        } catch {
            fail(error)
        }
    }

    /// HELLO.Details; those of the options count more, but for the members of `authextra`, which are put together.
    private func helloDetails(_ authentication: ClientAuthentication) -> ValueDictionary {
        var details: ValueDictionary = ["agent": .string(options.agent)]
        for (key, value) in authentication.helloDetails { details[key] = value }
        details["roles"] = Self.roles.value
        for (key, value) in options.details {
            if key == "authextra", var extra = details[key]?.dictionary, let more = value.dictionary {
                for (key, value) in more { extra[key] = value }
                details[key] = .dictionary(extra)
            } else {
                details[key] = value
            }
        }
        return details
    }

    func receive(_ message: Message) {
        switch message {
        case .welcome(let welcome): join(welcome)
        case .abort(let abort): fail(WAMPError(abort))
        case .challenge(let challenge) where authentication?.expectsChallenge == true: answer(challenge)
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

    /// Answers CHALLENGE, on a thread where it holds up nobody: hashes of passwords are made to be slow.
    private func answer(_ challenge: Message.Challenge) {
        guard let authentication else { return }
        // Whatever comes before AUTHENTICATE has been sent is a violation, a second CHALLENGE included.
        self.authentication = nil
        let answer = NIOThreadPool.singleton.runIfActive(eventLoop: joined.futureResult.eventLoop) {
            var authentication = authentication
            let message = try authentication.answer(challenge)
            return (authentication, message)
        }
        answer.assumeIsolated().whenComplete { result in
            guard let transport = self.transport, self.isWaiting else { return }
            do {
                let (authentication, message) = try result.get()
                self.authentication = authentication
                try transport.send(.authenticate(message))
            } catch {
                self.refuse("\(error)")
            }
        }
    }

    /// The router is not to be trusted, or makes no sense.
    private func refuse(_ reason: String) {
        transport?.abort(reason, reason: .authenticationFailed)
        fail(WAMPError(.authenticationFailed, reason))
    }

    private func join(_ welcome: Message.Welcome) {
        guard let transport, isWaiting else { return }
        guard let authentication else {
            return receiveViolation("received WELCOME where nothing but ABORT may come before AUTHENTICATE")
        }
        do throws(ClientAuthenticationError) {
            try authentication.check(welcome.details)
        } catch {
            return refuse(error.description)
        }
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
