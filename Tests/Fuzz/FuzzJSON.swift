// A libFuzzer target over everything that reads JSON from the wire. From the root of the package:
//
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WAMP \
//         $(find Sources/WAMP -name '*.swift') Tests/Fuzz/FuzzJSON.swift -o fuzz-json
//     SWIFT_BACKTRACE=enable=no ./fuzz-json -max_len=2048 -timeout=5 Tests/Fuzz/Corpus/json
//
// The scanners and the parsers are written apart from each other, so each checks the other.

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let limits = ScanLimits(depth: 1 + count % 90)
    checkValue(input, limits)
    checkMessage(input, limits)
    checkOptions(input)
    return 0
}

/// Runs `body` and forgets why it failed.
private func accepts<Value>(_ body: () throws -> Value) -> Value? {
    try? body()
}

private func checkValue(_ input: [UInt8], _ limits: ScanLimits) {
    let isValid = accepts { try JSON.validate(input.span.bytes, limits: limits, utf8: .unchecked) } != nil
    let value = accepts { try JSON.parse(input.span.bytes, limits: limits) }
    guard isValid == (value != nil) else { fatalError("validate says \(isValid), parse does not") }
    guard value == nil || String(validating: input, as: UTF8.self) != nil else {
        fatalError("invalid UTF-8 was accepted")
    }
    if let value, value.isWritable {
        var output = OutputBytes()
        JSON.write(value, to: &output)
        let written = [UInt8](output.bytes)
        guard accepts({ try JSON.parse(written.span.bytes, limits: limits) }) == value else {
            fatalError("a written value comes back as another")
        }
    }
}

private func checkMessage(_ input: [UInt8], _ limits: ScanLimits) {
    let envelope = accepts { try JSON.scan(input.span.bytes, limits: limits, utf8: .unchecked) }
    let message = accepts { try Message.decode(json: input.span.bytes, limits: limits) }
    guard (envelope == nil) == (message == nil) else {
        fatalError("scan: \(String(describing: envelope)), decode: \(String(describing: message))")
    }
    if String(validating: input, as: UTF8.self) != nil {
        let trusting = accepts { try JSON.scan(input.span.bytes, limits: limits, utf8: .validated) }
        guard trusting == envelope else { fatalError("the scan of validated bytes differs") }
    }
    guard let envelope, let message else { return }
    guard envelope.type == message.type else { fatalError("different types") }
    checkSlices(of: envelope, input)
    guard message.elements.allSatisfy(\.isWritable) else { return }
    var output = OutputBytes()
    message.encode(json: &output)
    let written = [UInt8](output.bytes)
    guard accepts({ try Message.decode(json: written.span.bytes) }) == message else {
        fatalError("a written message comes back as another")
    }
}

/// Every range of an envelope must be the value that it is said to be.
private func checkSlices(of envelope: Envelope, _ input: [UInt8]) {
    let bytes = input.span.bytes
    let deepest = ScanLimits(depth: ScanLimits.greatestDepth)
    for range in [envelope.options, envelope.argumentsKw] where !range.isEmpty {
        guard case .dictionary = accepts({ try JSON.parse(range, in: bytes, limits: deepest) }) else {
            fatalError("not a dictionary: \(range)")
        }
    }
    if !envelope.arguments.isEmpty {
        guard case .list = accepts({ try JSON.parse(envelope.arguments, in: bytes, limits: deepest) }) else {
            fatalError("not a list: \(envelope.arguments)")
        }
    }
    let quoted = [ASCII.quote] + bytes.array(envelope.uri) + [ASCII.quote]
    guard accepts({ try JSON.validate(quoted.span.bytes, utf8: .unchecked) }) != nil else {
        fatalError("not a string: \(envelope.uri)")
    }
    _ = JSON.unescape(envelope.uri, in: bytes)
    for match in MatchPolicy.allCases {
        _ = URIRule.loose.allows(envelope.uri, in: bytes, match: match)
        _ = ReservedURI.couldMatch(envelope.uri, in: bytes, match: match)
    }
    readOptions(envelope.options, in: bytes)
}

/// Bytes that nothing has validated must be safe too.
private func checkOptions(_ input: [UInt8]) {
    readOptions(ByteRange(from: 0, to: input.count), in: input.span.bytes)
    readOptions(ByteRange(start: 1, count: .max), in: input.span.bytes)
    _ = JSON.unescape(ByteRange(from: 0, to: input.count), in: input.span.bytes)
}

private func readOptions(_ options: ByteRange, in bytes: RawSpan) {
    _ = try? PublishOptions(json: options, in: bytes)
    _ = try? SubscribeOptions(json: options, in: bytes)
    _ = try? RegisterOptions(json: options, in: bytes)
    _ = try? CallOptions(json: options, in: bytes)
    _ = try? CancelOptions(json: options, in: bytes)
    _ = try? YieldOptions(json: options, in: bytes)
    _ = try? EventDetails(json: options, in: bytes)
    _ = try? InvocationDetails(json: options, in: bytes)
    _ = try? GoodbyeDetails(json: options, in: bytes)
    _ = try? HelloDetails(json: options, in: bytes)
}

extension Value {
    /// JSON can express the value: no number in it is infinite.
    fileprivate var isWritable: Bool {
        switch self {
        case .double(let double): double.isFinite
        case .list(let list): list.allSatisfy(\.isWritable)
        case .dictionary(let members): members.allSatisfy(\.value.isWritable)
        case .null, .bool, .integer, .unsigned, .string, .binary: true
        }
    }
}
