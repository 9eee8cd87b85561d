import Testing

@testable import WebSocket

@Suite("Parameters of permessage-deflate (RFC 7692 §7.1)")
struct DeflateParametersTests {
    private func parse(_ text: String) -> DeflateParameters? {
        ExtensionOffer.parse(text)?.first.flatMap(DeflateParameters.init)
    }

    @Test("All four parameters are read and written")
    func all() {
        let text =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
            + "server_max_window_bits=10; client_max_window_bits=9"
        let parameters = parse(text)
        #expect(parameters?.serverNoContextTakeover == true)
        #expect(parameters?.clientNoContextTakeover == true)
        #expect(parameters?.serverMaxWindowBits == 10)
        #expect(parameters?.clientMaxWindowBits == .bits(9))
        #expect(parameters?.offer.text == text)
        #expect(parse("permessage-deflate; client_max_window_bits")?.clientMaxWindowBits == .supported)
        #expect(parse("Permessage-Deflate") == DeflateParameters())
    }

    @Test(
        "An unknown, doubled or wrong parameter makes the offer one to decline",
        arguments: [
            "x", "server_no_context_takeover=1", "client_no_context_takeover=true", "server_max_window_bits",
            "server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=010",
            "server_max_window_bits=+9", "server_max_window_bits=a", "client_max_window_bits=7",
            "client_max_window_bits=16", "client_max_window_bits=09", "client_max_window_bits=300",
            "server_no_context_takeover; server_no_context_takeover",
            "client_max_window_bits; client_max_window_bits=10",
        ])
    func declined(parameter: String) {
        #expect(parse("permessage-deflate; \(parameter)") == nil)
    }

    @Test("Another extension is none of this")
    func otherExtension() {
        #expect(parse("permessage-bzip2") == nil)
    }
}
