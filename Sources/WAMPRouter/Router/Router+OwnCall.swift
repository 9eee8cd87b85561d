import Routing
import WAMP

extension Router {
    /// Calls a procedure of the realm on the router's own account.
    ///
    /// - Parameters:
    ///   - timeout: milliseconds after which the call ends with `wamp.error.timeout`.
    ///   - then: called once, later, with how the call has ended.
    func callOwn(
        _ procedure: String, _ arguments: [Value], timeout: UInt64,
        then: @escaping @Sendable (OwnCallResult) -> Void
    ) {
        let calls = ownCalls ?? joinOwnCalls()
        let request = calls.begin(then)
        let call = Message.Call(
            request: request, options: ["timeout": Value(timeout)], procedure: procedure,
            payload: Message.Payload(arguments: arguments))
        var output = OutputBytes()
        Message.call(call).encode(json: &output)
        let bytes = Array(output.bytes)
        guard let envelope = try? JSON.scan(bytes.span.bytes, limits: policy.scanLimits, utf8: .validated)
        else {
            // What a client sent is nested too deeply to be passed on.
            _ = calls.session.requests.accept(request)
            var envelope = Envelope(type: .call)
            envelope.first = request
            return refuse(
                calls.session, envelope, Refusal(.invalidArgument, "the arguments are nested too deeply"))
        }
        self.call(calls.session, envelope, bytes.span.bytes)
    }

    private func joinOwnCalls() -> OwnCalls {
        let calls = OwnCalls(Realms(scanLimits: policy.scanLimits), eventLoop: eventLoop)
        ownCalls = calls
        let session = calls.session
        let index = takeIndex()
        sessions[index.position] = session
        session.router = self
        session.index = index
        session.id = takeID()
        session.identity = OwnCalls.identity
        session.role = .ofOwnCalls
        broker.join(index, features: [], group: -1)
        dealer.join(index, id: session.id, features: [], group: -1)
        return calls
    }
}

extension RealmPolicy.Role {
    /// The role of the router's own calls: they may call anything, and say who calls.
    fileprivate static let ofOwnCalls: RealmPolicy.Role? = {
        let rule = PermissionRule(uri: "", match: .prefix, allow: .call, disclose: .caller)
        return (try? Permissions([rule], seed: 0)).map {
            RealmPolicy.Role(
                name: OwnCalls.identity.authrole, permissions: $0,
                slowConsumer: SlowConsumerPolicy(.init(), maximumOutboundBytes: OwnCalls.maximumOutboundBytes)
            )
        }
    }()
}
