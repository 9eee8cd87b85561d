import Transport

/// What is done where the sessions of a role take less than they are sent.
struct SlowConsumerPolicy: Equatable, Sendable {
    var action: RouterConfiguration.SlowConsumer.Policy
    /// What may wait in the outbound queue before `action` is taken. Of the budget of `drop_oldest` it is half; the other half is
    /// for the events that are held back.
    var queue: OutboundBudget
    /// What may be held back beside the queue: nothing but for `drop_oldest`.
    var backlog: OutboundBudget
    /// How long a session may hold up others, in milliseconds.
    var pauseTimeout: Int64

    init(_ configuration: RouterConfiguration.SlowConsumer, maximumOutboundBytes limit: Int) {
        action = configuration.policy
        var bytes = limit / 4
        switch configuration.policy {
        case .close: bytes = limit / 4 * 3
        case .pauseProducers, .dropOldest, .dropNewest: break
        }
        bytes = min(configuration.bytes ?? bytes, limit)
        queue = OutboundBudget(bytes: bytes, messages: configuration.messages)
        backlog = OutboundBudget(bytes: 0, messages: 0)
        pauseTimeout = Int64(configuration.pauseTimeout / .milliseconds(1))
        switch configuration.policy {
        case .close, .pauseProducers, .dropNewest: break
        case .dropOldest:
            backlog = OutboundBudget(bytes: bytes / 2, messages: configuration.messages / 2)
            queue = OutboundBudget(
                bytes: bytes - backlog.bytes, messages: configuration.messages - backlog.messages)
        }
    }
}
