import Testing

@testable import WAMP

@Suite("Ordered dictionaries")
struct ValueDictionaryTests {
    @Test(
        "Members are found and keep their order at every size around the index's threshold",
        arguments: [0, 1, 7, 8, 9, 10, 100])
    func sizes(count: Int) {
        var dictionary = ValueDictionary()
        for number in 0..<count { dictionary["k\(number)"] = .integer(Int64(number)) }
        #expect(dictionary.count == count)
        #expect(dictionary.keys == (0..<count).map { "k\($0)" })
        for number in 0..<count { #expect(dictionary["k\(number)"] == .integer(Int64(number))) }
        #expect(dictionary["k\(count)"] == nil)
    }

    @Test("A new value for a key takes the old one's place", arguments: [3, 20])
    func update(count: Int) {
        var dictionary = ValueDictionary((0..<count).map { ("k\($0)", .null) })
        let isNew = dictionary.updateValue(true, forKey: "k1")
        #expect(!isNew)
        #expect(dictionary["k1"] == true)
        #expect(dictionary.keys[1] == "k1")
        #expect(dictionary.count == count)
        let isOtherNew = dictionary.updateValue(true, forKey: "new")
        #expect(isOtherNew)
    }

    @Test("A removed member is gone and the others are still found", arguments: [3, 9, 20])
    func remove(count: Int) {
        var dictionary = ValueDictionary((0..<count).map { ("k\($0)", .integer(Int64($0))) })
        dictionary["k1"] = nil
        dictionary["absent"] = nil
        #expect(dictionary.count == count - 1)
        #expect(dictionary["k1"] == nil)
        for number in 0..<count where number != 1 {
            #expect(dictionary["k\(number)"] == .integer(Int64(number)))
        }
    }

    @Test("The order of keys does not count for equality")
    func equality() {
        #expect(ValueDictionary([("a", 1), ("b", 2)]) == ["b": 2, "a": 1])
        #expect(ValueDictionary([("a", 1)]) != ["a": 2])
        #expect(ValueDictionary([("a", 1)]) != ["b": 1])
        #expect(ValueDictionary([("a", 1)]) != ["a": 1, "b": 2])
    }
}
