import WAMP

/// Ids in ascending order which come and go, to be read page by page.
///
/// Runs of at most 512 ids, so that none of its methods moves more than one run, however many ids there are.
package struct SortedIDs: Sendable {
    private static let longestRun = 512

    /// None is empty.
    private var runs: [[UInt64]] = []
    package private(set) var count = 0

    package init() {}

    /// Adds an id, which is not among them.
    package mutating func insert(_ id: UInt64) {
        count += 1
        let run = max(0, firstRun(endingAtOrAfter: id, otherwise: runs.count - 1))
        guard !runs.isEmpty else { return runs.append([id]) }
        if runs[run].count == Self.longestRun {
            // Ids mostly ascend: then the last run stays full.
            if run == runs.count - 1, let last = runs[run].last, last < id { return runs.append([id]) }
            let half = Array(runs[run][(Self.longestRun / 2)...])
            runs[run].removeSubrange((Self.longestRun / 2)...)
            runs.insert(half, at: run + 1)
            return place(id, in: half[0] < id ? run + 1 : run)
        }
        place(id, in: run)
    }

    private mutating func place(_ id: UInt64, in run: Int) {
        runs[run].insert(id, at: Self.firstPlace(in: runs[run], after: id))
    }

    /// Takes an id out; does nothing where it is not among them.
    package mutating func remove(_ id: UInt64) {
        let run = firstRun(endingAtOrAfter: id, otherwise: -1)
        guard run >= 0 else { return }
        let place = Self.firstPlace(in: runs[run], after: id) - 1
        guard place >= 0, runs[run][place] == id else { return }
        count -= 1
        runs[run].remove(at: place)
        if runs[run].isEmpty {
            runs.remove(at: run)
        } else if run + 1 < runs.count, runs[run].count + runs[run + 1].count <= Self.longestRun / 2 {
            // So that few ids do not stand in many runs.
            runs[run] += runs[run + 1]
            runs.remove(at: run + 1)
        }
    }

    /// The least ids that are greater than `id`, at most `limit` of them.
    package func page(after id: UInt64, limit: Int) -> [UInt64] {
        var run = firstRun(endingAtOrAfter: id, otherwise: runs.count)
        var page: [UInt64] = []
        while run < runs.count, page.count < limit {
            let start = Self.firstPlace(in: runs[run], after: id)
            page += runs[run][start...].prefix(limit - page.count)
            run += 1
        }
        return page
    }

    private func firstRun(endingAtOrAfter id: UInt64, otherwise none: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if let last = runs[middle].last, last < id { low = middle + 1 } else { high = middle }
        }
        return low < runs.count ? low : none
    }

    /// The place of the first id that is greater.
    private static func firstPlace(in run: [UInt64], after id: UInt64) -> Int {
        var low = 0
        var high = run.count
        while low < high {
            let middle = (low + high) / 2
            if run[middle] <= id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The ids of subscriptions or registrations, apart by match policy.
package struct IDsByMatchPolicy: Sendable {
    private var exact = SortedIDs()
    private var prefix = SortedIDs()
    private var wildcard = SortedIDs()

    package init() {}

    package subscript(match: MatchPolicy) -> SortedIDs {
        get {
            switch match {
            case .exact: exact
            case .prefix: prefix
            case .wildcard: wildcard
            }
        }
        _modify {
            switch match {
            case .exact: yield &exact
            case .prefix: yield &prefix
            case .wildcard: yield &wildcard
            }
        }
    }
}
