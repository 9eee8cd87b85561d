import Routing
import WAMP

/// What is published when a session ends (advanced profile, "Session Testament").
struct Testaments {
    /// Bounds of what one session may leave.
    struct Limits: Sendable {
        var count: Int
        /// The sum of `StoredMessage.byteCount`.
        var bytes: Int
    }

    /// Which end of a session a testament is for. Sessions are not resumed here, so both come together.
    enum Scope: String, CaseIterable {
        case detached, destroyed
    }

    /// The testaments of one scope in the order in which they were added.
    private struct Bucket {
        var messages: [StoredMessage] = []
        var byteCount = 0
    }

    private var detached = Bucket()
    private var destroyed = Bucket()

    /// All of them in the order in which they are published: `detached` before `destroyed`.
    var all: [StoredMessage] { detached.messages + destroyed.messages }

    /// Adds a PUBLISH as the last of its scope.
    ///
    /// - Returns: false where that would exceed the limits, which hold for both scopes together.
    mutating func add(_ message: StoredMessage, _ scope: Scope, limits: Limits) -> Bool {
        let size = message.byteCount
        guard detached.messages.count + destroyed.messages.count < limits.count,
            detached.byteCount + destroyed.byteCount + size <= limits.bytes
        else { return false }
        switch scope {
        case .detached:
            detached.messages.append(message)
            detached.byteCount += size
        case .destroyed:
            destroyed.messages.append(message)
            destroyed.byteCount += size
        }
        return true
    }

    /// Forgets the testaments of a scope.
    mutating func flush(_ scope: Scope) {
        switch scope {
        case .detached: detached = Bucket()
        case .destroyed: destroyed = Bucket()
        }
    }
}
