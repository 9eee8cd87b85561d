import Foundation
import Testing

@testable import WAMP

/// The test vectors of the specification, see Tests/Vectors.
@Suite("Test vectors of the specification")
struct VectorTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let file: String
        let members: ValueDictionary

        var testDescription: String { file + ": " + (members["description"]?.string ?? "") }
    }

    static let samples: [Sample] = {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/singlemessage")
        var samples: [Sample] = []
        for folder in ["basic", "advanced"] {
            let folder = root.appendingPathComponent(folder)
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            for name in names.sorted() where name.hasSuffix(".json") {
                guard
                    let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path),
                    let file = try? parse(String(decoding: data, as: UTF8.self), duplicateKeys: .refused)
                else { continue }
                for sample in file.dictionary?["samples"]?.list ?? [] {
                    samples.append(Sample(file: name, members: sample.dictionary ?? [:]))
                }
            }
        }
        return samples
    }()

    static let encoded = samples.filter { $0.members["serializers"] != nil }
    static let validated = samples.filter { $0.members["wmsg"] != nil }

    @Test("The vectors are there")
    func present() {
        #expect(Self.encoded.count == 35)
        #expect(Self.validated.count == 67)
    }

    private func variants(_ sample: Sample) throws -> [String] {
        let variants = try #require(sample.members["serializers"]?.dictionary?["json"]?.list)
        return try variants.map { try #require($0.dictionary?["bytes"]?.string) }
    }

    @Test("Every JSON variant is decoded to the expected attributes", arguments: encoded)
    func decoding(sample: Sample) throws {
        let expected = try #require(sample.members["expected_attributes"]?.dictionary)
        for variant in try variants(sample) {
            let message = try Message.decode(json: variant.utf8Bytes.span.bytes)
            #expect(try scan(variant).type == message.type)
            let attributes = try attributes(of: message)
            for (name, value) in expected where !isAbsent(value) {
                #expect(attributes[name] == value, "\(name) of \(variant)")
            }
            for (name, value) in attributes where !isAbsent(value) && !["options", "details"].contains(name) {
                #expect(expected[name] == value, "\(name) of \(variant)")
            }
        }
    }

    @Test("Every expected message is encoded as one of the listed byte forms", arguments: encoded)
    func encoding(sample: Sample) throws {
        let variants = try variants(sample)
        let message = try Message.decode(json: try #require(variants.first).utf8Bytes.span.bytes)
        #expect(variants.contains(written { message.encode(json: &$0) }))
    }

    /// Null and `{}` both stand for keywords that are not there.
    private func isAbsent(_ value: Value) -> Bool { value == .null || value == .dictionary([:]) }

    @Test("Options are validated as expected", arguments: validated)
    func validation(sample: Sample) throws {
        let message = written(try #require(sample.members["wmsg"]))
        let expected = sample.members["expected_error"]?.dictionary?["contains"]?.string
        do throws(WireError) {
            try readOptions(of: message)
            #expect(expected == nil)
        } catch {
            let name = try #require(expected, "\(error)")
            #expect(error.description.contains(name))
        }
    }

    private func readOptions(of message: String) throws(WireError) {
        let bytes = message.utf8Bytes
        let envelope = try scan(bytes)
        switch envelope.type {
        case .publish: _ = try PublishOptions(json: envelope.options, in: bytes.span.bytes)
        case .subscribe: _ = try SubscribeOptions(json: envelope.options, in: bytes.span.bytes)
        case .event: _ = try EventDetails(json: envelope.options, in: bytes.span.bytes)
        default: Issue.record("no vectors are known for \(envelope.type)")
        }
    }
}
