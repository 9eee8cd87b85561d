import Routing
import WAMP

// What sessions leave behind (advanced profile, "Session Testament").

extension Router {
    /// `wamp.session.add_testament(topic|uri, args|list, kwargs|dict, publish_options|dict, scope|string)`,
    /// the last two optional keyword arguments. What a PUBLISH now would be refused for, the testament is
    /// refused for.
    func addTestament(
        _ caller: RouterSession, _ arguments: MetaArguments, _ envelope: Envelope, _ bytes: RawSpan
    ) throws(MetaError) -> MetaResult {
        _ = try arguments.uri(.position(1, "topic"))
        _ = try arguments.list(.position(2, "args"))
        _ = try arguments.dictionary(.position(3, "kwargs"))
        let scope = try arguments.scope()
        let options = try arguments.optionalDictionary(.keyword("publish_options")) ?? ValueDictionary()
        let message = try testament(options, envelope, bytes, caller.serializer)
        try check(message, of: caller)
        guard caller.testaments.add(message, scope, limits: policy.testaments) else {
            let limits = policy.testaments
            throw MetaError(
                .limitExceeded,
                "a session may leave \(limits.count) testaments and \(limits.bytes) bytes of them")
        }
        return .none
    }

    /// `wamp.session.flush_testaments(scope|string)`, an optional keyword argument.
    func flushTestaments(_ caller: RouterSession, _ arguments: MetaArguments) throws(MetaError) -> MetaResult
    {
        caller.testaments.flush(try arguments.scope())
        return .none
    }

    /// The PUBLISH that a call of `wamp.session.add_testament` asks for. Topic and payload are copied as they
    /// stand in it.
    private func testament(
        _ options: ValueDictionary, _ envelope: Envelope, _ bytes: RawSpan, _ serializer: Serializer
    ) throws(MetaError) -> StoredMessage {
        do throws(WireError) {
            var message = SerializedList(serializer)
            message.append(Value(UInt64(MessageType.publish.rawValue)))
            message.append(1)
            message.append(.dictionary(options))
            for element in try serializer.elements(of: envelope.arguments, in: bytes, limit: 3) {
                message.append(encoded: bytes.extracting(element.bounds))
            }
            var output = OutputBytes()
            message.write(to: &output)
            return try StoredMessage(publish: Array(output.bytes), serializer, limits: policy.scanLimits)
        } catch {
            throw MetaError(.invalidArgument, "keyword argument publish_options: \(error)")
        }
    }

    private func check(_ testament: StoredMessage, of session: RouterSession) throws(MetaError) {
        if testament.forwarded.usesPayloadPassthru,
            !session.announced.supports(.payloadPassthruMode, as: .publisher)
        {
            throw MetaError(
                .featureNotSupported,
                "the publisher has not announced \(Feature.payloadPassthruMode.rawValue)")
        }
        let topic = testament.uri
        if let refusal = refusal(of: topic.span.bytes, claimed: true) { throw MetaError(refusal) }
        if let refusal = publicationTerms(of: testament, session).refusal { throw MetaError(refusal) }
    }
}

extension MetaArguments {
    /// The keyword argument `scope`.
    fileprivate func scope() throws(MetaError) -> Testaments.Scope {
        try optionalWord(.keyword("scope"), Testaments.Scope.self) ?? .destroyed
    }
}
