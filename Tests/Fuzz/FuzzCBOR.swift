// A libFuzzer target over everything that reads CBOR from the wire, and the transcoder. From the root of
// the package:
//
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WAMP \
//         $(find Sources/WAMP -name '*.swift') Tests/Fuzz/BinaryChecks.swift Tests/Fuzz/FuzzCBOR.swift \
//         -o fuzz-cbor
//     SWIFT_BACKTRACE=enable=no ./fuzz-cbor -max_len=2048 -timeout=5 Tests/Fuzz/Corpus/cbor

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzCBOR(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    BinaryChecks(
        serializer: .cbor,
        validate: { (bytes, limits) throws(WireError) in
            try CBOR.validate(bytes.span.bytes, limits: limits)
        },
        parse: { (bytes, limits) throws(WireError) in try CBOR.parse(bytes.span.bytes, limits: limits) },
        write: { CBOR.write($0, to: &$1) },
        scan: { (bytes, limits) throws(WireError) in try CBOR.scan(bytes.span.bytes, limits: limits) },
        decode: { (bytes, limits) throws(WireError) in
            try Message.decode(cbor: bytes.span.bytes, limits: limits)
        },
        readOptions: { range, bytes in readOptions(range, in: bytes.span.bytes) }
    ).run(input)
    return 0
}

private func readOptions(_ options: ByteRange, in bytes: RawSpan) {
    _ = try? PublishOptions(cbor: options, in: bytes)
    _ = try? SubscribeOptions(cbor: options, in: bytes)
    _ = try? RegisterOptions(cbor: options, in: bytes)
    _ = try? CallOptions(cbor: options, in: bytes)
    _ = try? CancelOptions(cbor: options, in: bytes)
    _ = try? YieldOptions(cbor: options, in: bytes)
    _ = try? EventDetails(cbor: options, in: bytes)
    _ = try? InvocationDetails(cbor: options, in: bytes)
    _ = try? GoodbyeDetails(cbor: options, in: bytes)
    _ = try? HelloDetails(cbor: options, in: bytes)
}
