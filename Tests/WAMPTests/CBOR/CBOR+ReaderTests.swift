import Testing

@testable import WAMP

@Suite("Reading CBOR (RFC 8949)")
struct CBORReaderTests {
    private func parse(_ hex: String) throws(WireError) -> Value {
        try BinaryFormat.cbor.parse([UInt8](hex: hex))
    }

    @Test(
        "The examples of RFC 8949 appendix A are the values they stand for",
        arguments: [
            ("00", 0), ("01", 1), ("0a", 10), ("17", 23), ("1818", 24), ("1819", 25), ("1864", 100),
            ("1903e8", 1000),
            ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000),
            ("1bffffffffffffffff", .unsigned(.max)), ("c249010000000000000000", .double(0x1p64)),
            ("3bffffffffffffffff", .double(-0x1p64)), ("c349010000000000000000", .double(-0x1p64)),
            ("20", -1),
            ("29", -10), ("3863", -100), ("3903e7", -1000), ("f90000", 0.0), ("f98000", .double(-0.0)),
            ("f93c00", 1.0), ("fb3ff199999999999a", 1.1), ("f93e00", 1.5), ("f97bff", 65504.0),
            ("fa47c35000", 100000.0), ("fa7f7fffff", 3.4028234663852886e+38),
            ("fb7e37e43c8800759c", 1.0e+300),
            ("f90001", 5.960464477539063e-8), ("f90400", 0.00006103515625), ("f9c400", -4.0),
            ("fbc010666666666666", -4.1), ("f97c00", .double(.infinity)), ("f97e00", .double(.nan)),
            ("f9fc00", .double(-.infinity)), ("fa7f800000", .double(.infinity)),
            ("fa7fc00000", .double(.nan)),
            ("faff800000", .double(-.infinity)), ("fb7ff0000000000000", .double(.infinity)),
            ("fb7ff8000000000000", .double(.nan)), ("f4", false), ("f5", true), ("f6", nil), ("f7", nil),
            ("c074323031332d30332d32315432303a30343a30305a", "2013-03-21T20:04:00Z"),
            ("c11a514b67b0", 1_363_896_240),
            ("d74401020304", .binary([1, 2, 3, 4])),
            ("d818456449455446", .binary([0x64, 0x49, 0x45, 0x54, 0x46])),
            ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", "http://www.example.com"),
            ("40", .binary([])),
            ("4401020304", .binary([1, 2, 3, 4])), ("60", ""), ("6161", "a"), ("6449455446", "IETF"),
            ("62225c", "\"\\"), ("62c3bc", "\u{FC}"), ("63e6b0b4", "\u{6C34}"), ("64f0908591", "\u{10151}"),
            ("80", []), ("83010203", [1, 2, 3]), ("8301820203820405", [1, [2, 3], [4, 5]]), ("a0", [:]),
            ("a26161016162820203", ["a": 1, "b": [2, 3]]), ("826161a161626163", ["a", ["b": "c"]]),
            ("5f42010243030405ff", .binary([1, 2, 3, 4, 5])), ("7f657374726561646d696e67ff", "streaming"),
            ("9fff", []), ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
            ("83018202039f0405ff", [1, [2, 3], [4, 5]]),
            ("bf61610161629f0203ffff", ["a": 1, "b": [2, 3]]), ("826161bf61626163ff", ["a", ["b": "c"]]),
            ("bf6346756ef563416d7421ff", ["Fun": true, "Amt": -2]),
        ] as [(String, Value)])
    func examples(hex: String, value: Value) throws {
        #expect(try parse(hex) == value)
    }

    @Test(
        "Forms that are longer than need be, chunks and tags are accepted",
        arguments: [
            ("1800", 0), ("190001", 1), ("1a00000001", 1), ("1b0000000000000001", 1), ("3800", -1),
            ("3b7fffffffffffffff", .integer(.min)), ("3b8000000000000000", .double(-0x1.0p63)), ("9800", []),
            ("9b000000000000000101", [1]), ("b8016161 01", ["a": 1]), ("780161", "a"), ("5fff", .binary([])),
            ("7fff", ""), ("7f60ff", ""), ("7f6161780162ff", "ab"), ("bf7f61616162ff01ff", ["ab": 1]),
            ("d9d9f700", 0), ("d9d9f7d9d9f780", []), ("81c6c76161", ["a"]),
            ("c240", 0), ("c24101", 1), ("c34101", -2), ("c2480000000000000001", 1),
            ("c248ffffffffffffffff", .unsigned(.max)),
            ("c3487fffffffffffffff", .integer(.min)), ("c3488000000000000000", .double(-0x1p63)),
            ("c348ffffffffffffffff", .double(-0x1p64)), ("c24a00000000000000000001", 1),
            ("c25f41004102ff", 2),
            ("c25f4101 48 0000000000000000ff", .double(0x1p64)),
            // A tie between two doubles, and the bit behind it that breaks it.
            ("c249 80000000000004 0000", .double(0x1.0000000000000p71)),
            ("c249 80000000000004 0001", .double(0x1.0000000000001p71)), ("c26161", "a"), ("c200", 0),
        ] as [(String, Value)])
    func otherForms(hex: String, value: Value) throws {
        #expect(try parse(hex) == value)
    }

    @Test("Every half precision float is the single precision one of the same number")
    func halves() {
        for bits in UInt16.min ... .max {
            let exponent = Int(bits >> 10 & 31)
            let significand = Double(bits & 0x3FF) / 1024
            let double = CBOR.double(half: bits)
            #expect((double.sign == .minus) == (bits >> 15 == 1))
            switch exponent {
            case 0: #expect(double.magnitude == significand / 16384)
            case 31: #expect(significand == 0 ? double.isInfinite : double.isNaN)
            default:
                #expect(
                    double.magnitude
                        == Double(sign: .plus, exponent: exponent - 15, significand: 1 + significand))
            }
        }
    }

    @Test("A bignum beyond all doubles is infinite, and takes linear time")
    func hugeBignum() throws {
        let bytes = [0xC2, 0x5A, 0x00, 0x10, 0x00, 0x00] + [UInt8](repeating: 0xFF, count: 1 << 20)
        #expect(try BinaryFormat.cbor.parse(bytes) == .double(.infinity))
        let greatest =
            [0xC2, 0x58, 128] + [UInt8](repeating: 0xFF, count: 6) + [0xF8]
            + [UInt8](repeating: 0, count: 121)
        #expect(try BinaryFormat.cbor.parse(greatest) == .double(0x1.fffffffffffffp1023 - 0x1p976 + 0x1p976))
    }

    @Test(
        "What is not well-formed or has no meaning here is refused with its place",
        arguments: [
            ("", .unexpectedEnd, 0), ("18", .unexpectedEnd, 1), ("1900", .unexpectedEnd, 2),
            ("1b00", .unexpectedEnd, 2),
            ("6261", .unexpectedEnd, 2), ("8201", .unexpectedEnd, 2), ("a16161", .unexpectedEnd, 3),
            ("9f01", .unexpectedEnd, 2), ("9f", .unexpectedEnd, 1), ("bf6161", .unexpectedEnd, 3),
            ("7f6161", .unexpectedEnd, 3), ("5f", .unexpectedEnd, 1), ("c0", .unexpectedEnd, 1),
            ("fa00", .unexpectedEnd, 2),
            ("1c", .unexpectedByte, 0), ("1d", .unexpectedByte, 0), ("1e", .unexpectedByte, 0),
            ("1f", .unexpectedByte, 0),
            ("3c", .unexpectedByte, 0), ("3f", .unexpectedByte, 0), ("5c", .unexpectedByte, 0),
            ("7d", .unexpectedByte, 0),
            ("9e", .unexpectedByte, 0), ("bc", .unexpectedByte, 0), ("dc00", .unexpectedByte, 0),
            ("df00", .unexpectedByte, 0),
            ("ff", .unexpectedByte, 0), ("81ff", .unexpectedByte, 1), ("c1ff", .unexpectedByte, 1),
            ("a1ff00", .unexpectedByte, 1), ("bf6161ff", .unexpectedByte, 3), ("8201ff", .unexpectedByte, 2),
            ("5f6161ff", .unexpectedByte, 1), ("7f4161ff", .unexpectedByte, 1),
            ("5f5f4161ffff", .unexpectedByte, 1),
            ("7f7f6161ffff", .unexpectedByte, 1), ("5f00ff", .unexpectedByte, 1),
            ("7fc06161ff", .unexpectedByte, 1),
            ("7f7cff", .unexpectedByte, 1),
            ("e0", .unexpectedByte, 0), ("f3", .unexpectedByte, 0), ("f8ff", .unexpectedByte, 0),
            ("f814", .unexpectedByte, 0),
            ("fc", .unexpectedByte, 0), ("fd", .unexpectedByte, 0), ("fe", .unexpectedByte, 0),
            ("a10101", .keyNotString, 1), ("a1416101", .keyNotString, 1), ("a1f601", .keyNotString, 1),
            ("a1c0616101", .keyNotString, 1), ("0000", .trailingBytes, 1),
        ] as [(String, WireError.SyntaxProblem, Int)])
    func malformed(hex: String, problem: WireError.SyntaxProblem, offset: Int) {
        let bytes = [UInt8](hex: hex)
        let expected = WireError.syntax(problem, offset: offset)
        #expect(thrown { try BinaryFormat.cbor.parse(bytes) } == expected)
        #expect(thrown { try BinaryFormat.cbor.validate(bytes) } == expected)
    }

    @Test(
        "A count or length that the bytes cannot hold is refused at its head",
        arguments: [
            "9affffffff00000000", "9bffffffffffffffff", "baffffffff00000000", "bb7fffffffffffffff",
            "bb8000000000000000",
            "7bffffffffffffffff61", "5b7fffffffffffffff61", "9a0000000500000000", "ba0000000360f660f6",
            "ba000000031c1c1c1c", "9a000000051c1c1c1c", "a21c1c1c",
            "c25bffffffffffffffff", "5f5bffffffffffffffff", "a17bffffffffffffffff",
        ])
    func announcements(hex: String) {
        let bytes = [UInt8](hex: hex)
        let expected = WireError.syntax(.unexpectedEnd, offset: bytes.count)
        #expect(thrown { try BinaryFormat.cbor.parse(bytes) } == expected)
        #expect(thrown { try BinaryFormat.cbor.validate(bytes) } == expected)
    }

    @Test("A character may not be split between chunks")
    func splitCharacter() {
        let bytes = [UInt8](hex: "7f 61c3 61bc ff")
        #expect(thrown { try BinaryFormat.cbor.parse(bytes) } == .invalidUTF8(offset: 2))
    }

    @Test("Every tag counts for the depth limit")
    func tagDepth() throws {
        let tags = [UInt8](repeating: 0xC6, count: 64)
        #expect(try BinaryFormat.cbor.parse(tags + [1]) == 1)
        #expect(
            thrown { try BinaryFormat.cbor.parse(tags + [0xC6, 1]) }
                == .tooDeep(limit: 64, offset: 64))
        #expect(
            thrown { try BinaryFormat.cbor.validate(tags + [0x80]) }
                == .tooDeep(limit: 64, offset: 64))
        let flood = [UInt8](repeating: 0xC6, count: 100_000)
        #expect(
            thrown { try BinaryFormat.cbor.validate(flood) } == .tooDeep(limit: 64, offset: 64))
    }

    @Test("A message may describe itself, be of indefinite length, and have its URI in chunks")
    func unusualMessage() throws {
        let bytes = [UInt8](hex: "d9d9f7 9f 1830 01 bfff 7f 6375c3a9 6162 ff 9f01ff bf6161 02ff ff")
        let envelope = try CBOR.scan(bytes.span.bytes)
        #expect(envelope.type == .call)
        #expect(envelope.first == 1)
        #expect(envelope.options == .empty)
        #expect(envelope.uriIsEscaped)
        #expect(CBOR.unescape(envelope.uri, in: bytes.span.bytes) == "u\u{E9}b".utf8Bytes)
        #expect(envelope.payloadCount == 2)
        #expect(try BinaryFormat.cbor.parse(envelope.arguments, in: bytes) == [1])
        #expect(try BinaryFormat.cbor.parse(envelope.argumentsKw, in: bytes) == ["a": 2])
        #expect(
            try BinaryFormat.cbor.decode(bytes)
                == .call(
                    .init(
                        request: 1, procedure: "u\u{E9}b",
                        payload: .init(arguments: [1], argumentsKw: ["a": 2]))))
    }

    @Test("Empty containers of indefinite length at the end of a message are not counted")
    func emptyPayload() throws {
        let bytes = [UInt8](hex: "85 1846 01 a0 9fff bfff")
        let envelope = try CBOR.scan(bytes.span.bytes)
        #expect(envelope.payloadCount == 0)
        #expect(envelope.payload == .empty)
    }

    @Test("Keys in chunks are known options, too")
    func chunkedKeys() throws {
        let whole = [UInt8](hex: "a2 7f 6474696d65 636f7574 ff 05 7f 615f 63616263 ff 01")
        let options = try CallOptions(cbor: ByteRange(from: 0, to: whole.count), in: whole.span.bytes)
        #expect(options.timeout == 5)
        #expect(options.forwarded.members.map(\.range) == [ByteRange(from: 13, to: whole.count)])
    }
}
