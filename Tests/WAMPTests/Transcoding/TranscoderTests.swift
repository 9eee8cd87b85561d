import Testing

@testable import WAMP

@Suite("Carrying values from one serialization to another")
struct TranscoderTests {
    static let pairs = Serializer.allCases.flatMap { source in Serializer.allCases.map { (source, $0) } }

    private func written(_ value: Value, _ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        switch serializer {
        case .json: JSON.write(value, to: &output)
        case .messagePack: MessagePack.write(value, to: &output)
        case .cbor: CBOR.write(value, to: &output)
        }
        return [UInt8](output.bytes)
    }

    private func parsed(_ bytes: [UInt8], _ serializer: Serializer) throws(WireError) -> Value {
        switch serializer {
        case .json: try JSON.parse(bytes.span.bytes)
        case .messagePack: try MessagePack.parse(bytes.span.bytes)
        case .cbor: try CBOR.parse(bytes.span.bytes)
        }
    }

    private func transcoded(
        _ bytes: [UInt8], _ source: Serializer, _ target: Serializer
    ) throws(WireError) -> [UInt8] {
        var output = OutputBytes()
        output.append(0x55)
        let whole = ByteRange(from: 0, to: bytes.count)
        try Transcoder.append(whole, in: bytes.span.bytes, from: source, as: target, to: &output)
        return Array(output.bytes.dropFirst())
    }

    @Test("The result is what parsing and writing give", arguments: pairs)
    func sameAsParsing(source: Serializer, target: Serializer) throws {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<1500 {
            let bytes = written(generator.value(depth: 5), source)
            #expect(
                try transcoded(bytes, source, target) == written(try parsed(bytes, source), target),
                "\(bytes.hex)")
        }
    }

    @Test("A value that went through all serializations is the same", arguments: Serializer.allCases)
    func roundTrips(start: Serializer) throws {
        var generator = SeededGenerator(seed: 42)
        let others = Serializer.allCases.filter { $0 != start }
        for round in 0..<1000 {
            let value = generator.value(depth: 5)
            let bytes = written(value, start)
            let path = (round % 2 == 0 ? others : others.reversed()) + [start]
            var current = (bytes: bytes, serializer: start)
            for next in path {
                current = (try transcoded(current.bytes, current.serializer, next), next)
                #expect(try parsed(current.bytes, next) == value)
            }
            #expect(current.bytes == bytes)
        }
    }

    @Test("Lists and dictionaries of every size have their shortest heads", arguments: pairs)
    func sizes(source: Serializer, target: Serializer) throws {
        for count in [0, 1, 15, 16, 17, 23, 24, 255, 256, 65535, 65536] {
            let list = Value.list(
                [Value](repeating: [1, ["k": "v"]], count: min(count, 300))
                    + (count > 300 ? [Value](repeating: 0, count: count - 300) : []))
            let members = (0..<count).map { ("\($0)", Value($0)) }
            let values = [list, .dictionary(ValueDictionary(members)), ["a": list, "b": [list, list]]]
            for value in values {
                let result = try transcoded(written(value, source), source, target)
                #expect(result == written(value, target))
            }
        }
    }

    @Test("Deep nests of long lists come out whole", arguments: pairs)
    func deepNests(source: Serializer, target: Serializer) throws {
        var value: Value = .string(String(repeating: "x", count: 20_000))
        for level in 0..<60 {
            let filler = [Value](repeating: .integer(Int64(level)), count: 24)
            value = level % 3 == 0 ? ["k": .list(filler + [value])] : .list([value] + filler)
        }
        #expect(try transcoded(written(value, source), source, target) == written(value, target))
    }

    @Test(
        "JSON of any style becomes the same value",
        arguments: [
            (
                " [ 1 , 2.50 , -0 , 1E3, 1e400 , -12 ] ",
                [1, 2.5, .double(-0.0), 1000.0, .double(.infinity), -12]
            ),
            (#"{"a\u0062\n\ud83d\ude00" : [ ] , "" : { } }"#, ["ab\n\u{1F600}": [], "": [:]]),
            (
                #"["\u0000AAEC","\u0000","\u0000\u0041AEC","\u0000x","a\u0000AAEC"]"#,
                [.binary([0, 1, 2]), .binary([]), .binary([0, 1, 2]), "\0x", "a\0AAEC"]
            ),
            (#"{"\u0000AAEC":true}"#, ["\0AAEC": true]),
            (#""\/\b\f\r\t\"\\""#, "/\u{8}\u{C}\r\t\"\\"),
            (
                "[18446744073709551615,18446744073709551616,-9223372036854775808,-9223372036854775809]",
                [.unsigned(.max), .double(0x1p64), .integer(.min), .double(-0x1p63)]
            ),
            ("[true,false,null]", [true, false, nil]),
        ] as [(String, Value)])
    func jsonStyles(text: String, value: Value) throws {
        #expect(try parse(text) == value)
        for target in [Serializer.messagePack, .cbor] {
            #expect(try transcoded(text.utf8Bytes, .json, target) == written(value, target))
        }
    }

    @Test("NaN and the infinities are null in JSON and themselves elsewhere")
    func specialDoubles() throws {
        let value: Value = [.double(.nan), .double(.infinity), .double(-.infinity)]
        #expect(try transcoded(written(value, .cbor), .cbor, .json) == "[null,null,null]".utf8Bytes)
        #expect(try transcoded(written(value, .cbor), .cbor, .messagePack) == written(value, .messagePack))
    }

    @Test("Members with the same key stay, in their order")
    func duplicateKeys() throws {
        #expect(try transcoded(#"{"a":1,"b":2,"a":3}"#.utf8Bytes, .json, .cbor).hex == "a3616101616202616103")
    }

    @Test("Chunks, indefinite lengths, tags and halves of CBOR come out plain")
    func unusualCBOR() throws {
        let bytes = [UInt8](
            hex:
                "9f 7f 6161 6162 ff 5f 4101 4102 ff bf 7f616bff f93e00 ff c1 01"
                + "c2 49 010000000000000000 f7 ff"
        )
        #expect(
            try transcoded(bytes, .cbor, .json)
                == #"["ab","\u0000AQI=",{"k":1.5},1,1.8446744073709552e+19,null]"#.utf8Bytes)
        #expect(try transcoded(bytes, .cbor, .messagePack) == written(try parsed(bytes, .cbor), .messagePack))
    }

    @Test("An extension type is refused and leaves nothing behind", arguments: [Serializer.json, .cbor])
    func extensionType(target: Serializer) {
        let bytes = [UInt8](hex: "92 01 d4 05 01")
        var output = OutputBytes()
        output.append("kept")
        #expect(
            thrown {
                try Transcoder.append(
                    ByteRange(from: 0, to: bytes.count), in: bytes.span.bytes, from: .messagePack, as: target,
                    to: &output)
            } == .syntax(.extensionType, offset: 2))
        #expect(String(decoding: output.bytes, as: UTF8.self) == "kept")
    }

    @Test("Payloads of messages are carried with what stands between their parts", arguments: pairs)
    func payloads(source: Serializer, target: Serializer) throws {
        let payloads: [[Value]] = [
            [], [[1]], [[], ["a": 1]], [[1, "x"], ["a": [:]]],
        ]
        for payload in payloads {
            let head: [Value] = [70, 1, [:]]
            try check(head + payload, source, target)
        }
        try check([70, 1, ["enc_algo": "mqtt"], .binary([1, 2, 3])], source, target)
        try check([70, 1, ["enc_algo": "mqtt"], "text"], source, target)
    }

    private func check(_ elements: [Value], _ source: Serializer, _ target: Serializer) throws {
        let bytes = written(.list(elements), source)
        let expected = written(.list(elements), target)
        var output = OutputBytes()
        let envelope = try scanned(bytes, source)
        try Transcoder.appendPayload(
            of: envelope, in: bytes.span.bytes, from: source, as: target, to: &output)
        let other = try scanned(expected, target)
        #expect([UInt8](output.bytes) == Array(expected[other.payload.bounds]))
        #expect(other.payloadCount == envelope.payloadCount)
    }

    private func scanned(_ bytes: [UInt8], _ serializer: Serializer) throws(WireError) -> Envelope {
        switch serializer {
        case .json: try JSON.scan(bytes.span.bytes, utf8: .unchecked)
        case .messagePack: try MessagePack.scan(bytes.span.bytes)
        case .cbor: try CBOR.scan(bytes.span.bytes)
        }
    }

    @Test("Bytes that nothing has validated are safe to carry", arguments: pairs)
    func unvalidated(source: Serializer, target: Serializer) {
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<2000 {
            var bytes = written(generator.value(depth: 3), source)
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                in: 0...255, using: &generator)
            _ = try? transcoded(bytes, source, target)
            if source != target { _ = try? transcoded(Array(bytes.dropLast()), source, target) }
        }
    }

    @Test("A range outside the bytes is refused", arguments: pairs)
    func outside(source: Serializer, target: Serializer) {
        var output = OutputBytes()
        #expect(
            thrown {
                try Transcoder.append(
                    ByteRange(start: 2, count: 2), in: [UInt8](repeating: 0x30, count: 3).span.bytes,
                    from: source,
                    as: target, to: &output)
            } == .syntax(.unexpectedEnd, offset: 3))
    }
}
