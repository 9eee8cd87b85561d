import Routing
import WAMP

/// The messages of a session that wait because an authorizer is being asked about the first of them, so that the order in which the
/// client sent them holds (basic profile, "Ordering Guarantees").
///
/// Unchecked because it is confined to its session's loop.
final class Suspension: @unchecked Sendable {
    /// The messages as they were received, the one that is asked about first.
    private var messages: [[UInt8]] = []
    private var taken = 0
    private(set) var byteCount = 0
    /// The answer, for the first message.
    var answer: Permissions.Decision?
    /// The messages are being decided again; new ones do not come in the meantime.
    var isResuming = false

    var isEmpty: Bool { taken == messages.count }

    func append(_ bytes: RawSpan) {
        byteCount += bytes.byteCount + Self.overhead
        messages.append(Array(copying: bytes))
    }

    /// The next message, which stays the first until it is removed.
    var first: [UInt8]? { taken < messages.count ? messages[taken] : nil }

    func removeFirst() {
        guard taken < messages.count else { return }
        byteCount -= messages[taken].count + Self.overhead
        messages[taken] = []
        taken += 1
        if taken == messages.count {
            messages.removeAll()
            taken = 0
        }
    }

    /// What keeping one message takes beside its bytes, about.
    private static let overhead = 48
}
