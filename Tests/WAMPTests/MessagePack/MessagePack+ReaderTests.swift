import Testing

@testable import WAMP

@Suite("The formats of MessagePack")
struct MessagePackReaderTests {
    private func parse(_ hex: String) throws(WireError) -> Value {
        try BinaryFormat.messagePack.parse([UInt8](hex: hex))
    }

    @Test(
        "Every format is the value it stands for, in the shortest form or not",
        arguments: [
            ("c0", .null), ("c2", false), ("c3", true), ("00", 0), ("7f", 127), ("e0", -32), ("ff", -1),
            ("cc 00", 0), ("cc ff", 255), ("cd 0001", 1), ("cd ffff", 65535), ("ce 00000001", 1),
            ("ce ffffffff", 4_294_967_295), ("cf 0000000000000001", 1),
            ("cf 7fffffffffffffff", .integer(.max)),
            ("cf 8000000000000000", .unsigned(1 << 63)), ("cf ffffffffffffffff", .unsigned(.max)),
            ("d0 05", 5), ("d0 80", -128), ("d0 ff", -1), ("d1 8000", -32768), ("d1 7fff", 32767),
            ("d2 80000000", -2_147_483_648), ("d2 ffffffff", -1), ("d3 8000000000000000", .integer(.min)),
            ("d3 ffffffffffffffff", -1), ("ca 3fc00000", 1.5), ("ca 3f800000", 1.0),
            ("cb 3ff8000000000000", 1.5),
            ("cb 7ff0000000000000", .double(.infinity)), ("ca ff800000", .double(-.infinity)),
            ("a0", ""), ("a3 616263", "abc"), ("d9 01 61", "a"), ("da 0001 61", "a"), ("db 00000001 61", "a"),
            ("c4 00", .binary([])), ("c4 02 00ff", .binary([0, 255])), ("c5 0001 07", .binary([7])),
            ("c6 00000001 07", .binary([7])),
            ("90", []), ("92 01 c0", [1, nil]), ("dc 0001 01", [1]), ("dd 00000001 01", [1]),
            ("80", [:]), ("81 a1 61 01", ["a": 1]), ("de 0001 a1 61 01", ["a": 1]),
            ("df 00000001 d9 01 61 01", ["a": 1]), ("a5 0041414543", "\0AAEC"),
        ] as [(String, Value)])
    func formats(hex: String, value: Value) throws {
        #expect(try parse(hex) == value)
    }

    @Test(
        "What is not well-formed is refused with its place",
        arguments: [
            ("", .unexpectedEnd, 0), ("c1", .unexpectedByte, 0), ("91 c1", .unexpectedByte, 1),
            ("81 c1 01", .unexpectedByte, 1), ("cc", .unexpectedEnd, 1), ("cd 00", .unexpectedEnd, 2),
            ("cb 00", .unexpectedEnd, 2), ("a2 61", .unexpectedEnd, 2), ("c4 01", .unexpectedEnd, 2),
            ("92 01", .unexpectedEnd, 2), ("81 a1 61", .unexpectedEnd, 3), ("c7 01 05", .unexpectedEnd, 3),
            ("d8 05 00", .unexpectedEnd, 3), ("81 01 01", .keyNotString, 1),
            ("81 c4 01 61 01", .keyNotString, 1),
            ("81 c0 01", .keyNotString, 1), ("00 00", .trailingBytes, 1),
        ] as [(String, WireError.SyntaxProblem, Int)])
    func malformed(hex: String, problem: WireError.SyntaxProblem, offset: Int) {
        let bytes = [UInt8](hex: hex)
        let expected = WireError.syntax(problem, offset: offset)
        #expect(thrown { try BinaryFormat.messagePack.parse(bytes) } == expected)
        #expect(thrown { try BinaryFormat.messagePack.validate(bytes) } == expected)
    }

    @Test(
        "A count or length that the bytes cannot hold is refused at its head",
        arguments: [
            "dd ffffffff 00000000", "df ffffffff 00000000", "db ffffffff 61616161", "c6 ffffffff 61616161",
            "c9 ffffffff 01 616161", "dd 00000005 00000000", "df 00000003 a0c0a0c0",
            "df 00000003 c1c1c1c1", "dd 00000005 c1c1c1c1", "93 c1c1", "82 c1c1c1",
        ])
    func announcements(hex: String) {
        let bytes = [UInt8](hex: hex)
        let expected = WireError.syntax(.unexpectedEnd, offset: bytes.count)
        #expect(thrown { try BinaryFormat.messagePack.parse(bytes) } == expected)
        #expect(thrown { try BinaryFormat.messagePack.scan(bytes) } == expected)
    }

    @Test(
        "Extension types are carried in a payload, and refused where a value is made of them",
        arguments: [
            "d4 05 01", "d5 05 0102", "d6 ff 00000000", "d7 ff 0000000000000000",
            "d8 05 00000000000000000000000000000000", "c7 00 05", "c7 02 05 0102", "c8 0001 05 07",
            "c9 00000001 05 07",
        ])
    func extensionTypes(hex: String) throws {
        let call = [UInt8](hex: "95 30 01 80 a1 75 91" + hex)
        let envelope = try MessagePack.scan(call.span.bytes)
        #expect(call[envelope.payload.bounds].elementsEqual([UInt8](hex: "91" + hex)))
        #expect(
            thrown { try BinaryFormat.messagePack.decode(call) }
                == .syntax(.extensionType, offset: 7))
    }

    @Test("An extension type is nothing else that a message demands")
    func extensionTypeAsElement() {
        #expect(
            thrown {
                try BinaryFormat.messagePack.scan([UInt8](hex: "94 30 d40501 80 a1 75"))
            } == .wrongElement(.call, element: 1, expected: .id))
        #expect(
            thrown {
                try BinaryFormat.messagePack.scan([UInt8](hex: "95 30 01 80 a1 75 d40501"))
            } == .wrongElement(.call, element: 4, expected: .list))
    }
}
