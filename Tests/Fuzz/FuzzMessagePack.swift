// A libFuzzer target over everything that reads MessagePack from the wire, and the transcoder. From the root
// of the package:
//
// swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WAMP \ $(find
// Sources/WAMP -name '*.swift') Tests/Fuzz/BinaryChecks.swift Tests/Fuzz/FuzzMessagePack.swift \ -o
// fuzz-messagepack SWIFT_BACKTRACE=enable=no ./fuzz-messagepack -max_len=2048 -timeout=5
// Tests/Fuzz/Corpus/messagepack

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzMessagePack(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    BinaryChecks(
        serializer: .messagePack,
        validate: { (bytes, limits) throws(WireError) in
            try MessagePack.validate(bytes.span.bytes, limits: limits)
        },
        parse: { (bytes, limits) throws(WireError) in try MessagePack.parse(bytes.span.bytes, limits: limits)
        },
        write: { MessagePack.write($0, to: &$1) },
        scan: { (bytes, limits) throws(WireError) in try MessagePack.scan(bytes.span.bytes, limits: limits) },
        decode: { (bytes, limits) throws(WireError) in
            try Message.decode(messagePack: bytes.span.bytes, limits: limits)
        },
        readOptions: { range, bytes in readOptions(range, in: bytes.span.bytes) }
    ).run(input)
    return 0
}

private func readOptions(_ options: ByteRange, in bytes: RawSpan) {
    _ = try? PublishOptions(messagePack: options, in: bytes)
    _ = try? SubscribeOptions(messagePack: options, in: bytes)
    _ = try? RegisterOptions(messagePack: options, in: bytes)
    _ = try? CallOptions(messagePack: options, in: bytes)
    _ = try? CancelOptions(messagePack: options, in: bytes)
    _ = try? YieldOptions(messagePack: options, in: bytes)
    _ = try? EventDetails(messagePack: options, in: bytes)
    _ = try? InvocationDetails(messagePack: options, in: bytes)
    _ = try? GoodbyeDetails(messagePack: options, in: bytes)
    _ = try? HelloDetails(messagePack: options, in: bytes)
}
