/// What must hold for any bytes in a binary serialization. Shared by the fuzz targets of MessagePack and
/// CBOR.
///
/// The scanner, the parser and the transcoder walk over the same bytes, so each checks the others.
struct BinaryChecks {
    let serializer: Serializer
    let validate: ([UInt8], ScanLimits) throws(WireError) -> Void
    let parse: ([UInt8], ScanLimits) throws(WireError) -> Value
    let write: (Value, inout OutputBytes) -> Void
    let scan: ([UInt8], ScanLimits) throws(WireError) -> Envelope
    let decode: ([UInt8], ScanLimits) throws(WireError) -> Message
    let readOptions: (ByteRange, [UInt8]) -> Void

    func run(_ input: [UInt8]) {
        let limits = ScanLimits(depth: 1 + input.count % 90)
        checkValue(input, limits)
        checkMessage(input, limits)
        let whole = ByteRange(from: 0, to: input.count)
        readOptions(whole, input)
        readOptions(ByteRange(start: 1, count: .max), input)
        for source in Serializer.allCases {
            for target in Serializer.allCases {
                guard carried(input, from: source, to: target)?.count != 0 || input.isEmpty else {
                    fatalError("carried from \(source) to \(target) as nothing")
                }
            }
        }
    }

    private func outcome<Success>(_ body: () throws(WireError) -> Success) -> Result<Success, WireError> {
        do { return .success(try body()) } catch { return .failure(error) }
    }

    private func isExtensionType(_ error: WireError) -> Bool {
        if case .syntax(.extensionType, _) = error { true } else { false }
    }

    private func checkValue(_ input: [UInt8], _ limits: ScanLimits) {
        let validity = outcome { () throws(WireError) in try validate(input, limits) }
        switch (validity, outcome { () throws(WireError) in try parse(input, limits) }) {
        case (.success, .success(let value)):
            checkWritten(value, limits)
            checkTranscoded(input, value)
        case (.success, .failure(let error)):
            guard isExtensionType(error) else { fatalError("valid, but not parsed: \(error)") }
        case (.failure(let first), .failure(let second)):
            guard first == second || isExtensionType(second) else { fatalError("\(first) or \(second)") }
        case (.failure(let error), .success): fatalError("parsed, but not valid: \(error)")
        }
    }

    private func checkWritten(_ value: Value, _ limits: ScanLimits) {
        var output = OutputBytes()
        write(value, &output)
        let written = [UInt8](output.bytes)
        guard (try? parse(written, limits)) == value else {
            fatalError("a written value comes back as another")
        }
    }

    /// A valid value is carried to every serialization, and is the same value there where no key is there
    /// twice.
    private func checkTranscoded(_ input: [UInt8], _ value: Value) {
        var output = OutputBytes()
        write(value, &output)
        let plain = [UInt8](output.bytes)
        for target in Serializer.allCases {
            guard carried(input, from: serializer, to: target) != nil else {
                fatalError("a valid value is not carried to \(target)")
            }
            guard carried(plain, from: serializer, to: target) == written(value, target) else {
                fatalError("carried to \(target) as another value")
            }
        }
        let json = written(value, .json)
        let deepest = ScanLimits(depth: ScanLimits.greatestDepth)
        guard let inJSON = try? JSON.parse(json.span.bytes, limits: deepest),
            carried(json, from: .json, to: serializer) == written(inJSON, serializer)
        else { fatalError("carried from JSON as another value") }
    }

    private func carried(_ bytes: [UInt8], from source: Serializer, to target: Serializer) -> [UInt8]? {
        let range = ByteRange(from: 0, to: bytes.count)
        var output = OutputBytes()
        do {
            try Transcoder.append(range, in: bytes.span.bytes, from: source, as: target, to: &output)
            return [UInt8](output.bytes)
        } catch {
            guard output.isEmpty else { fatalError("something was left behind an error") }
            return nil
        }
    }

    private func written(_ value: Value, _ target: Serializer) -> [UInt8] {
        var output = OutputBytes()
        switch target {
        case .json: JSON.write(value, to: &output)
        case .messagePack: MessagePack.write(value, to: &output)
        case .cbor: CBOR.write(value, to: &output)
        }
        return [UInt8](output.bytes)
    }

    private func checkMessage(_ input: [UInt8], _ limits: ScanLimits) {
        let scanned = outcome { () throws(WireError) in try scan(input, limits) }
        let decoded = outcome { () throws(WireError) in try decode(input, limits) }
        switch (scanned, decoded) {
        case (.success(let envelope), .success(let message)):
            guard envelope.type == message.type else { fatalError("different types") }
            checkSlices(of: envelope, input)
        case (.success(let envelope), .failure(let error)):
            guard isExtensionType(error) else { fatalError("scanned, but not decoded: \(error)") }
            checkSlices(of: envelope, input)
        case (.failure(let error), .success): fatalError("decoded, but not scanned: \(error)")
        case (.failure, .failure): break
        }
    }

    /// Every range of an envelope must be the value that it is said to be.
    private func checkSlices(of envelope: Envelope, _ input: [UInt8]) {
        let deepest = ScanLimits(depth: ScanLimits.greatestDepth)
        for range in [envelope.options, envelope.argumentsKw, envelope.arguments] where !range.isEmpty {
            let slice = input.span.bytes.array(range)
            guard case .success = outcome({ () throws(WireError) in try validate(slice, deepest) }) else {
                fatalError("not a value: \(range)")
            }
            if case .success(let value) = outcome({ () throws(WireError) in try parse(slice, deepest) }) {
                let isList = value.list != nil
                guard isList == (range == envelope.arguments), isList || value.dictionary != nil else {
                    fatalError("\(range) is \(value)")
                }
            }
        }
        if !envelope.uriIsEscaped {
            let uri = input.span.bytes.array(envelope.uri)
            guard String(validating: uri, as: UTF8.self) != nil else {
                fatalError("not UTF-8: \(envelope.uri)")
            }
        }
        _ = CBOR.unescape(envelope.uri, in: input.span.bytes)
        readOptions(envelope.options, input)
        var output = OutputBytes()
        for target in Serializer.allCases {
            try? Transcoder.appendPayload(
                of: envelope, in: input.span.bytes, from: serializer, as: target, to: &output)
        }
    }
}
