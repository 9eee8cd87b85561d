/// How much of one kind the sessions of each group, a role, may hold together, and all sessions of the realm; and how much they
/// do. Without bounds nothing is counted.
package struct Allowance: Sendable {
    /// Whose bound has been reached.
    package enum Bound: Equatable, Sendable {
        case session, role, realm
    }

    /// For each group, by its number.
    private let groupLimits: [Int]
    private let limit: Int
    private let isBounded: Bool
    private var counts: [Int]
    private var count = 0

    /// - Parameters:
    ///   - groups: the most that each group may hold, `Int.max` for no bound.
    ///   - limit: the most that all may hold.
    package init(groups: [Int] = [], limit: Int = .max) {
        groupLimits = groups
        self.limit = limit
        isBounded = limit != .max || groups.contains { $0 != .max }
        counts = Array(repeating: 0, count: isBounded ? groups.count : 0)
    }

    /// The bound that keeps a session of a group from holding one more.
    @inline(__always)
    package func reached(by group: Int) -> Bound? {
        isBounded ? reachedBound(by: group) : nil
    }

    /// A session of a group holds so many more, or fewer.
    @inline(__always)
    package mutating func add(_ number: Int, to group: Int) {
        if isBounded { addBounded(number, to: group) }
    }

    @inline(never)
    private func reachedBound(by group: Int) -> Bound? {
        if counts.indices.contains(group), counts[group] >= groupLimits[group] { return .role }
        return count >= limit ? .realm : nil
    }

    @inline(never)
    private mutating func addBounded(_ number: Int, to group: Int) {
        count += number
        if counts.indices.contains(group) { counts[group] += number }
    }
}
