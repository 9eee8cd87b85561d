import Transport
import WAMP
import WAMPAuth

// What a dynamic authenticator is called with, and what its answer means: version 1 of its signature,
// `realm|string, authid|string or null, details|dict`.

extension DynamicRequest {
    /// - Parameter session: the id that the session will have.
    func arguments(realm: String, session: UInt64, _ origin: ClientOrigin) -> [Value] {
        var details = self.details
        details["version"] = 1
        details["authmethod"] = .string(method.rawValue)
        details["session"] = Value(session)
        var transport: ValueDictionary = [
            "type": .string(origin.transport.rawValue), "peer": .string(origin.address),
            "secure": .bool(origin.isSecure),
        ]
        if let name = origin.tls?.serverName { transport["server_name"] = .string(name) }
        details["transport"] = .dictionary(transport)
        return [.string(realm), authid.map { .string($0) } ?? .null, .dictionary(details)]
    }
}

extension DynamicAnswer {
    /// The answer of an authenticator: the name of a role, or a dictionary with `role` and what the method needs.
    init(_ result: OwnCallResult, to request: DynamicRequest) {
        switch result {
        case .result(let payload):
            do throws(Malformed) {
                self = .principal(try Principal(payload, for: request))
            } catch {
                self = .failed(error.description)
            }
        case .error(let uri, let message):
            // Of the router itself, for a call that has not reached anybody who could decide.
            let isRefusal = !uri.hasPrefix("wamp.error.") || Self.refusals.contains(uri)
            self = isRefusal ? .refused : .failed(message.map { "\(uri): \($0)" } ?? uri)
        }
    }

    /// Those predefined errors by which an authenticator may refuse.
    private static let refusals: Set<String> = Set(
        [
            ErrorURI.notAuthorized, .noSuchPrincipal, .noSuchRole, .authenticationDenied,
            .authenticationFailed,
            .authenticationRequired, .authorizationDenied,
        ].map { "\($0.text)" })

    /// Why an answer cannot be understood.
    struct Malformed: Error {
        let description: String
    }
}

extension Principal {
    fileprivate init(
        _ payload: Message.Payload, for request: DynamicRequest
    ) throws(DynamicAnswer.Malformed) {
        var members: ValueDictionary
        switch payload.arguments.first {
        case .string(let role): members = ["role": .string(role)]
        case .dictionary(let dictionary): members = dictionary
        default: throw .init(description: "the answer is neither a role nor a dictionary")
        }
        if members["authid"] == nil { members["authid"] = request.authid.map { .string($0) } }
        guard let principal = RouterConfiguration.Principal.dynamic(.dictionary(members)) else {
            throw .init(
                description: "the answer is no principal: it has to have authid and role, and other keys "
                    + "as principals in the configuration")
        }
        self = principal
    }
}
