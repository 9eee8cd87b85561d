// What a dealer sends, appended to the output in one go. Details are an already encoded dictionary including its
// braces, or empty for `{}`. Payloads are the bytes of `Envelope.payload`, or empty for none; they are copied once.

extension JSON {
    /// `[REGISTERED, REGISTER.Request|id, Registration|id]`
    package static func writeRegistered(
        request: UInt64, registration: UInt64, to output: inout OutputBytes
    ) {
        output.append("[65,")
        output.append(decimal: request)
        output.append(ASCII.comma)
        output.append(decimal: registration)
        output.append(ASCII.closeList)
    }

    /// `[UNREGISTERED, UNREGISTER.Request|id]`
    package static func writeUnregistered(request: UInt64, to output: inout OutputBytes) {
        output.append("[67,")
        output.append(decimal: request)
        output.append(ASCII.closeList)
    }

    /// `[UNREGISTERED, 0, Details|dict]`, which the client did not ask for (advanced profile, "Registration
    /// Revocation").
    package static func writeUnregistered(
        revoked registration: UInt64, reason: String, to output: inout OutputBytes
    ) {
        output.append("[67,0,{\"registration\":")
        output.append(decimal: registration)
        output.append(",\"reason\":")
        write(string: reason, to: &output)
        output.append("}]")
    }

    /// `[INVOCATION, Request|id, REGISTERED.Registration|id, Details|dict, CALL.Arguments|list,
    /// CALL.ArgumentsKw|dict]`
    package static func writeInvocation(
        request: UInt64, registration: UInt64, details: RawSpan, payload: RawSpan,
        to output: inout OutputBytes
    ) {
        output.append("[68,")
        output.append(decimal: request)
        output.append(ASCII.comma)
        output.append(decimal: registration)
        writeTail(details: details, payload: payload, to: &output)
    }

    /// `[RESULT, CALL.Request|id, Details|dict, YIELD.Arguments|list, YIELD.ArgumentsKw|dict]`
    package static func writeResult(
        request: UInt64, details: RawSpan, payload: RawSpan, to output: inout OutputBytes
    ) {
        output.append("[50,")
        output.append(decimal: request)
        writeTail(details: details, payload: payload, to: &output)
    }

    /// `[INTERRUPT, INVOCATION.Request|id, Options|dict]`
    package static func writeInterrupt(
        request: UInt64, options: RawSpan, to output: inout OutputBytes
    ) {
        output.append("[69,")
        output.append(decimal: request)
        writeDetails(options, to: &output)
        output.append(ASCII.closeList)
    }
}
