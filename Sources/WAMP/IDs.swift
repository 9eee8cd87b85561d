/// The range of IDs: integers between (inclusive) 1 and 2^53 (basic profile, "IDs").
package enum IDRange {
    package static let least: UInt64 = 1
    /// 2^53, the largest integer below which every integer is an exact IEEE 754 double.
    package static let greatest: UInt64 = 1 << 53

    @inline(__always)
    package static func contains(_ id: UInt64) -> Bool { id &- 1 < greatest }

    /// The id after `id` in the session scope: it wraps to 1 after 2^53.
    package static func successor(of id: UInt64) -> UInt64 { id < greatest ? id &+ 1 : least }
}
