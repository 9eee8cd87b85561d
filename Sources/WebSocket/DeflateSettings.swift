/// What this end wants of permessage-deflate (RFC 7692), and how it answers an offer or judges a response.
///
/// The window is 2^12 and zlib's memory level 5 by default: for the small, similar messages of RPC and
/// publish/subscribe they compress nearly as well as 15 and 8 and take a tenth of the memory.
package struct DeflateSettings: Equatable, Sendable {
    /// The largest window of what the server sends, as a power of two: 9…15.
    package var serverMaxWindowBits: UInt8
    /// The largest window of what the client sends: 9…15.
    package var clientMaxWindowBits: UInt8
    package var serverNoContextTakeover: Bool
    package var clientNoContextTakeover: Bool
    /// zlib's `level`: 0…9.
    package var level: UInt8
    /// zlib's `memLevel`: 1…9.
    package var memoryLevel: UInt8
    /// Messages below this many bytes are sent uncompressed: deflating 100 bytes costs more than sending them.
    package var threshold: UInt32

    package init(
        serverMaxWindowBits: UInt8 = 12, clientMaxWindowBits: UInt8 = 12,
        serverNoContextTakeover: Bool = false, clientNoContextTakeover: Bool = false,
        level: UInt8 = 6, memoryLevel: UInt8 = 5, threshold: UInt32 = 128
    ) {
        self.serverMaxWindowBits = min(max(serverMaxWindowBits, 9), 15)
        self.clientMaxWindowBits = min(max(clientMaxWindowBits, 9), 15)
        self.serverNoContextTakeover = serverNoContextTakeover
        self.clientNoContextTakeover = clientNoContextTakeover
        self.level = level
        self.memoryLevel = memoryLevel
        self.threshold = threshold
    }

    private func negotiated(
        outgoing: (bits: UInt8, noTakeover: Bool), incoming: (bits: UInt8, noTakeover: Bool)
    ) -> NegotiatedDeflate {
        NegotiatedDeflate(
            outgoingWindowBits: outgoing.bits, outgoingNoContextTakeover: outgoing.noTakeover,
            incomingWindowBits: incoming.bits, incomingNoContextTakeover: incoming.noTakeover,
            level: level, memoryLevel: memoryLevel, threshold: threshold)
    }
}

// MARK: Server

extension DeflateSettings {
    /// Takes the first offer that can be taken (RFC 7692 §5.1); nil when there is none.
    package func accept(
        _ offers: [ExtensionOffer]
    ) -> (response: ExtensionOffer, negotiated: NegotiatedDeflate)? {
        for offer in offers {
            if let parameters = DeflateParameters(offer), let accepted = accept(parameters) {
                return (accepted.response.offer, accepted.negotiated)
            }
        }
        return nil
    }

    private func accept(
        _ offer: DeflateParameters
    ) -> (response: DeflateParameters, negotiated: NegotiatedDeflate)? {
        var response = DeflateParameters()
        // §7.1.2.1: zlib cannot make raw DEFLATE with a window of 2^8, so such an offer is declined.
        let serverBits = min(offer.serverMaxWindowBits ?? 15, serverMaxWindowBits)
        guard serverBits >= 9 else { return nil }
        if offer.serverMaxWindowBits != nil || serverBits < 15 { response.serverMaxWindowBits = serverBits }

        // §7.1.2.2: only a client that offered it can be asked for a smaller window.
        var clientBits: UInt8 = 15
        switch offer.clientMaxWindowBits {
        case .absent: break
        case .supported: clientBits = clientMaxWindowBits
        case .bits(let bits): clientBits = min(bits, clientMaxWindowBits)
        }
        if clientBits < 15 { response.clientMaxWindowBits = .bits(clientBits) }

        response.serverNoContextTakeover = offer.serverNoContextTakeover || serverNoContextTakeover
        response.clientNoContextTakeover = offer.clientNoContextTakeover || clientNoContextTakeover
        let negotiated = negotiated(
            outgoing: (serverBits, response.serverNoContextTakeover),
            incoming: (clientBits, response.clientNoContextTakeover))
        return (response, negotiated)
    }
}

// MARK: Client

extension DeflateSettings {
    /// The client's offer.
    package var offer: DeflateParameters {
        var offer = DeflateParameters()
        offer.serverNoContextTakeover = serverNoContextTakeover
        offer.clientNoContextTakeover = clientNoContextTakeover
        offer.serverMaxWindowBits = serverMaxWindowBits < 15 ? serverMaxWindowBits : nil
        offer.clientMaxWindowBits = clientMaxWindowBits < 15 ? .bits(clientMaxWindowBits) : .supported
        return offer
    }

    /// Judges the server's answer to `offer`; nil when it is not one (RFC 7692 §7.1).
    package func verify(_ response: ExtensionOffer) -> NegotiatedDeflate? {
        guard let response = DeflateParameters(response) else { return nil }
        // §7.1.1.1: a server that takes the offer must repeat it.
        if serverNoContextTakeover, !response.serverNoContextTakeover { return nil }
        let serverBits = response.serverMaxWindowBits ?? 15
        guard serverBits <= serverMaxWindowBits else { return nil }
        let clientBits: UInt8
        switch response.clientMaxWindowBits {
        case .absent: clientBits = clientMaxWindowBits
        case .supported: return nil  // §7.1.2.2: in a response it has a value.
        case .bits(let bits):
            // Above the offer it is wrong; 8 zlib cannot do.
            guard bits >= 9, bits <= clientMaxWindowBits else { return nil }
            clientBits = bits
        }
        return negotiated(
            outgoing: (clientBits, response.clientNoContextTakeover || clientNoContextTakeover),
            incoming: (serverBits, response.serverNoContextTakeover))
    }
}
