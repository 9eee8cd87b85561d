// A libFuzzer target over the headers of the PROXY protocol. From the root of the package:
//
//     mkdir -p .build-fuzz
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name Transport \
//         Sources/Transport/ProxyProtocol/*.swift Tests/Fuzz/FuzzProxyProtocol.swift -o .build-fuzz/fuzz-proxyprotocol
//     SWIFT_BACKTRACE=enable=no .build-fuzz/fuzz-proxyprotocol -max_len=4096 -timeout=5 Tests/Fuzz/Corpus/proxyprotocol
//
// An input is the beginning of a connection.

private enum Judgement: Equatable {
    case needsMore
    case header(ProxyHeader)
    case refused(ProxyProtocolViolation)

    /// Judges memory of exactly the size of the bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        do throws(ProxyProtocolViolation) {
            self = try ProxyHeader.parse(Array(bytes)).map { .header($0) } ?? .needsMore
        } catch {
            self = .refused(error)
        }
    }
}

/// However a connection is cut into reads, it is judged alike, and at the same octet.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzProxyProtocol(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let whole = Judgement(input[...])
    // The first octet at which the judgement stands, by bisection: before it more is needed, behind it nothing changes.
    var low = 0
    var high = count
    while low < high {
        let middle = (low + high) / 2
        if Judgement(input[..<middle]) == .needsMore { low = middle + 1 } else { high = middle }
    }
    for cut in [0, low / 2, low - 1] where cut >= 0 && cut < low {
        guard Judgement(input[..<cut]) == .needsMore else { fatalError("judged at \(cut) of \(low)") }
    }
    guard Judgement(input[..<low]) == whole else {
        fatalError("\(low): \(Judgement(input[..<low])) \(whole)")
    }
    switch whole {
    case .needsMore: guard count < ProxyHeader.maximumBinarySize else { fatalError("waits for ever") }
    case .refused: break
    case .header(let header): check(header, input, judgedAt: low)
    }
    return 0
}

/// A header ends where it was judged, and its address, written as a header of version 1, is read back.
private func check(_ header: ProxyHeader, _ input: [UInt8], judgedAt end: Int) {
    guard header.byteCount == end, end >= 15 else { fatalError("\(header) judged at \(end)") }
    let isText = input.first == UInt8(ascii: "P")
    guard end <= (isText ? ProxyHeader.maximumTextSize : ProxyHeader.maximumBinarySize) else {
        fatalError("\(end) octets")
    }
    guard case .ip(let client, let port) = header.source else { return }
    let address = client.text
    let isV6 = address.utf8.contains(UInt8(ascii: ":"))
    let line = isV6 ? "PROXY TCP6 \(address) :: \(port) 0\r\n" : "PROXY TCP4 \(address) 0.0.0.0 \(port) 0\r\n"
    guard Judgement(Array(line.utf8)[...]) == .header(ProxyHeader(header.source, byteCount: line.utf8.count))
    else { fatalError("\(line) is not read back") }
}
