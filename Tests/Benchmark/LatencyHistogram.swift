/// Durations in nanoseconds, counted in buckets of which each is at most 1/64 wide of its own value.
struct LatencyHistogram {
    /// Values below twice this have a bucket each; every doubling from there on has this many.
    private static let bucketsPerDoubling = 64
    /// Enough for 2^45 nanoseconds, ten hours.
    private static let doublings = 40

    private var counts = [Int](repeating: 0, count: (doublings + 1) * bucketsPerDoubling)
    private(set) var total = 0

    @inline(__always)
    mutating func record(_ nanoseconds: UInt64) {
        counts[min(Self.bucket(of: nanoseconds), counts.count &- 1)] &+= 1
        total &+= 1
    }

    /// The value that a share of all durations (0...1) does not exceed: its bucket's middle, in nanoseconds; not a number
    /// where there are no durations.
    func percentile(_ share: Double) -> Double {
        let wanted = max(1, Int((share * Double(total)).rounded(.up)))
        var seen = 0
        for (bucket, count) in counts.enumerated() {
            seen += count
            if seen >= wanted { return Self.middle(of: bucket) }
        }
        return .nan
    }

    @inline(__always)
    private static func bucket(of value: UInt64) -> Int {
        let shift = max(0, 57 &- value.leadingZeroBitCount)
        return shift &* bucketsPerDoubling &+ Int(truncatingIfNeeded: value &>> UInt64(shift))
    }

    private static func middle(of bucket: Int) -> Double {
        let shift = max(0, bucket / bucketsPerDoubling - 1)
        let width = Double(1 << shift)
        return Double(bucket - shift * bucketsPerDoubling) * width + (width - 1) / 2
    }
}
