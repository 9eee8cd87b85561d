import Foundation
import Testing
import WAMPAuth

@Suite("SASLprep (RFC 4013)")
struct SASLprepTests {
    private func prepare(_ text: String) -> String? {
        try? SASLprep.prepare(text) { $0.precomposedStringWithCompatibilityMapping }
    }

    @Test(
        "The examples of section 3, and what is mapped",
        arguments: [
            ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"),
            ("a\u{A0}b", "a b"), ("e\u{301}", "\u{E9}"), ("", ""),
        ])
    func examples(text: String, prepared: String) {
        #expect(prepare(text)?.unicodeScalars.elementsEqual(prepared.unicodeScalars) == true)
    }

    @Test(
        "Prohibited characters",
        arguments: ["\u{7}", "a\u{7F}", "\u{E000}", "\u{FFFE}", "\u{200E}", "\u{E0001}", "\u{10FFFF}"])
    func prohibited(text: String) {
        #expect(prepare(text) == nil)
    }
}
