import Testing

@testable import WebSocket

@Suite("Sec-WebSocket-Extensions (RFC 6455 §9.1)")
struct ExtensionOfferTests {
    @Test("Extensions, parameters, quoted values and optional space")
    func parsed() {
        let value = "foo, bar; baz=2 ;x , permessage-deflate ; client_max_window_bits=\"1\\0\";q"
        #expect(
            ExtensionOffer.parse(value) == [
                ExtensionOffer("foo"), ExtensionOffer("bar", [.init("baz", "2"), .init("x")]),
                ExtensionOffer("permessage-deflate", [.init("client_max_window_bits", "10"), .init("q")]),
            ])
        #expect(ExtensionOffer.parse("") == [])
        #expect(ExtensionOffer.parse(" , ,a,") == [ExtensionOffer("a")])
    }

    @Test(
        "What does not follow the grammar is refused",
        arguments: [
            ";", "a;", "a;;b", "a;b=", "a b", "a;b=\"", "a;b=\"\"", "a;b=\"x y\"", "a;b=\"x\\", "a=b", "a;=b",
            "a;b==c",
            "\"a\"", "a;b=c d", "é",
        ])
    func refused(value: String) {
        #expect(ExtensionOffer.parse(value) == nil)
    }

    @Test("An element is written as it is read")
    func text() {
        let offer = ExtensionOffer("permessage-deflate", [.init("a"), .init("b", "9")])
        #expect(offer.text == "permessage-deflate; a; b=9")
        #expect(ExtensionOffer.parse(offer.text) == [offer])
    }
}
