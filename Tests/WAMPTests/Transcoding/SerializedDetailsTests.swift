import Testing

@testable import WAMP

@Suite("Details put together member by member, in every serialization")
struct SerializedDetailsTests {
    private func written(_ value: Value, _ serializer: Serializer) -> [UInt8] {
        var output = OutputBytes()
        serializer.write(value, to: &output)
        return [UInt8](output.bytes)
    }

    @Test("The dictionary is the one that its members make", arguments: Serializer.allCases)
    func members(serializer: Serializer) {
        var details = SerializedDetails(serializer)
        details.finish()
        #expect(details.bytes.isEmpty)
        details.append(true: "retained")
        details.append("publisher", 1 << 40)
        details.append("publisher_authid", "a\"b")
        details.append("topic", utf8: "com.\u{E9}".utf8Bytes.span.bytes)
        details.finish()
        #expect(
            [UInt8](details.bytes)
                == written(
                    [
                        "retained": true, "publisher": .integer(1 << 40), "publisher_authid": "a\"b",
                        "topic": "com.\u{E9}",
                    ], serializer))
        details.begin(serializer)
        let isEmpty = details.isEmpty
        #expect(isEmpty)
        details.append("caller", 7)
        details.finish()
        #expect([UInt8](details.bytes) == written(["caller": 7], serializer))
    }

    @Test(
        "Members of received options are carried from every serialization", arguments: TranscoderTests.pairs)
    func forwarded(source: Serializer, target: Serializer) throws {
        for count in [1, 14, 15, 22, 23, 40] {
            var options: ValueDictionary = ["ppt_scheme": "wamp"]
            for number in 0..<count {
                options["_custom_\(number)"] = [.integer(Int64(number)), ["k": "\u{1}v"]]
            }
            let bytes = written(.dictionary(options), source)
            let read: CallOptions = try source.options(
                ByteRange(from: 0, to: bytes.count), in: bytes.span.bytes)
            var details = SerializedDetails(target)
            details.append("caller", 7)
            try details.append(read.forwarded, in: bytes.span.bytes, from: source)
            details.finish()
            var expected: ValueDictionary = ["caller": 7]
            for member in options { expected[member.key] = member.value }
            #expect([UInt8](details.bytes) == written(.dictionary(expected), target))
            let memberCount = details.count
            #expect(memberCount == expected.count)
        }
    }

    @Test("A member that cannot be carried leaves nothing behind", arguments: [Serializer.json, .cbor])
    func refused(target: Serializer) throws {
        let bytes = [UInt8](hex: "82 a45f616263 01 a45f616264 d40501")
        let whole = ByteRange(from: 0, to: bytes.count)
        let read = try CallOptions(messagePack: whole, in: bytes.span.bytes)
        var details = SerializedDetails(target)
        let error = refusal(of: read.forwarded, by: &details, bytes)
        details.finish()
        #expect(error == .syntax(.extensionType, offset: 5))
        #expect([UInt8](details.bytes) == written(["_abc": 1], target))
    }

    private func refusal(
        of members: ForwardedMembers, by details: inout SerializedDetails, _ bytes: [UInt8]
    ) -> WireError? {
        do throws(WireError) {
            try details.append(members, in: bytes.span.bytes, from: .messagePack)
            return nil
        } catch {
            return error
        }
    }
}
