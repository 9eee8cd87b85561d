import WAMP
extension JSON {
    static func head(_ code: UInt16, _ to: inout OutputBytes) { to.append("["); to.append(decimal: UInt64(code)) }
    static func num(_ v: UInt64, _ to: inout OutputBytes) { to.append(","); to.append(decimal: v) }
    static func tail(_ payload: RawSpan, _ to: inout OutputBytes) {
        if payload.byteCount > 0 { to.append(","); to.append(payload) }
        to.append("]")
    }
    static func writeAccepted(_ t: MessageType, request: UInt64, id: UInt64, to: inout OutputBytes) {
        head(t.rawValue, &to); num(request, &to); num(id, &to); to.append("]")
    }
    static func writeWithdrawn(_ t: MessageType, request: UInt64, to: inout OutputBytes) {
        head(t.rawValue, &to); num(request, &to); to.append("]")
    }
    static func writeError(_ t: MessageType, request: UInt64, uri: ErrorURI, message: StaticString, to: inout OutputBytes) {
        to.append("[8"); num(UInt64(t.rawValue), &to); num(request, &to); to.append(",{},\""); to.append(uri.text); to.append("\",[\""); to.append(message); to.append("\"]]")
    }
    static func writeInterrupt(request: UInt64, mode: CancelMode, to: inout OutputBytes) {
        head(69, &to); num(request, &to); to.append(",{\"mode\":\""); to.append(utf8: mode.rawValue); to.append("\"}]")
    }
    static func writeResult(request: UInt64, payload: RawSpan, to: inout OutputBytes) {
        to.append("[50"); num(request, &to); to.append(",{}"); tail(payload, &to)
    }
    static func writeCallError(request: UInt64, from e: Envelope, in b: RawSpan, to: inout OutputBytes) {
        to.append("[8,48"); num(request, &to); to.append(",")
        if e.options.isEmpty { to.append("{}") } else { to.append(b.extracting(e.options.bounds)) }
        to.append(",\""); to.append(b.extracting(e.uri.bounds)); to.append("\""); tail(b.extracting(e.payload.bounds), &to)
    }
    static func details(_ d: [UInt8]?, _ to: inout OutputBytes) {
        to.append(",")
        if let d { to.append(d.span.bytes) } else { to.append("{}") }
    }
    static func writeInvocation(request: UInt64, registration: UInt64, details d: [UInt8]?, payload: RawSpan, to: inout OutputBytes) {
        to.append("[68"); num(request, &to); num(registration, &to); details(d, &to); tail(payload, &to)
    }
    static func writeEvent(subscription: UInt64, publication: UInt64, details d: [UInt8]?, payload: RawSpan, to: inout OutputBytes) {
        to.append("[36"); num(subscription, &to); num(publication, &to); details(d, &to); tail(payload, &to)
    }
}
