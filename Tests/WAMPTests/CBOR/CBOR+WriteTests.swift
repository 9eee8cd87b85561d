import Testing

@testable import WAMP

@Suite("Writing CBOR (RFC 8949 section 4.2.1)")
struct CBORWriteTests {
    @Test(
        "Every value has its shortest form",
        arguments: [
            (.null, "f6"), (true, "f5"), (false, "f4"), (0, "00"), (23, "17"), (24, "1818"), (255, "18ff"),
            (256, "190100"), (65535, "19ffff"), (65536, "1a00010000"), (4_294_967_295, "1affffffff"),
            (4_294_967_296, "1b0000000100000000"), (.unsigned(.max), "1bffffffffffffffff"), (-1, "20"),
            (-24, "37"),
            (-25, "3818"), (-256, "38ff"), (-257, "390100"), (-65537, "3a00010000"),
            (.integer(.min), "3b7fffffffffffffff"), (1.0, "fb3ff0000000000000"), ("abc", "63616263"),
            (.binary([1, 2]), "420102"), ([1, [], nil], "830180f6"), (["b": 1, "a": [:]], "a26162016161a0"),
        ] as [(Value, String)])
    func forms(value: Value, hex: String) {
        #expect(BinaryFormat.cbor.written(value).hex == hex)
    }

    @Test(
        "Lengths and counts take the shortest head",
        arguments: [
            (23, "77", "57", "97", "b7"), (24, "7818", "5818", "9818", "b818"),
            (255, "78ff", "58ff", "98ff", "b8ff"),
            (256, "790100", "590100", "990100", "b90100"),
            (65536, "7a00010000", "5a00010000", "9a00010000", "ba00010000"),
        ])
    func heads(count: Int, string: String, binary: String, list: String, dictionary: String) {
        let values: [(Value, String)] = [
            (.string(String(repeating: "x", count: count)), string),
            (.binary([UInt8](repeating: 0, count: count)), binary),
            (.list([Value](repeating: 0, count: count)), list),
            (.dictionary(ValueDictionary((0..<count).map { ("\($0)", 0) })), dictionary),
        ]
        for (value, head) in values {
            #expect(Array(BinaryFormat.cbor.written(value).prefix(head.count / 2)).hex == head)
        }
    }
}
