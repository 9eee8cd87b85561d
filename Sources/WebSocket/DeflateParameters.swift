/// The parameters of one permessage-deflate offer or response (RFC 7692 §7.1).
package struct DeflateParameters: Equatable, Sendable {
    /// client_max_window_bits, which in an offer may come without a value.
    package enum ClientWindow: Equatable, Sendable {
        case absent
        /// The client can limit its window if the server asks for it.
        case supported
        case bits(UInt8)
    }

    package static let extensionName = "permessage-deflate"

    package var serverNoContextTakeover = false
    package var clientNoContextTakeover = false
    package var serverMaxWindowBits: UInt8?
    package var clientMaxWindowBits = ClientWindow.absent

    package init() {}

    /// Reads an element; nil when it is another extension, or has a parameter that is unknown, doubled or has
    /// a wrong value: such an offer is to be declined (§7.1).
    package init?(_ offer: ExtensionOffer) {
        guard HeaderFields.equalsIgnoringCase(offer.name, Self.extensionName) else { return nil }
        var seen: [String] = []
        for parameter in offer.parameters {
            guard !seen.contains(parameter.name) else { return nil }
            seen.append(parameter.name)
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil): serverNoContextTakeover = true
            case ("client_no_context_takeover", nil): clientNoContextTakeover = true
            case ("server_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                serverMaxWindowBits = bits
            case ("client_max_window_bits", nil): clientMaxWindowBits = .supported
            case ("client_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                clientMaxWindowBits = .bits(bits)
            default: return nil
            }
        }
    }

    /// The element for the header field.
    package var offer: ExtensionOffer {
        var offer = ExtensionOffer(Self.extensionName)
        if serverNoContextTakeover { offer.parameters.append(.init("server_no_context_takeover")) }
        if clientNoContextTakeover { offer.parameters.append(.init("client_no_context_takeover")) }
        if let bits = serverMaxWindowBits {
            offer.parameters.append(.init("server_max_window_bits", "\(bits)"))
        }
        switch clientMaxWindowBits {
        case .absent: break
        case .supported: offer.parameters.append(.init("client_max_window_bits"))
        case .bits(let bits): offer.parameters.append(.init("client_max_window_bits", "\(bits)"))
        }
        return offer
    }

    /// 8 to 15, without leading zeros (§7.1.2.1).
    private static func windowBits(_ text: String) -> UInt8? {
        guard let bits = UInt8(text), (8...15).contains(bits), String(bits) == text else { return nil }
        return bits
    }
}
