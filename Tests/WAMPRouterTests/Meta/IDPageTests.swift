import Testing
import WAMP

@testable import WAMPRouter

@Suite("Lists of ids in pages")
struct IDPageTests {
    private func page(_ keywords: String) throws -> IDPage {
        let bytes = Array("[48,1,{},\"a\",[],\(keywords)]".utf8)
        let envelope = try JSON.scan(bytes.span.bytes, utf8: .unchecked)
        return try IDPage(MetaArguments(envelope, bytes.span.bytes, limits: ScanLimits()))
    }

    private func text(_ result: MetaResult) -> String { String(decoding: result.payload, as: UTF8.self) }

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
        func lists(_ policy: MatchPolicy) -> [UInt64] {
            switch policy {
            case .exact: [7, 1]
            case .prefix: [2, 4]
            case .wildcard: [3]
            }
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
