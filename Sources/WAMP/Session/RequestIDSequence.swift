/// Checks the request ids of one client: 1, 2, 3 … over all its requests (basic profile, "IDs", session scope).
package struct RequestIDSequence: Sendable {
    private var next: UInt64 = IDRange.least
    private let isTolerant: Bool

    /// - Parameter isTolerant: any id in 1...2^53 is accepted, for clients that do not count.
    package init(isTolerant: Bool) {
        self.isTolerant = isTolerant
    }

    /// The id that a client has to use next.
    package var expected: UInt64 { next }

    /// Takes the id of a new request; `false`: it is out of range or, unless tolerated, out of sequence.
    package mutating func accept(_ id: UInt64) -> Bool {
        if id == next {
            next = IDRange.successor(of: id)
            return true
        }
        return isTolerant && IDRange.contains(id)
    }

    /// Takes an id back that was accepted last: its request comes again.
    package mutating func takeBack(_ id: UInt64) {
        if IDRange.successor(of: id) == next { next = id }
    }
}
