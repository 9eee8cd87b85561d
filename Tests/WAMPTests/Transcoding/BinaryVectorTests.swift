import Foundation
import Testing

@testable import WAMP

@Suite("Test vectors of the specification in binary serializations")
struct BinaryVectorTests {
    private func variants(_ sample: VectorTests.Sample, _ format: BinaryFormat) throws -> [[UInt8]] {
        let name =
            switch format {
            case .messagePack: "msgpack"
            case .cbor: "cbor"
            }
        let variants = try #require(sample.members["serializers"]?.dictionary?[name]?.list)
        return try variants.map { [UInt8](hex: try #require($0.dictionary?["bytes_hex"]?.string)) }
    }

    @Test(
        "Every variant is the message that its JSON is", arguments: VectorTests.encoded, BinaryFormat.allCases
    )
    func decoding(sample: VectorTests.Sample, format: BinaryFormat) throws {
        let text = try #require(
            sample.members["serializers"]?.dictionary?["json"]?.list?.first?.dictionary?["bytes"]?.string)
        let message = try Message.decode(json: text.utf8Bytes.span.bytes)
        let variants = try variants(sample, format)
        #expect(!variants.isEmpty)
        for variant in variants {
            #expect(try format.decode(variant) == message)
            #expect(try format.scan(variant).type == message.type)
        }
        #expect(variants.contains(format.encoded(message)))
    }

    @Test("Options are validated as expected", arguments: VectorTests.validated, BinaryFormat.allCases)
    func validation(sample: VectorTests.Sample, format: BinaryFormat) throws {
        let bytes = format.written(try #require(sample.members["wmsg"]))
        let expected = sample.members["expected_error"]?.dictionary?["contains"]?.string
        do throws(WireError) {
            try readOptions(of: bytes, format)
            #expect(expected == nil)
        } catch {
            let name = try #require(expected, "\(error)")
            #expect(error.description.contains(name))
        }
    }

    private func readOptions(of bytes: [UInt8], _ format: BinaryFormat) throws(WireError) {
        let envelope = try format.scan(bytes)
        guard case .dictionary(let options) = try format.parse(envelope.options, in: bytes) else { return }
        switch envelope.type {
        case .publish: _ = try format.options(options) as PublishOptions
        case .subscribe: _ = try format.options(options) as SubscribeOptions
        case .event: _ = try format.options(options) as EventDetails
        default: Issue.record("no vectors are known for \(envelope.type)")
        }
    }

    @Test("Every JSON variant is carried to one of the listed byte forms", arguments: VectorTests.encoded)
    func carrying(sample: VectorTests.Sample) throws {
        let texts = try #require(sample.members["serializers"]?.dictionary?["json"]?.list)
        for text in texts {
            let bytes = try #require(text.dictionary?["bytes"]?.string).utf8Bytes
            let whole = ByteRange(from: 0, to: bytes.count)
            for (format, target) in [(BinaryFormat.messagePack, Serializer.messagePack), (.cbor, .cbor)] {
                var output = OutputBytes()
                try Transcoder.append(whole, in: bytes.span.bytes, from: .json, as: target, to: &output)
                let carried = [UInt8](output.bytes)
                #expect(try format.decode(carried) == Message.decode(json: bytes.span.bytes))
                #expect(try variants(sample, format).contains(carried))
            }
        }
    }

    @Test(
        "The messages of an exchange between sessions pass through every serialization",
        arguments: Serializer.allCases)
    func exchange(serializer: Serializer) throws {
        let steps = try VectorTests.exchange()
        #expect(steps.count == 4)
        for step in steps {
            let message = try message(of: try #require(step.dictionary?["message"]?.dictionary))
            var output = OutputBytes()
            serializer.encode(message, to: &output)
            let bytes = [UInt8](output.bytes)
            #expect(try serializer.decode(bytes.span.bytes) == message)
            #expect(try serializer.scan(bytes.span.bytes, utf8: .unchecked).type == message.type)
        }
    }

    private func message(of members: ValueDictionary) throws -> Message {
        func id(_ name: String) throws -> UInt64 { try #require(members[name]?.unsignedInteger) }
        let dictionary = members["options"]?.dictionary ?? members["details"]?.dictionary ?? [:]
        let payload = Message.Payload(arguments: members["args"]?.list ?? [])
        switch members["type"]?.string {
        case "SUBSCRIBE":
            return .subscribe(
                .init(
                    request: try id("request_id"), options: dictionary,
                    topic: try #require(members["topic"]?.string)))
        case "SUBSCRIBED":
            return .subscribed(.init(request: try id("request_id"), subscription: try id("subscription_id")))
        case "PUBLISH":
            return .publish(
                .init(
                    request: try id("request_id"), options: dictionary,
                    topic: try #require(members["topic"]?.string), payload: payload))
        default:
            #expect(members["type"] == "EVENT")
            return .event(
                .init(
                    subscription: try id("subscription_id"), publication: try id("publication_id"),
                    details: dictionary, payload: payload))
        }
    }
}

extension VectorTests {
    /// The steps of the one exchange that the specification has.
    static func exchange() throws -> [Value] {
        let path = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/multisession/advanced/publisher_exclusion_disabled.json")
        let data = try Data(contentsOf: path)
        return try parse(String(decoding: data, as: UTF8.self)).dictionary?["sequence"]?.list ?? []
    }
}
