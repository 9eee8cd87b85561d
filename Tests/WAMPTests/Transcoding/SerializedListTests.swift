import Testing

@testable import WAMP

@Suite("Lists put together element by element, in every serialization")
struct SerializedListTests {
    private func written(_ value: Value, _ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        serializer.write(value, to: &output)
        return [UInt8](output.bytes)
    }

    private func written(_ list: borrowing SerializedList) -> [UInt8] {
        var output = OutputBytes()
        list.write(to: &output)
        return [UInt8](output.bytes)
    }

    @Test(
        "The list is the one that its elements make", arguments: Serializer.allCases,
        // Where the head grows: 15 and 16 of MessagePack, 23 and 24, 255 and 256 of CBOR.
        [0, 1, 2, 15, 16, 23, 24, 255, 256, 70_000])
    func elements(serializer: Serializer, count: Int) {
        var list = SerializedList(serializer)
        var expected: [Value] = []
        for number in 0..<count {
            let value: Value = number % 3 == 0 ? .integer(Int64(number)) : ["k": [.string("\(number)")]]
            expected.append(value)
            if number % 2 == 0 {
                list.append(value)
            } else {
                let bytes = written(value, serializer)
                list.append(encoded: bytes.span.bytes)
            }
        }
        #expect(written(list) == written(.list(expected), serializer))
        let (elementCount, listSerializer) = (list.count, list.serializer)
        #expect(elementCount == count)
        #expect(listSerializer == serializer)
    }

    @Test("It says how large its elements are", arguments: Serializer.allCases)
    func size(serializer: Serializer) {
        var list = SerializedList(serializer)
        let none = list.byteCount
        #expect(none == 0)
        list.append("abc")
        let one = list.byteCount
        #expect(one == written("abc", serializer).count)
        list.append(1)
        let both = list.byteCount
        #expect(both == one + (serializer == .json ? 2 : 1))
    }

    @Test("It is appended behind what is there", arguments: Serializer.allCases)
    func appended(serializer: Serializer) {
        var list = SerializedList(serializer)
        list.append(true)
        var output = OutputBytes()
        output.append(7)
        list.write(to: &output)
        list.write(to: &output)
        let once = written([true], serializer)
        #expect([UInt8](output.bytes) == [7] + once + once)
    }
}
