import Testing

@testable import WAMP

@Suite("Reading lists without a tree")
struct JSONElementReaderTests {
    private func elements(_ list: String) throws(WireError) -> [String] {
        let bytes = list.utf8Bytes
        var reader = JSON.ElementReader(wholeRange(list))
        var elements: [String] = []
        while let element = try reader.next(in: bytes.span.bytes) { elements.append(text(element, of: list)) }
        return elements
    }

    @Test("Elements come in their order with their delimiters")
    func order() throws {
        #expect(
            try elements(#"[1, "a" ,[2 , 3],{"b":4},null]"#) == [
                "1", "\"a\"", "[2 , 3]", "{\"b\":4}", "null",
            ])
        #expect(try elements("[[]]") == ["[]"])
    }

    @Test("Empty lists and empty ranges have no elements", arguments: ["[]", "[ ]", ""])
    func none(list: String) throws {
        #expect(try elements(list).isEmpty)
    }

    @Test(
        "Bytes that nothing has validated are refused and never trap",
        arguments: ["[", "[1", "[1,", "[1,]", "[,]", "[1 2]", "{}", "1"])
    func unvalidated(list: String) {
        #expect(throws: WireError.self) { try elements(list) }
    }
}
