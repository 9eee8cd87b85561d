import Testing

@testable import Transport

@Suite("Headers of the PROXY protocol")
struct ProxyHeaderTests {
    /// What `bytes` are, and the same of every beginning of them and with something behind.
    private func parse(_ bytes: [UInt8]) throws -> ProxyHeader? {
        let whole: ProxyHeader?
        do throws(ProxyProtocolViolation) {
            whole = try ProxyHeader.parse(bytes)
        } catch {
            #expect(throws: error) { try ProxyHeader.parse(bytes + [0x0D, 0x0A]) }
            throw error
        }
        guard let whole else { return nil }
        for count in 0..<whole.byteCount {
            #expect(try ProxyHeader.parse(bytes[..<count]) == nil, "the first \(count) octets")
        }
        #expect(try ProxyHeader.parse(bytes + bytes) == whole)
        return whole
    }

    @Test(
        "What begins with neither signature is refused at its first wrong octet",
        arguments: [
            "G", "PROXY\t", "PROXX", "\u{7F}", "\r\n\r\n\r", "\r\nP", " ", "p",
        ])
    func neither(text: String) throws {
        #expect(throws: ProxyProtocolViolation.notAHeader) { try parse(Array(text.utf8)) }
        #expect(try parse(Array(text.utf8.dropLast())) == nil)
    }

    private static func ip(_ address: String, _ port: UInt16) -> ProxyHeader.Source {
        let parsed = IPAddress(text: Array(address.utf8), address.contains(":") ? .v6 : .v4)
        return parsed.map { .ip($0, port: port) } ?? .connection
    }

    @Test("A source describes itself as the address of a client")
    func description() {
        #expect(Self.ip("192.0.2.7", 80).description == "192.0.2.7:80")
        #expect(Self.ip("2001:db8::7", 80).description == "[2001:db8::7]:80")
        #expect(ProxyHeader.Source.unix.description == "unix")
        #expect(ProxyHeader.Source.connection.description == nil)
    }

    // MARK: Version 1 (§2.1)

    @Test(
        "A line of text names the client",
        arguments: [
            ("TCP4 192.0.2.7 198.51.100.1 56324 443", "192.0.2.7", 56324),
            ("TCP4 0.0.0.0 255.255.255.255 0 65535", "0.0.0.0", 0),
            ("TCP6 2001:db8::7 ::1 1 2", "2001:db8::7", 1),
            ("TCP6 2001:0DB8:0:0:0:0:0:7 ::1 65535 2", "2001:db8::7", 65535),
            ("TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.8 1 2", "192.0.2.7", 1),
        ] as [(String, String, UInt16)])
    func text(line: String, address: String, port: UInt16) throws {
        let bytes = Array("PROXY \(line)\r\n".utf8)
        #expect(
            try parse(bytes) == ProxyHeader(Self.ip(address, port), byteCount: bytes.count))
        // The client's first octets are not looked at.
        #expect(try ProxyHeader.parse(bytes + [0xFF, 0x0D, 0x0A])?.byteCount == bytes.count)
    }

    @Test(
        "UNKNOWN leaves the address of the connection, whatever follows",
        arguments: [
            "UNKNOWN", "UNKNOWN ", "UNKNOWN a b c d e f", "UNKNOWN TCP4 \u{0}\n\r",
        ])
    func unknown(line: String) throws {
        let bytes = Array("PROXY \(line)\r\n".utf8)
        #expect(try parse(bytes) == ProxyHeader(.connection, byteCount: bytes.count))
    }

    @Test(
        "A line with other fields is refused",
        arguments: [
            "", "TCP4", "UNKNOWNS", "UDP4 192.0.2.7 192.0.2.8 1 2", "tcp4 192.0.2.7 192.0.2.8 1 2",
            "TCP4 192.0.2.7 192.0.2.8 1", "TCP4 192.0.2.7 192.0.2.8 1 2 3", "TCP4 192.0.2.7 192.0.2.8 1 2 ",
            "TCP4  192.0.2.7 192.0.2.8 1 2", "TCP4\t192.0.2.7 192.0.2.8 1 2",
            "TCP4 192.0.2.7 192.0.2.8 1 65536",
            "TCP4 192.0.2.7 192.0.2.8 01 2", "TCP4 192.0.2.7 192.0.2.8 +1 2", "TCP4 192.0.2.7 192.0.2.8 -1 2",
            "TCP4 192.0.2.7 192.0.2.8 1 ", "TCP4 192.0.2.07 192.0.2.8 1 2", "TCP4 192.0.2.256 192.0.2.8 1 2",
            "TCP4 192.0.2 192.0.2.8 1 2", "TCP4 0x7f.1 192.0.2.8 1 2", "TCP4 192.0.2.7 localhost 1 2",
            "TCP4 192.0.2.7\u{0} 192.0.2.8 1 2", "TCP4 ::1 ::1 1 2", "TCP6 192.0.2.7 192.0.2.8 1 2",
            "TCP6 ::1%lo ::1 1 2", "TCP6 [::1] ::1 1 2", "TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2",
            "TCP4 192.0.2.7 192.0.2.8 1 2\n", "TCP4 192.0.2.7 192.0.2.8 1 2\r",
            "TCP4 192.0.2.7 192.0.2.8 1 00000000002",
        ])
    func malformedText(line: String) {
        #expect(throws: ProxyProtocolViolation.malformed) { try parse(Array("PROXY \(line)\r\n".utf8)) }
    }

    @Test("A line of 107 octets is read; one that has not ended there is refused")
    func longText() throws {
        let address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        let longest = Array("PROXY UNKNOWN \(address) \(address) 65535 65535\r\n".utf8)
        #expect(longest.count == ProxyHeader.maximumTextSize)
        #expect(try parse(longest)?.byteCount == 107)
        let longer = Array(longest.dropLast(2)) + Array("x\r\n".utf8)
        #expect(try ProxyHeader.parse(longer[..<106]) == nil)
        #expect(throws: ProxyProtocolViolation.tooLong) { try ProxyHeader.parse(longer[..<107]) }
        #expect(throws: ProxyProtocolViolation.tooLong) { try ProxyHeader.parse(longer) }
    }

    // MARK: Version 2 (§2.2)

    private static let signature: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8)
    private static let v4: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0xDC, 0x04, 0x01, 0xBB]
    private static let v6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7] + [UInt8](repeating: 1, count: 16)
        + [0x00, 0x50, 0x01, 0xBB]
    private static let mapped: [UInt8] =
        [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 7] + [UInt8](repeating: 1, count: 16)
        + [0xDC, 0x04, 0x01, 0xBB]
    private static let unix = [UInt8](repeating: 0x2F, count: 216)

    private static func header(
        command: UInt8 = 0x21, family: UInt8, _ rest: [UInt8], length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? rest.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 0xFF)] + rest
    }

    @Test(
        "Octets name the client",
        arguments: [
            (0x11, v4, ip("192.0.2.7", 56324)),
            (0x21, v6, ip("2001:db8::7", 80)),
            (0x21, mapped, ip("192.0.2.7", 56324)), (0x31, unix, .unix),
            (0x12, v4, .connection), (0x22, v6, .connection), (0x32, unix, .connection),
            (0x10, v4, .connection),
            (0x00, [], .connection), (0x00, [1, 2, 3, 4], .connection), (0x02, [], .connection),
        ] as [(UInt8, [UInt8], ProxyHeader.Source)])
    func octets(family: UInt8, rest: [UInt8], source: ProxyHeader.Source) throws {
        let bytes = Self.header(family: family, rest)
        #expect(try parse(bytes) == ProxyHeader(source, byteCount: bytes.count))
    }

    @Test(
        "LOCAL leaves the address of the connection, and its rest is skipped unseen",
        arguments: [
            (0x00, []), (0x11, v4), (0x11, [1]), (0xFF, [0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(UInt8, [UInt8])])
    func local(family: UInt8, rest: [UInt8]) throws {
        let bytes = Self.header(command: 0x20, family: family, rest)
        #expect(try parse(bytes) == ProxyHeader(.connection, byteCount: bytes.count))
    }

    @Test(
        "What stands behind the addresses is skipped, if it fills the header exactly",
        arguments: [
            ([], true), ([0x04, 0, 0], true), ([0x04, 0, 2, 9, 9], true),
            ([0xEE, 0, 1, 9, 0x04, 0, 0], true),
            ([0x04], false), ([0x04, 0], false), ([0x04, 0, 1], false), ([0x04, 0, 1, 9, 9], false),
            ([0x04, 0xFF, 0xFF, 9], false), ([0xEE, 0, 1, 9, 0x04, 0, 1], false),
        ] as [([UInt8], Bool)])
    func additions(additions: [UInt8], isValid: Bool) throws {
        for (family, addresses) in [(0x11, Self.v4), (0x12, Self.v4), (0x21, Self.v6), (0x31, Self.unix)] {
            let bytes = Self.header(family: UInt8(family), addresses + additions)
            if isValid {
                #expect(try parse(bytes)?.byteCount == bytes.count)
            } else {
                #expect(throws: ProxyProtocolViolation.malformed) { try parse(bytes) }
            }
        }
    }

    @Test(
        "Addresses that are cut short are refused",
        arguments: [
            (0x11, v4), (0x21, v6), (0x31, unix),
        ] as [(UInt8, [UInt8])])
    func shortAddresses(family: UInt8, addresses: [UInt8]) {
        for count in 0..<addresses.count {
            #expect(throws: ProxyProtocolViolation.malformed) {
                try parse(Self.header(family: family, Array(addresses[..<count])))
            }
        }
    }

    @Test(
        "Unknown versions, commands, families and protocols are refused",
        arguments: [
            (0x11, 0x11), (0x31, 0x11), (0x01, 0x11), (0x22, 0x11), (0x2F, 0x11), (0x21, 0x13), (0x21, 0x1F),
            (0x21, 0x41), (0x21, 0xF1), (0x21, 0x03),
        ] as [(UInt8, UInt8)])
    func unknownValues(command: UInt8, family: UInt8) {
        #expect(throws: ProxyProtocolViolation.unknownValue) {
            try parse(Self.header(command: command, family: family, Self.v4))
        }
    }

    @Test("A header of the greatest length is read; a longer one is refused as soon as it says its length")
    func longOctets() throws {
        let room = 2048 - Self.v4.count - 3
        let addition = [0x04, UInt8(room >> 8), UInt8(room & 0xFF)] + [UInt8](repeating: 9, count: room)
        let longest = Self.header(family: 0x11, Self.v4 + addition)
        #expect(longest.count == ProxyHeader.maximumBinarySize)
        #expect(try parse(longest)?.byteCount == longest.count)
        for command in [0x20, 0x21] as [UInt8] {
            #expect(throws: ProxyProtocolViolation.tooLong) {
                try parse(Self.header(command: command, family: 0x11, [], length: 2049))
            }
        }
    }
}
