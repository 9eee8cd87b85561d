// What a router sends, in one go. Details are an already encoded dictionary including its head, or empty for
// one without members. Payloads are the bytes of `Envelope.payload` in the same serialization, and its
// `payloadCount`.

extension BinaryTokenWriter {
    /// The head of a message's list and the message code.
    @inline(__always)
    static func writeHead(of type: MessageType, elements: Int, to output: inout OutputBytes) {
        output.append(shortHead(isDictionary: false, count: elements))
        write(UInt64(type.rawValue), to: &output)
    }

    /// `[type, id]`
    @inline(__always)
    static func write(_ type: MessageType, _ id: UInt64, to output: inout OutputBytes) {
        writeHead(of: type, elements: 2, to: &output)
        write(id, to: &output)
    }

    /// `[type, id, id]`
    @inline(__always)
    static func write(_ type: MessageType, _ first: UInt64, _ second: UInt64, to output: inout OutputBytes) {
        writeHead(of: type, elements: 3, to: &output)
        write(first, to: &output)
        write(second, to: &output)
    }

    /// `[type, id, Details|dict, Arguments|list, ArgumentsKw|dict]`
    @inline(__always)
    static func write(
        _ type: MessageType, _ id: UInt64, details: RawSpan, payload: RawSpan, payloadCount: UInt8,
        to output: inout OutputBytes
    ) {
        writeHead(of: type, elements: 3 &+ Int(payloadCount), to: &output)
        write(id, to: &output)
        write(details: details, to: &output)
        output.append(payload: payload)
    }

    /// `[type, id, id, Details|dict, Arguments|list, ArgumentsKw|dict]`
    @inline(__always)
    static func write(
        _ type: MessageType, _ first: UInt64, _ second: UInt64, details: RawSpan, payload: RawSpan,
        payloadCount: UInt8, to output: inout OutputBytes
    ) {
        writeHead(of: type, elements: 4 &+ Int(payloadCount), to: &output)
        write(first, to: &output)
        write(second, to: &output)
        write(details: details, to: &output)
        output.append(payload: payload)
    }

    /// `[type, 0, {key: id, "reason": reason}]`, an answer that the client did not ask for.
    static func writeRevocation(
        _ type: MessageType, of key: StaticString, _ id: UInt64, reason: String, to output: inout OutputBytes
    ) {
        writeHead(of: type, elements: 3, to: &output)
        write(0 as UInt64, to: &output)
        output.append(shortHead(isDictionary: true, count: 2))
        write(plain: key, to: &output)
        write(id, to: &output)
        write(plain: "reason", to: &output)
        write(text: reason.utf8Span.span.bytes, to: &output)
    }

    /// `[type, {"message": message}, Reason|uri]`; an empty message is left out.
    static func writeEnd(
        _ type: MessageType, reason: StaticString, message: String, to output: inout OutputBytes
    ) {
        writeHead(of: type, elements: 3, to: &output)
        output.append(shortHead(isDictionary: true, count: message.isEmpty ? 0 : 1))
        if !message.isEmpty {
            write(plain: "message", to: &output)
            write(text: message.utf8Span.span.bytes, to: &output)
        }
        write(plain: reason, to: &output)
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict`, the first four of `elements`.
    @inline(__always)
    static func writeErrorHead(
        _ requestType: MessageType, request: UInt64, details: RawSpan, elements: Int,
        to output: inout OutputBytes
    ) {
        writeHead(of: .error, elements: elements, to: &output)
        write(UInt64(requestType.rawValue), to: &output)
        write(request, to: &output)
        write(details: details, to: &output)
    }

    @inline(__always)
    private static func write(details: RawSpan, to output: inout OutputBytes) {
        if details.byteCount == 0 {
            output.append(shortHead(isDictionary: true, count: 0))
        } else {
            output.append(details)
        }
    }

    /// Appends a predefined string.
    @inline(__always)
    static func write(plain text: StaticString, to output: inout OutputBytes) {
        let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        write(text: bytes.bytes, to: &output)
    }
}
