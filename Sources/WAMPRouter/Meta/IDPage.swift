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
        let (page, hasMore) = select(ids)
        return MetaResult(Self.list(page), hasMore: hasMore)
    }

    /// The part of three lists, one for each match policy; limit and order are over all of them together.
    ///
    /// - Parameter ids: the ids under one match policy.
    func result(_ ids: (MatchPolicy) -> [UInt64]) -> MetaResult {
        let policies: [MatchPolicy] = [.exact, .prefix, .wildcard]
        let lists = policies.map(ids)
        let (page, hasMore) = select(Array(lists.joined()))
        var members = ValueDictionary()
        for (policy, list) in zip(policies, lists) {
            members[policy.rawValue] = Self.list(
                list.filter { id in id > after && id <= page.last ?? 0 }.sorted())
        }
        return MetaResult(.dictionary(members), hasMore: hasMore)
    }

    private func select(_ ids: [UInt64]) -> (page: [UInt64], hasMore: Bool) {
        let rest = ids.filter { $0 > after }.sorted()
        return (Array(rest.prefix(limit)), rest.count > limit)
    }

    private static func list(_ ids: [UInt64]) -> Value { .list(ids.map { Value($0) }) }
}
