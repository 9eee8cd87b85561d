// A libFuzzer target over all that the WebSocket layer reads from the wire. From the root of the package:
//
//     mkdir -p .build-fuzz
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WebSocket \
//         -I Sources/COpenSSL -I Sources/CZlib Sources/WebSocket/*.swift Tests/Fuzz/FuzzWebSocket.swift \
//         -o .build-fuzz/fuzz-websocket
//     SWIFT_BACKTRACE=enable=no .build-fuzz/fuzz-websocket -max_len=4096 -timeout=5 Tests/Fuzz/Corpus/websocket
//
// The first byte chooses role, compression and limits, the second how the rest, a stream of frames, is cut into
// reads. The stream is read whole and cut, and both must say the same.

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzWebSocket(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard count >= 2 else { return 0 }
    let frames = [UInt8](input[2...])
    checkFrames(frames, choices: input[0], cutting: input[1])
    checkHandshake(String(decoding: frames, as: UTF8.self))
    return 0
}

/// What was reported, with the payloads copied out.
private enum Report: Equatable {
    case message(MessageKind, [UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(CloseCode?, [UInt8])
    case failed(ProtocolViolation)
}

private func checkFrames(_ frames: [UInt8], choices: UInt8, cutting: UInt8) {
    let role: Role = choices & 1 == 0 ? .server : .client
    let limits =
        choices & 2 == 0
        ? WebSocketLimits(maximumFrameSize: 1 << 16, maximumMessageSize: 1 << 20)
        : WebSocketLimits(maximumFrameSize: 200, maximumMessageSize: 300, maximumFragments: 4)
    // The full window: beyond a smaller one zlib is more or less strict as its calls fall.
    let compression =
        choices & 4 == 0 ? nil : NegotiatedDeflate(incomingNoContextTakeover: choices & 8 != 0)

    let whole = read(frames, WebSocketConnection(role: role, limits: limits, compression: compression)) { $0 }
    var random = UInt32(cutting) &+ 1
    let cut = read(frames, WebSocketConnection(role: role, limits: limits, compression: compression)) {
        left in
        random = random &* 1_664_525 &+ 1_013_904_223
        return min(left, 1 + Int(random >> 16) % (cutting < 64 ? 1 : Int(cutting)))
    }
    guard whole == cut else { fatalError("whole: \(whole)\ncut: \(cut)") }
    for report in whole {
        guard case .message(let kind, let payload) = report else { continue }
        guard payload.count <= limits.maximumMessageSize else { fatalError("larger than the limit") }
        guard kind == .binary || String(validating: payload, as: UTF8.self) != nil else {
            fatalError("text is not UTF-8")
        }
    }
}

/// Feeds reads of the sizes that `size` chooses, each in memory of exactly its size.
private func read(
    _ frames: [UInt8], _ fresh: consuming WebSocketConnection, size: (Int) -> Int
) -> [Report] {
    var connection = fresh
    var reports: [Report] = []
    var start = 0
    while start < frames.count {
        let count = size(frames.count - start)
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { input.deallocate() }
        input.copyBytes(from: frames[start..<start + count])
        start += count
        var offset = 0
        while let report = next(&connection, input, &offset) { reports.append(report) }
        guard offset == count else { fatalError("input left over") }
    }
    let end = reports.firstIndex { report in
        switch report {
        case .close, .failed: true
        case .message, .ping, .pong: false
        }
    }
    guard end == nil || end == reports.count - 1 else { fatalError("something after the end") }
    return reports
}

private func next(
    _ connection: inout WebSocketConnection, _ input: UnsafeMutableRawBufferPointer, _ offset: inout Int
) -> Report? {
    switch connection.next(in: input, at: &offset) {
    case .needMoreBytes: nil
    case .message(let kind, let location): .message(kind, Array(connection.bytes(at: location, in: input)))
    case .ping(let location): .ping(Array(connection.bytes(at: location, in: input)))
    case .pong(let location): .pong(Array(connection.bytes(at: location, in: input)))
    case .close(let code, let reason, _): .close(code, Array(connection.bytes(at: reason, in: input)))
    case .failed(let violation, _): .failed(violation)
    }
}

/// Texts of header fields: what is understood is written back as it was read.
private func checkHandshake(_ text: String) {
    if let offers = ExtensionOffer.parse(text) {
        for offer in offers {
            guard ExtensionOffer.parse(offer.text) == [offer] else { fatalError("\(offer) is not read back") }
            if let parameters = DeflateParameters(offer) {
                guard DeflateParameters(parameters.offer) == parameters else { fatalError("\(parameters)") }
            }
        }
        _ = DeflateSettings().accept(offers)
    }
    _ = OriginPolicy(allowed: [text]).allows(origin: text, host: text)
    let lines = text.split(separator: "\n").map { line in
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    do throws(HandshakeRefusal) {
        _ = try ServerHandshake(subprotocols: ["a"], compression: DeflateSettings()).accept(
            HandshakeRequest(headers: HeaderFields(lines)))
    } catch {
        guard error.status.rawValue >= 400 else { fatalError("\(error)") }
    }
}
