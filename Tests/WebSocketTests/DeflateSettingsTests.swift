import Testing

@testable import WebSocket

@Suite("Negotiating permessage-deflate (RFC 7692 §5, §7.1)")
struct DeflateSettingsTests {
    private let generous = DeflateSettings(serverMaxWindowBits: 15, clientMaxWindowBits: 15)

    private func accept(_ settings: DeflateSettings, _ offers: String) -> (String, NegotiatedDeflate)? {
        settings.accept(ExtensionOffer.parse(offers) ?? []).map { ($0.response.text, $0.negotiated) }
    }

    @Test(
        "The server answers what was offered",
        arguments: [
            ("", "", 15, false, 15, false), ("; client_max_window_bits", "", 15, false, 15, false),
            ("; server_max_window_bits=10", "; server_max_window_bits=10", 10, false, 15, false),
            ("; server_max_window_bits=15", "; server_max_window_bits=15", 15, false, 15, false),
            ("; client_max_window_bits=8", "; client_max_window_bits=8", 15, false, 8, false),
            ("; server_no_context_takeover", "; server_no_context_takeover", 15, true, 15, false),
            ("; client_no_context_takeover", "; client_no_context_takeover", 15, false, 15, true),
        ] as [(String, String, UInt8, Bool, UInt8, Bool)])
    func answers(
        offer: String, response: String, outgoing: UInt8, forgets: Bool, incoming: UInt8, peerForgets: Bool
    ) {
        let accepted = accept(generous, "permessage-deflate" + offer)
        #expect(accepted?.0 == "permessage-deflate" + response)
        #expect(accepted?.1.outgoingWindowBits == outgoing)
        #expect(accepted?.1.outgoingNoContextTakeover == forgets)
        #expect(accepted?.1.incomingWindowBits == incoming)
        #expect(accepted?.1.incomingNoContextTakeover == peerForgets)
    }

    @Test("A server's own limits are imposed, but the client's window only on a client that offered it")
    func imposed() {
        let frugal = DeflateSettings(
            serverMaxWindowBits: 11, clientMaxWindowBits: 10, serverNoContextTakeover: true,
            clientNoContextTakeover: true)
        let both = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        #expect(accept(frugal, "permessage-deflate")?.0 == both + "server_max_window_bits=11")
        #expect(accept(frugal, "permessage-deflate")?.1.incomingWindowBits == 15)
        let able = accept(frugal, "permessage-deflate; client_max_window_bits")
        #expect(able?.0 == both + "server_max_window_bits=11; client_max_window_bits=10")
        #expect(able?.1.incomingWindowBits == 10)
        let smaller = accept(frugal, "permessage-deflate; client_max_window_bits=9; server_max_window_bits=9")
        #expect(smaller?.0 == both + "server_max_window_bits=9; client_max_window_bits=9")
    }

    @Test("A window of 2^8 for the server, or a wrong parameter, makes it take the next offer")
    func nextOffer() {
        let offers =
            "foo, permessage-deflate; server_max_window_bits=8, permessage-deflate; x, permessage-deflate"
        #expect(accept(generous, offers)?.0 == "permessage-deflate")
        #expect(accept(generous, "permessage-deflate; server_max_window_bits=8") == nil)
        #expect(accept(generous, "foo") == nil)
        #expect(accept(generous, "") == nil)
    }

    @Test("Settings beyond what zlib can do are brought into its range")
    func clamped() {
        let settings = DeflateSettings(serverMaxWindowBits: 8, clientMaxWindowBits: 99)
        #expect(settings.serverMaxWindowBits == 9)
        #expect(settings.clientMaxWindowBits == 15)
    }

    @Test(
        "The client takes answers to its offer",
        arguments: [
            "", "; server_max_window_bits=12", "; client_max_window_bits=9", "; client_no_context_takeover",
        ])
    func responses(parameters: String) {
        let response = ExtensionOffer.parse("permessage-deflate" + parameters)?.first
        #expect(response.flatMap(generous.verify) != nil)
    }

    @Test(
        "The client refuses what is no answer to its offer",
        arguments: [
            "permessage-deflate", "permessage-deflate; server_no_context_takeover; server_max_window_bits=13",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; client_max_window_bits=13",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; client_max_window_bits=8",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; x", "foo",
        ])
    func refused(text: String) {
        let settings = DeflateSettings(serverNoContextTakeover: true)
        let response = ExtensionOffer.parse(text)?.first
        #expect(response != nil)
        #expect(response.flatMap(settings.verify) == nil)
    }

    @Test("Both ends of every negotiation see the same windows")
    func bothEnds() {
        for bits in 9...15 as ClosedRange<UInt8> {
            for flags in 0..<4 {
                let client = DeflateSettings(
                    serverMaxWindowBits: bits, clientMaxWindowBits: 24 - bits,
                    serverNoContextTakeover: flags & 1 != 0,
                    clientNoContextTakeover: flags & 2 != 0)
                for server in [generous, DeflateSettings(), DeflateSettings(clientNoContextTakeover: true)] {
                    guard let accepted = server.accept([client.offer.offer]),
                        let mine = client.verify(accepted.response)
                    else {
                        Issue.record("no agreement at \(bits), \(flags)")
                        continue
                    }
                    #expect(mine.outgoingWindowBits <= accepted.negotiated.incomingWindowBits)
                    #expect(mine.incomingWindowBits == accepted.negotiated.outgoingWindowBits)
                    #expect(mine.incomingNoContextTakeover == accepted.negotiated.outgoingNoContextTakeover)
                    // The receiver may only forget its window when the sender does.
                    #expect(mine.outgoingNoContextTakeover || !accepted.negotiated.incomingNoContextTakeover)
                }
            }
        }
    }
}
