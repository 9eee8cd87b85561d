import Routing
import WAMP

/// Which part of a list of ids a caller asks for, so that lists of any length fit messages: ids ascend, those
/// up to the keyword argument `after` are left out, and at most `limit` are returned. Not in the
/// specification; without the keyword arguments, lists up to the greatest limit are answered exactly as it
/// says.
struct IDPage {
    /// 10,000 ids take less than 200 KiB.
    static let greatestLimit = 10_000

    let limit: Int
    let after: UInt64

    /// A `limit` above the greatest stands for the greatest.
    init(_ arguments: MetaArguments) throws(MetaError) {
        let limit = try arguments.optionalPositiveInteger(.keyword("limit"))
        self.limit = Int(min(limit ?? UInt64.max, UInt64(Self.greatestLimit)))
        after = try arguments.optionalID(.keyword("after")) ?? 0
    }

    /// The part of one list.
    func result(_ ids: [UInt64]) -> MetaResult {
        result(ofSorted: ids.filter { $0 > after }.sorted())
    }

    /// The part of several lists together.
    ///
    /// - Parameter lists: without ids in common.
    func result(merging lists: [SortedIDs]) -> MetaResult {
        let ids = lists.flatMap { $0.page(after: after, limit: limit + 1) }
        return result(ofSorted: lists.count == 1 ? ids : ids.sorted())
    }

    private func result(ofSorted ids: [UInt64]) -> MetaResult {
        MetaResult(Self.list(ids.prefix(limit)), hasMore: ids.count > limit)
    }

    /// The part of three lists, one for each match policy; limit and order are over all of them together.
    ///
    /// - Parameter page: the ids under one match policy after an id, at most so many.
    func result(_ page: (MatchPolicy, _ after: UInt64, _ limit: Int) -> [UInt64]) -> MetaResult {
        let policies: [MatchPolicy] = [.exact, .prefix, .wildcard]
        let lists = policies.map { page($0, after, limit + 1) }
        let all = lists.joined().sorted()
        let last = all.prefix(limit).last ?? 0
        var members = ValueDictionary()
        for (policy, list) in zip(policies, lists) {
            members[policy.rawValue] = Self.list(list.prefix { $0 <= last })
        }
        return MetaResult(.dictionary(members), hasMore: all.count > limit)
    }

    private static func list(_ ids: ArraySlice<UInt64>) -> Value { .list(ids.map { Value($0) }) }
}
