extension WAMPClient {
    /// Publishes to a topic (basic profile, "Publishing and Events").
    ///
    /// - Parameters:
    ///   - topic: the URI of the topic.
    ///   - args: positional arguments.
    ///   - kwargs: arguments by name.
    ///   - acknowledge: wait for the router's PUBLISHED or ERROR. Without it a refused publication goes unnoticed.
    ///   - excludeMe: this session gets no event even if it has subscribed to the topic.
    ///   - options: further PUBLISH.Options, such as `["eligible_authrole": ["staff"]]`.
    /// - Returns: PUBLISHED.Publication; nil without `acknowledge`.
    /// - Throws: `WAMPError`
    @discardableResult
    public func publish(
        _ topic: String, _ args: [Value] = [], kwargs: ValueDictionary = [:], acknowledge: Bool = false,
        excludeMe: Bool = true, options: ValueDictionary = [:]
    ) async throws -> UInt64? {
        var options = options
        if acknowledge { options["acknowledge"] = true }
        if !excludeMe { options["exclude_me"] = false }
        let payload = Message.Payload(arguments: args, argumentsKw: kwargs)
        let publication = { [options] (id: UInt64) -> Message in
            .publish(Message.Publish(request: id, options: options, topic: topic, payload: payload))
        }
        if acknowledge { return try await request({ .publish($0) }, publication) }
        try await readyToSend()
        _ = try send(publication)
        return nil
    }

    /// PUBLISHED.
    func published(_ message: Message.Published) throws(Violation) {
        let request = try requests.take(message.request, .publish, for: .published)
        guard case .publish(let publisher) = request else { return }
        publisher.resume(returning: message.publication)
    }
}
