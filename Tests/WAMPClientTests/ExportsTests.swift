import Testing
import WAMPClient

@Suite("Values as applications use them (basic profile, Serializers)")
struct ExportsTests {
    @Test("Literals become values")
    func literals() {
        let values: [Value] = [nil, true, 2, 2.5, "two", [1, "a"], ["b": [:]]]
        #expect(values[0] == .null)
        #expect(values[1] == .bool(true))
        #expect(values[2] == .integer(2))
        #expect(values[3] == .double(2.5))
        #expect(values[4] == .string("two"))
        #expect(values[5].list == [1, "a"])
        #expect(values[6].dictionary?["b"]?.dictionary?.isEmpty == true)
    }

    @Test("An accessor gives nil for every other type")
    func accessors() {
        #expect(Value(-7).int == -7)
        #expect(Value(UInt64.max).int == nil)
        #expect(Value(UInt64.max).unsignedInteger == .max)
        #expect(Value.double(7).int == nil)
        #expect(Value.string("7").int == nil)
        #expect(Value.binary([1]).binary == [1])
        #expect(Value.string("1").binary == nil)
    }

    @Test("A number is a double where that is exact")
    func double() {
        #expect(Value.double(2.5).double == 2.5)
        #expect(Value(3).double == 3)
        #expect(Value(Int(1) << 53 + 1).double == nil)
        #expect(Value(UInt64.max).double == nil)
        #expect(Value(UInt64(1) << 63).double == 0x1p63)
        #expect(Value.string("3").double == nil)
    }
}
