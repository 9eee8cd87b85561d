import NIOCore
import NIOPosix
import WAMPAuth

/// Comparisons with slow hashes, on threads where no messages are routed.
///
/// Unchecked because it is confined to its loop.
final class SlowChecks: @unchecked Sendable {
    private var running = 0
    /// Those that run or wait: each takes tens of milliseconds and megabytes, so that the last one waits for some seconds.
    private static let maximum = 64

    /// - Returns: false where too many are under way; then `body` is not called.
    func run(
        _ check: SlowCheck, on eventLoop: any EventLoop, then body: @escaping @Sendable (Bool) -> Void
    ) -> Bool {
        guard running < Self.maximum else { return false }
        running += 1
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { check.run() }.assumeIsolated()
            .whenComplete { result in
                self.running -= 1
                body((try? result.get()) ?? false)
            }
        return true
    }
}
