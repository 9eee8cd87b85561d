import Testing

@testable import WAMP

@Suite("Options of messages in binary serializations (advanced profile)")
struct BinaryMemberTests {
    private let publish: ValueDictionary = [
        "acknowledge": true, "exclude_me": false, "disclose_me": true, "retain": true, "rkey": "k",
        "exclude": [1, 2], "exclude_authid": ["a"], "exclude_authrole": ["b"], "eligible": [],
        "eligible_authid": ["c", "d"], "eligible_authrole": ["e"],
    ]

    private func json<Options: MessageOptions>(_ dictionary: ValueDictionary) throws(WireError) -> Options {
        let text = written(.dictionary(dictionary))
        return try Options(json: wholeRange(text), in: text.utf8Bytes.span.bytes)
    }

    @Test("Options are read as in JSON", arguments: BinaryFormat.allCases)
    func sameAsJSON(format: BinaryFormat) throws {
        #expect(try format.options(publish) == (try json(publish) as PublishOptions))
        let subscribe: ValueDictionary = ["match": "wildcard", "get_retained": true, "nkey": "n"]
        #expect(try format.options(subscribe) == (try json(subscribe) as SubscribeOptions))
        let register: ValueDictionary = [
            "match": "prefix", "invoke": "roundrobin", "concurrency": 3, "disclose_caller": true,
            "force_reregister": true, "forward_timeout": true,
        ]
        #expect(try format.options(register) == (try json(register) as RegisterOptions))
        let call: ValueDictionary = [
            "timeout": .integer(1 << 53), "receive_progress": true, "progress": true, "disclose_me": true,
            "runmode": "partition", "rkey": "\u{E9}", "unknown": [1, ["match": 1]],
        ]
        #expect(try format.options(call) == (try json(call) as CallOptions))
        #expect(try format.options(["mode": "kill"]) == (try json(["mode": "kill"]) as CancelOptions))
        #expect(try format.options(["mode": "x"]) == (try json(["mode": "x"]) as CancelOptions))
        #expect(try format.options(["progress": true]) == (try json(["progress": true]) as YieldOptions))
        #expect(try format.options(["message": "bye"]) == (try json(["message": "bye"]) as GoodbyeDetails))
        let event: ValueDictionary = [
            "publisher": 7, "publisher_authid": "a", "publisher_authrole": "b", "trustlevel": 2, "topic": "t",
            "retained": true, "x_acknowledged_delivery": true,
        ]
        #expect(try format.options(event) == (try json(event) as EventDetails))
        let invocation: ValueDictionary = [
            "caller": 7, "caller_authid": "a", "caller_authrole": "b", "trustlevel": 2, "procedure": "t",
            "timeout": 1, "receive_progress": true, "progress": true,
        ]
        #expect(try format.options(invocation) == (try json(invocation) as InvocationDetails))
        #expect(try format.options([:]) == ErrorDetails())
    }

    @Test("Wrong options are refused as in JSON", arguments: BinaryFormat.allCases)
    func refusals(format: BinaryFormat) {
        var generator = SeededGenerator(seed: 21)
        var refused = 0
        for _ in 0..<2000 {
            var options = publish
            guard let key = options.keys.randomElement(using: &generator) else { continue }
            options[key] = generator.value(depth: 2)
            // In JSON, binary stands for a string.
            if written(.dictionary(options)).contains("\\u0000") { continue }
            let error = thrown { try format.options(options) as PublishOptions }
            #expect(error == thrown { try json(options) as PublishOptions }, "\(options)")
            if error != nil { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test("An integer is at most 2^53", arguments: BinaryFormat.allCases)
    func greatestInteger(format: BinaryFormat) {
        for wrong in [.integer((1 << 53) + 1), .unsigned(.max), -1, 1.0] as [Value] {
            #expect(
                thrown { try format.options(["timeout": wrong]) as CallOptions }
                    == .option(.timeout, expected: .integer))
            #expect(
                thrown { try format.options(["exclude": [1, wrong]]) as PublishOptions }
                    == .option(.exclude, expected: .listOfIDs))
        }
    }

    @Test("Binary is no string among options", arguments: BinaryFormat.allCases)
    func binary(format: BinaryFormat) {
        #expect(
            thrown { try format.options(["rkey": .binary([1])]) as CallOptions }
                == .option(.rkey, expected: .string))
        #expect(
            thrown {
                try format.options(["eligible_authid": ["a", .binary([1])]]) as PublishOptions
            } == .option(.eligibleAuthID, expected: .listOfStrings))
    }

    @Test("Members that are passed on keep their bytes", arguments: BinaryFormat.allCases)
    func forwarded(format: BinaryFormat) throws {
        let dictionary: ValueDictionary = [
            "timeout": 1, "_custom": [1, "x"], "ppt_scheme": "wamp", "forward_for": [["session": 1]],
            "other": 2,
        ]
        let bytes = format.written(.dictionary(dictionary))
        let options: CallOptions = try format.options(dictionary)
        #expect(options.forwarded.usesPayloadPassthru)
        let expected = ["_custom", "ppt_scheme", "forward_for"]
        #expect(options.forwarded.members.map { bytes.span.bytes.string($0.key) } == expected)
        for (member, name) in zip(options.forwarded.members, expected) {
            #expect(try format.parse(member.value, in: bytes) == dictionary[name])
            let whole = format.written(.dictionary([name: dictionary[name] ?? .null]))
            #expect(Array(bytes[member.range.bounds]) == Array(whole.dropFirst()))
        }
        #expect(
            thrown { try format.options(["forward_for": [1]]) as CallOptions }
                == .option(.forwardFor, expected: .listOfDictionaries))
    }

    @Test("The details of HELLO are read as in JSON", arguments: BinaryFormat.allCases)
    func hello(format: BinaryFormat) throws {
        let details: ValueDictionary = [
            "roles": ["caller": ["features": ["call_canceling": true]]], "authid": "a",
            "authmethods": ["ticket"],
            "authextra": ["x": .binary([1])], "agent": nil,
        ]
        let bytes = format.written(.dictionary(details))
        let range = ByteRange(from: 0, to: bytes.count)
        let read =
            switch format {
            case .messagePack: try HelloDetails(messagePack: range, in: bytes.span.bytes)
            case .cbor: try HelloDetails(cbor: range, in: bytes.span.bytes)
            }
        #expect(read == (try HelloDetails(details)))
        #expect(read.roles.supports(.callCanceling, as: .caller))
    }

    @Test("Bytes that nothing has validated are safe to read options from", arguments: BinaryFormat.allCases)
    func unvalidated(format: BinaryFormat) {
        var generator = SeededGenerator(seed: 22)
        for _ in 0..<3000 {
            var bytes = format.written(.dictionary(publish))
            for _ in 0..<2 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            for range in [
                ByteRange(from: 0, to: bytes.count), ByteRange(start: 9, count: .max),
                ByteRange(start: .max, count: 1),
            ] {
                switch format {
                case .messagePack: _ = try? PublishOptions(messagePack: range, in: bytes.span.bytes)
                case .cbor: _ = try? PublishOptions(cbor: range, in: bytes.span.bytes)
                }
            }
        }
    }
}
