import WAMPAuth

/// The failures of all realms of a server, which share the addresses.
///
/// Unchecked because it is confined to the server's loop.
final class AuthenticationFailures: @unchecked Sendable {
    private var throttle: FailureThrottle

    init(_ rules: FailureThrottle.Rules = FailureThrottle.Rules()) {
        throttle = FailureThrottle(rules)
    }

    /// See `FailureThrottle`; times are in milliseconds of a clock that never goes back.
    func judge(_ client: FailureThrottle.Client, now: UInt64) -> FailureThrottle.Verdict {
        throttle.judge(client, now: now)
    }

    func failed(_ client: FailureThrottle.Client, now: UInt64) -> UInt64 {
        throttle.failed(client, now: now)
    }

    func succeeded(_ client: FailureThrottle.Client) {
        throttle.succeeded(client)
    }
}
