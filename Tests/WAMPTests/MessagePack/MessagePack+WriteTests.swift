import Testing

@testable import WAMP

@Suite("Writing MessagePack")
struct MessagePackWriteTests {
    @Test(
        "Every value has its shortest form",
        arguments: [
            (.null, "c0"), (true, "c3"), (false, "c2"), (0, "00"), (127, "7f"), (128, "cc80"), (255, "ccff"),
            (256, "cd0100"), (65535, "cdffff"), (65536, "ce00010000"), (4_294_967_295, "ceffffffff"),
            (4_294_967_296, "cf0000000100000000"), (.unsigned(.max), "cfffffffffffffffff"), (-1, "ff"),
            (-32, "e0"),
            (-33, "d0df"), (-128, "d080"), (-129, "d1ff7f"), (-32768, "d18000"), (-32769, "d2ffff7fff"),
            (-2_147_483_648, "d280000000"), (-2_147_483_649, "d3ffffffff7fffffff"),
            (.integer(.min), "d38000000000000000"), (1.0, "cb3ff0000000000000"), ("abc", "a3616263"),
            (.binary([1, 2]), "c4020102"), ([1, [], nil], "930190c0"),
            (["b": 1, "a": [:]], "82a16201a16180"),
        ] as [(Value, String)])
    func forms(value: Value, hex: String) {
        #expect(BinaryFormat.messagePack.written(value).hex == hex)
    }

    @Test(
        "Lengths and counts take the shortest head",
        arguments: [
            (31, "bf", "c41f", "dc001f", "de001f"), (32, "d920", "c420", "dc0020", "de0020"),
            (15, "af", "c40f", "9f", "8f"), (16, "b0", "c410", "dc0010", "de0010"),
            (255, "d9ff", "c4ff", "dc00ff", "de00ff"), (256, "da0100", "c50100", "dc0100", "de0100"),
            (65535, "daffff", "c5ffff", "dcffff", "deffff"),
            (65536, "db00010000", "c600010000", "dd00010000", "df00010000"),
        ])
    func heads(count: Int, string: String, binary: String, list: String, dictionary: String) {
        let values: [(Value, String)] = [
            (.string(String(repeating: "x", count: count)), string),
            (.binary([UInt8](repeating: 0, count: count)), binary),
            (.list([Value](repeating: 0, count: count)), list),
            (.dictionary(ValueDictionary((0..<count).map { ("\($0)", 0) })), dictionary),
        ]
        for (value, head) in values {
            let bytes = BinaryFormat.messagePack.written(value)
            #expect(Array(bytes.prefix(head.count / 2)).hex == head)
        }
    }
}
