extension JSON {
    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri]` with a predefined URI.
    package static func writeError(
        requestType: MessageType, request: UInt64, error: ErrorURI, to output: inout OutputBytes
    ) {
        writeErrorHead(requestType, request: request, to: &output)
        output.append(",{},")
        write(plain: error.text, to: &output)
        output.append(ASCII.closeList)
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list]` with a predefined URI and
    /// the reason for people as the only argument, which is what clients show.
    package static func writeError(
        requestType: MessageType, request: UInt64, error: ErrorURI, message: String,
        to output: inout OutputBytes
    ) {
        writeErrorHead(requestType, request: request, to: &output)
        output.append(",{},")
        write(plain: error.text, to: &output)
        output.append(",[")
        write(string: message, to: &output)
        output.append("]]")
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list, ArgumentsKw|dict]`,
    /// passed on from a callee: `uri` is the escaped bytes between the quotes of the received message.
    package static func writeError(
        requestType: MessageType, request: UInt64, details: RawSpan, uri: RawSpan, payload: RawSpan,
        to output: inout OutputBytes
    ) {
        writeErrorHead(requestType, request: request, to: &output)
        writeDetails(details, to: &output)
        output.append(ASCII.comma)
        write(escaped: uri, to: &output)
        writePayload(payload, to: &output)
    }

    private static func writeErrorHead(
        _ type: MessageType, request: UInt64, to output: inout OutputBytes
    ) {
        output.append("[8,")
        output.append(decimal: UInt64(type.rawValue))
        output.append(ASCII.comma)
        output.append(decimal: request)
    }

    /// `[ABORT, Details|dict, Reason|uri]` with the reason for people in `Details.message`.
    package static func writeAbort(reason: StaticString, message: String, to output: inout OutputBytes) {
        writeEnd("[3,", reason: reason, message: message, to: &output)
    }

    /// `[GOODBYE, Details|dict, Reason|uri]`; an empty `message` is left out.
    package static func writeGoodbye(
        reason: StaticString, message: String = "", to output: inout OutputBytes
    ) {
        writeEnd("[6,", reason: reason, message: message, to: &output)
    }

    private static func writeEnd(
        _ head: StaticString, reason: StaticString, message: String, to output: inout OutputBytes
    ) {
        output.append(head)
        output.append(ASCII.openDictionary)
        if !message.isEmpty {
            output.append("\"message\":")
            write(string: message, to: &output)
        }
        output.append("},")
        write(plain: reason, to: &output)
        output.append(ASCII.closeList)
    }
}
