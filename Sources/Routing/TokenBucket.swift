/// A rate with a burst: so many tokens a second flow into a bucket of a certain size, and whatever is done takes some out.
package struct TokenBucket: Sendable {
    private let perSecond: Double
    // Thousand-millionths of tokens, whose sums are exact: what a nanosecond brings is a whole number of them.
    private let burst: Double
    private var tokens: Double
    private static let token = 1e9
    /// Nanoseconds of a clock that never goes back.
    private var time: UInt64

    /// A bucket that is full.
    package init(perSecond: Int, burst: Int, now: UInt64) {
        self.perSecond = Double(max(1, perSecond))
        self.burst = Double(max(1, burst)) * Self.token
        tokens = self.burst
        time = now
    }

    /// Time has passed.
    package mutating func refill(now: UInt64) {
        guard now > time else { return }
        tokens = min(burst, tokens + Double(now - time) * perSecond)
        time = now
    }

    /// Takes one token, if there is one.
    package mutating func take() -> Bool {
        guard tokens >= Self.token else { return false }
        tokens -= Self.token
        return true
    }

    /// Takes tokens whether they are there or not.
    package mutating func spend(_ count: Int) {
        tokens -= Double(count) * Self.token
    }

    /// More has been taken than there was.
    package var isOverdrawn: Bool { tokens < 0 }

    /// The nanoseconds until nothing is owed any more, at most an hour.
    package var wait: UInt64 {
        isOverdrawn ? UInt64(min(3_600e9, (-tokens / perSecond).rounded(.up))) : 0
    }
}
