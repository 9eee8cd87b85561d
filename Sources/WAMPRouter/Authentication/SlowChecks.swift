import NIOCore
import NIOPosix
import WAMPAuth

/// Comparisons with slow hashes, on threads where no messages are routed.
///
/// Unchecked because it is confined to its loop.
final class SlowChecks: @unchecked Sendable {
    private var running = 0
    private var runningByPlace: [FailureThrottle.Client.Place: Int] = [:]
    /// Those that run or wait: each takes tens of milliseconds and megabytes, so that the last one waits for some seconds.
    private static let maximum = 64
    /// The same of one address, so that none takes all the places: more than people behind one address need at one moment.
    private static let maximumOfPlace = 4

    /// - Parameter place: where the client is.
    /// - Returns: false where too many are under way; then `body` is not called.
    func run(
        _ check: SlowCheck, of place: FailureThrottle.Client.Place, on eventLoop: any EventLoop,
        then body: @escaping @Sendable (Bool) -> Void
    ) -> Bool {
        guard running < Self.maximum, runningByPlace[place, default: 0] < Self.maximumOfPlace else {
            return false
        }
        running += 1
        runningByPlace[place, default: 0] += 1
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { check.run() }.assumeIsolated()
            .whenComplete { result in
                self.end(of: place)
                body((try? result.get()) ?? false)
            }
        return true
    }

    private func end(of place: FailureThrottle.Client.Place) {
        running -= 1
        let left = runningByPlace[place, default: 1] - 1
        runningByPlace[place] = left > 0 ? left : nil
    }
}
