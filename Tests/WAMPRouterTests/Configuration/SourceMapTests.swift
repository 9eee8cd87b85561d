import Testing
import WAMP

@testable import WAMPRouter

@Suite("Places in a configuration text")
struct SourceMapTests {
    @Test("Values and keys are found, with white space and escapes around them")
    func places() {
        let text = Array(#" { "a" : [ 1 , { "b\u0062" : "x" } ] , "c":{}}"#.utf8)
        let map = SourceMap(text.span.bytes)
        let list = ConfigurationPath.root.key("a")
        func offset(_ path: ConfigurationPath, key: String? = nil) -> Int {
            map.offset(of: ConfigurationProblem(path, key: key, ""))
        }
        #expect(offset(.root) == 1)
        #expect(offset(list) == 9)
        #expect(offset(.root, key: "a") == 3)
        #expect(offset(list.position(0)) == 11)
        #expect(offset(list.position(1).key("bb")) == 29)
        #expect(offset(list.position(1), key: "bb") == 17)
        #expect(offset(.root.key("c")) == 43)
    }

    @Test("A value that is not in the text is placed at the innermost object around it")
    func absent() {
        let text = Array(#"{"a":{"b":1}}"#.utf8)
        let map = SourceMap(text.span.bytes)
        #expect(map.offset(of: .init(.root.key("a").key("x").position(3), "")) == 5)
        #expect(map.offset(of: .init(.root.key("a"), key: "x", "")) == 5)
        #expect(map.offset(of: .init(.root.key("z"), "")) == 0)
    }

    @Test("Keys that occur again are listed with their places, in nested objects too")
    func duplicates() {
        let text = Array(#"{"a":1,"b":[{"c":1,"c":2}],"a":3}"#.utf8)
        let map = SourceMap(text.span.bytes)
        #expect(map.duplicates.map(\.offset) == [19, 27])
        #expect(map.duplicates.map(\.problem.path.description) == ["$.b[0]", "$"])
        #expect(map.offset(of: .init(.root.key("a"), "")) == 31)
    }
}
