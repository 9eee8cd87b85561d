import Testing

@testable import WAMP

@Suite("Places in a text")
struct TextPlaceTests {
    private func place(_ offset: Int, _ text: String) -> String {
        TextPlace(of: offset, in: text.utf8Bytes.span.bytes).description
    }

    @Test("Lines and columns count from 1, columns in characters")
    func places() {
        let text = "ab\né😀x\n\ny"
        #expect(place(0, text) == "line 1, column 1")
        #expect(place(2, text) == "line 1, column 3")
        #expect(place(3, text) == "line 2, column 1")
        #expect(place(9, text) == "line 2, column 3")
        #expect(place(11, text) == "line 3, column 1")
        #expect(place(12, text) == "line 4, column 1")
        #expect(place(13, text) == "line 4, column 2")
    }

    @Test("Offsets outside of the text are its ends")
    func outside() {
        #expect(place(-5, "ab") == "line 1, column 1")
        #expect(place(100, "ab") == "line 1, column 3")
        #expect(place(0, "") == "line 1, column 1")
    }

    @Test("The place of a syntax error is found by its offset")
    func ofAnError() {
        let text = "{\n  \"a\": 1,\n  \"b\": 02\n}"
        let offset = invalidity(text.utf8Bytes)?.offset ?? -1
        #expect(place(offset, text) == "line 3, column 8")
    }
}
