import Testing

@testable import Transport

@Suite("IP addresses as text (RFC 5952)")
struct IPAddressTests {
    @Test(
        "Text becomes canonical",
        arguments: [
            ("192.0.2.7", .v4, "192.0.2.7"), ("2001:DB8:0:0:1:0:0:1", .v6, "2001:db8::1:0:0:1"),
            ("0:0:0:0:0:0:0:0", .v6, "::"), ("::FFFF:c000:207", .v6, "192.0.2.7"), ("::1", .v6, "::1"),
        ] as [(String, IPAddress.Family, String)])
    func canonical(text: String, family: IPAddress.Family, expected: String) {
        #expect(IPAddress(text: Array(text.utf8), family)?.text == expected)
    }

    @Test(
        "What is no address of the family is none",
        arguments: [
            ("", .v4), ("1.2.3", .v4), ("1.2.3.4 ", .v4), ("1.2.3.4\0", .v4), ("::1", .v4), ("", .v6),
            ("1.2.3.4", .v6), ("::1\0", .v6), ("::1%1", .v6), ("é", .v6),
        ] as [(String, IPAddress.Family)])
    func invalid(text: String, family: IPAddress.Family) {
        #expect(IPAddress(text: Array(text.utf8), family) == nil)
    }

    @Test("Octets are written as text; missing ones are zero, more are not read")
    func octets() {
        #expect(IPAddress(v4: [192, 0, 2, 7]).text == "192.0.2.7")
        #expect(IPAddress(v4: [192, 0, 2, 7, 9]).text == "192.0.2.7")
        #expect(IPAddress(v4: []).text == "0.0.0.0")
        #expect(IPAddress(v6: [0x20, 0x01]).text == "2001::")
        #expect(
            IPAddress(v6: [UInt8](repeating: 0xFF, count: 17)).text
                == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 7]
        #expect(IPAddress(v6: mapped).text == "192.0.2.7")
    }
}
