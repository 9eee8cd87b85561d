// A libFuzzer target over all that the RawSocket layer reads from the wire, and over batches. From the root
// of the package:
//
//     mkdir -p .build-fuzz/sanitized
//     swiftc -O -wmo -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WAMP \
//         -emit-module -emit-module-path .build-fuzz/sanitized/WAMP.swiftmodule \
//         -emit-object -o .build-fuzz/sanitized/WAMP.o $(find Sources/WAMP -name '*.swift')
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name RawSocket \
//         -I .build-fuzz/sanitized .build-fuzz/sanitized/WAMP.o Sources/RawSocket/*.swift Tests/Fuzz/FuzzRawSocket.swift \
//         -o .build-fuzz/fuzz-rawsocket
//     SWIFT_BACKTRACE=enable=no .build-fuzz/fuzz-rawsocket -max_len=4096 -timeout=5 Tests/Fuzz/Corpus/rawsocket
//
// The first byte chooses the length that this end has announced, the second how the rest, a stream of
// transport messages, is cut into reads. The stream is read whole and cut, and both must say the same; what
// was reported, written again, must be the stream. Its first four octets are also read as a handshake, and
// all of it as a batch.

import WAMP

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzRawSocket(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard count >= 2 else { return 0 }
    let wire = [UInt8](input[2...])
    checkMessages(wire, maximumLength: MaximumLength(secondOctet: input[0]), cutting: input[1])
    if wire.count >= 4 { checkHandshake(wire[..<4].reduce(0) { $0 << 8 | UInt32($1) }) }
    for serializer in Serializer.allCases { checkBatch(wire, serializer) }
    return 0
}

// MARK: Transport messages

/// What was reported, with the payloads copied out.
private enum Report: Equatable {
    case payload(MessagePrefix.Kind, [UInt8])
    case failed(RawSocketViolation)
}

private func checkMessages(_ wire: [UInt8], maximumLength: MaximumLength, cutting: UInt8) {
    let whole = read(wire, maximumLength) { $0 }
    var random = UInt32(cutting) &+ 1
    let cut = read(wire, maximumLength) { left in
        random = random &* 1_664_525 &+ 1_013_904_223
        return min(left, 1 + Int(random >> 16) % (cutting < 64 ? 1 : Int(cutting)))
    }
    guard whole == cut else { fatalError("whole: \(whole)\ncut: \(cut)") }

    var written: [UInt8] = []
    var violation: RawSocketViolation?
    for report in whole {
        guard violation == nil else { fatalError("something after the end") }
        switch report {
        case .failed(let error): violation = error
        case .payload(let kind, let payload):
            guard payload.count <= maximumLength.octets else { fatalError("longer than the limit") }
            written += prefix(kind, payload.count) + payload
        }
    }
    guard wire.starts(with: written) else { fatalError("\(whole) is not what was sent") }
    checkRest(wire.dropFirst(written.count), maximumLength, violation)
}

/// What follows the last message is wrong, or the beginning of a message.
private func checkRest(
    _ rest: ArraySlice<UInt8>, _ maximumLength: MaximumLength, _ violation: RawSocketViolation?
) {
    guard let first = rest.first else {
        guard violation == nil else { fatalError("\(violation as Any) of nothing") }
        return
    }
    let length = rest.dropFirst().prefix(3).reduce(0) { $0 << 8 | Int($1) }
    let isWhole = rest.count >= 4
    let count = first & 8 == 0 ? length : 1 << 24
    let isWrong =
        first >> 4 != 0 || first & 7 > 2 || first & 8 != 0 && length != 0
        || isWhole && count > maximumLength.octets
    guard isWrong == (violation != nil) else { fatalError("\(violation as Any) of \(rest.prefix(4))") }
    guard isWrong || !isWhole || rest.count < 4 + count else { fatalError("a whole message is left") }
}

/// The octets of a prefix, as they are sent.
private func prefix(_ kind: MessagePrefix.Kind, _ count: Int) -> [UInt8] {
    guard let prefix = MessagePrefix(kind, payloadCount: count) else { fatalError("\(count) octets read") }
    var octets = [UInt8](repeating: 0, count: MessagePrefix.size)
    octets.withUnsafeMutableBytes { memory in
        guard let start = memory.baseAddress else { return }
        prefix.write(to: start)
    }
    return octets
}

/// Feeds reads of the sizes that `size` chooses, each in memory of exactly its size.
private func read(_ wire: [UInt8], _ maximumLength: MaximumLength, size: (Int) -> Int) -> [Report] {
    var connection = RawSocketConnection(maximumLength: maximumLength)
    var reports: [Report] = []
    var start = 0
    while start < wire.count {
        let count = size(wire.count - start)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: wire[start..<start + count])
        start += count
        var offset = 0
        while let report = next(&connection, UnsafeRawBufferPointer(memory), &offset) {
            reports.append(report)
        }
        guard offset == count else { fatalError("input left over") }
    }
    return reports
}

private func next(
    _ connection: inout RawSocketConnection, _ input: UnsafeRawBufferPointer, _ offset: inout Int
) -> Report? {
    switch connection.next(in: input, at: &offset) {
    case .needMoreBytes: nil
    case .message(let location): .payload(.message, Array(connection.bytes(at: location, in: input)))
    case .ping(let location): .payload(.ping, Array(connection.bytes(at: location, in: input)))
    case .pong(let location): .payload(.pong, Array(connection.bytes(at: location, in: input)))
    case .failed(let violation): .failed(violation)
    }
}

// MARK: Handshakes

/// What is understood is written as it was read; what a router refuses is a refusal for the client.
private func checkHandshake(_ word: UInt32) {
    let request = Handshake(serializer: .cbor, maximumLength: .smallest)
    do throws(RequestViolation) {
        let accepted = try Handshake(request: word, offering: Serializer.allCases)
        guard accepted.word == word else { fatalError("\(accepted) is not what was sent") }
        guard (try? accepted.readReply(accepted.reply(maximumLength: .greatest).word)) == .greatest else {
            fatalError("an accepted request has no readable reply")
        }
    } catch {
        guard let refusal = error.refusal else { return }
        do throws(ReplyViolation) {
            _ = try request.readReply(refusal.word)
            fatalError("a refusal was read as acceptance")
        } catch {
            guard error == .refused(refusal) else { fatalError("\(refusal) was read as \(error)") }
        }
    }
    do throws(ReplyViolation) {
        let maximumLength = try request.readReply(word)
        guard Handshake(serializer: .cbor, maximumLength: maximumLength).word == word else {
            fatalError("not what was sent")
        }
    } catch {
        guard !error.description.isEmpty else { fatalError("nothing to say") }
    }
}

// MARK: Batches

/// The messages of a batch, written again, are the batch, up to the first error and the choice of separators.
private func checkBatch(_ wire: [UInt8], _ serializer: Serializer) {
    // In memory of exactly its size, so that the sanitizer sees every step beyond it.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: wire.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: wire)
    let batch = UnsafeRawBufferPointer(memory)

    var reader = BatchReader(serializer)
    var output = OutputBytes()
    var failure: BatchError?
    do throws(BatchError) {
        while let range = try reader.next(in: batch.bytes) {
            guard !range.isEmpty else { fatalError("an empty message") }
            Batch.append(UnsafeRawBufferPointer(rebasing: batch[range.bounds]), serializer, to: &output)
        }
    } catch {
        failure = error
    }
    let written = [UInt8](output.bytes)
    let isJSON = serializer == .json
    let sent = wire.map { isJSON && $0 == Batch.recordSeparator ? Batch.separator : $0 }
    guard sent.starts(with: written) else { fatalError("not what was sent") }
    let rest = sent.dropFirst(written.count)
    guard (failure == nil) == (rest.isEmpty && !sent.isEmpty) else {
        fatalError("\(failure as Any) with \(rest)")
    }
    if isJSON { checkSeparators(sent, rest) } else { checkLength(rest) }
}

/// JSON: what is left begins with a separator or has none.
private func checkSeparators(_ sent: [UInt8], _ rest: ArraySlice<UInt8>) {
    guard rest.first == Batch.separator || !rest.contains(Batch.separator) else {
        fatalError("a whole message is left")
    }
}

/// MessagePack, CBOR: what is left has no length, or one of nothing, or of more than follows.
private func checkLength(_ rest: ArraySlice<UInt8>) {
    guard rest.count >= 4 else { return }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length == 0 || length > rest.count - 4 else { fatalError("a whole message is left") }
}
