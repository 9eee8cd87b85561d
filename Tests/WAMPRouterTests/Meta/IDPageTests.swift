import Routing
import Testing
import WAMP

@testable import WAMPRouter

@Suite("Lists of ids in pages")
struct IDPageTests {
    private func page(_ keywords: String) throws -> IDPage {
        let bytes = Array("[48,1,{},\"a\",[],\(keywords)]".utf8)
        let envelope = try JSON.scan(bytes.span.bytes, utf8: .unchecked)
        return try IDPage(MetaArguments(envelope, bytes.span.bytes, .json, limits: ScanLimits()))
    }

    private func text(_ result: MetaResult) -> String {
        String(decoding: result.payload(.json).bytes, as: UTF8.self)
    }

    @Test("Ids ascend, and a list within the limit says nothing of more")
    func ascending() throws {
        #expect(try text(page("{}").result([5, 1, 9])) == "[[1,5,9]]")
        #expect(try text(page("{\"limit\":3}").result([5, 1, 9])) == "[[1,5,9]]")
        #expect(try text(page("{}").result([])) == "[[]]")
    }

    @Test("A list beyond the limit says that there are more; after the last of them it goes on")
    func paging() throws {
        #expect(try text(page("{\"limit\":2}").result([5, 1, 9])) == "[[1,5]],{\"more\":true}")
        #expect(try text(page("{\"limit\":2,\"after\":5}").result([5, 1, 9])) == "[[9]]")
        #expect(try text(page("{\"after\":9}").result([5, 1, 9])) == "[[]]")
        #expect(try text(page("{\"after\":4}").result([5, 1, 9])) == "[[5,9]]")
    }

    @Test("Lists that are kept apart come as one")
    func merging() throws {
        var lists = [SortedIDs(), SortedIDs()]
        for id in [4, 8, 15] as [UInt64] { lists[0].insert(id) }
        for id in [5, 6] as [UInt64] { lists[1].insert(id) }
        #expect(try text(page("{}").result(merging: lists)) == "[[4,5,6,8,15]]")
        #expect(
            try text(page("{\"limit\":2,\"after\":4}").result(merging: lists)) == "[[5,6]],{\"more\":true}")
        #expect(try text(page("{\"after\":8}").result(merging: [lists[0]])) == "[[15]]")
        #expect(try text(page("{}").result(merging: [])) == "[[]]")
    }

    @Test(
        "Without a limit, and with a greater one, the limit is 10,000",
        arguments: ["{}", "{\"limit\":20000}"])
    func greatest(keywords: String) throws {
        let ids = (1...10_001).map { UInt64($0) }
        let result = try text(page(keywords).result(ids))
        #expect(result.hasSuffix(",10000]],{\"more\":true}"))
        #expect(try text(page(keywords).result(Array(ids.dropLast()))).hasSuffix(",10000]]"))
    }

    @Test("Limit and order go over the lists of all three match policies together")
    func three() throws {
        func lists(_ policy: MatchPolicy, after: UInt64, limit: Int) -> [UInt64] {
            let ids: [UInt64] =
                switch policy {
                case .exact: [1, 7]
                case .prefix: [2, 4]
                case .wildcard: [3]
                }
            return Array(ids.filter { $0 > after }.prefix(limit))
        }
        #expect(try text(page("{}").result(lists)) == #"[{"exact":[1,7],"prefix":[2,4],"wildcard":[3]}]"#)
        #expect(
            try text(page("{\"limit\":2}").result(lists))
                == #"[{"exact":[1],"prefix":[2],"wildcard":[]}],{"more":true}"#)
        #expect(
            try text(page("{\"limit\":2,\"after\":2}").result(lists))
                == #"[{"exact":[],"prefix":[4],"wildcard":[3]}],{"more":true}"#)
        #expect(
            try text(page("{\"limit\":2,\"after\":4}").result(lists))
                == #"[{"exact":[7],"prefix":[],"wildcard":[]}]"#)
        #expect(
            try text(page("{\"after\":7}").result(lists)) == #"[{"exact":[],"prefix":[],"wildcard":[]}]"#)
    }
}
