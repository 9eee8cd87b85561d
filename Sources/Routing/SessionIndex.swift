/// Where a live session stands in the tables of its realm: small, dense, and used again after it left.
///
/// The tables of `Broker` and `Dealer` are arrays indexed by it, so that finding a session's state is one
/// array access. Whatever refers to a session is removed when the session leaves, before its index serves again.
package struct SessionIndex: Hashable, Sendable {
    package let rawValue: Int32

    package init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    package var position: Int { Int(rawValue) }
}
