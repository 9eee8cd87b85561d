import Testing

@testable import WAMP

@Suite("Values (basic profile, \"Serializers\")")
struct ValueTests {
    @Test(
        "Values of different types are different",
        arguments: [
            (.integer(1), .double(1)), (.double(0), .double(-0.0)), (.string("a"), .binary([0x61])),
            (.null, .bool(false)),
            (.list([]), .dictionary([:])), (.string("\u{E9}"), .string("e\u{301}")), (.integer(0), .null),
        ] as [(Value, Value)])
    func different(left: Value, right: Value) {
        #expect(left != right)
        #expect(left == left)
        #expect(right == right)
    }

    @Test("NaN is equal to the NaN of the same bits")
    func nan() {
        #expect(Value.double(.nan) == .double(.nan))
    }

    @Test("An unsigned integer takes the signed case where it fits")
    func unsigned() {
        #expect(Value(UInt64(Int64.max)) == .integer(.max))
        #expect(Value(UInt64(Int64.max) + 1) == .unsigned(1 << 63))
    }

    @Test("A value is read as its own type only")
    func accessors() {
        #expect(Value.string("a").string == "a")
        #expect(Value.bool(true).bool == true)
        #expect(Value.list([1]).list == [1])
        #expect(Value.dictionary(["a": 1]).dictionary == ["a": 1])
        #expect(Value.integer(1).unsignedInteger == 1)
        #expect(Value.unsigned(.max).unsignedInteger == .max)
        #expect(Value.integer(-1).unsignedInteger == nil)
        #expect(Value.double(1).unsignedInteger == nil)
        #expect(Value.null.string == nil)
        #expect(Value.integer(1).bool == nil)
        #expect(Value.dictionary([:]).list == nil)
        #expect(Value.list([]).dictionary == nil)
    }
}
