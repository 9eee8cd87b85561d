/// Small numbers that are given out and come back: what the nodes of a tree, or other things, are known by.
///
/// 0 is never given out: it is the root's.
struct NodeNumbers: Sendable {
    private var next: Int32 = 1
    private var free: [Int32] = []

    /// Every number in use is less than this.
    var limit: Int { Int(next) }
    /// Most numbers are free, so that it is worth while to give those in use anew.
    var areSparse: Bool { limit > 64 && free.count > limit / 4 * 3 }

    /// A number that is not in use.
    mutating func take() -> Int32 {
        if let number = free.popLast() { return number }
        next += 1
        return next - 1
    }

    /// `number` is no longer in use.
    mutating func giveBack(_ number: Int32) {
        free.append(number)
    }

    /// Gives the numbers in use anew, without gaps and in the same order.
    ///
    /// - Returns: the new number of each old one; -1 for one that was free.
    mutating func renumber() -> [Int32] {
        var numbers = [Int32](repeating: 0, count: limit)
        for number in free { numbers[Int(number)] = -1 }
        next = 0
        for number in numbers.indices where numbers[number] >= 0 {
            numbers[number] = next
            next += 1
        }
        free = []
        return numbers
    }
}
