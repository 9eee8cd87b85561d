// A libFuzzer target over what is decided about the head of an HTTP request. From the root of the package:
//
//     mkdir -p .build-fuzz
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name WebSocket \
//         -I Sources/COpenSSL -I Sources/CZlib Sources/WebSocket/*.swift Tests/Fuzz/FuzzHTTPHead.swift \
//         -o .build-fuzz/fuzz-httphead
//     SWIFT_BACKTRACE=enable=no .build-fuzz/fuzz-httphead -max_len=4096 -timeout=5 Tests/Fuzz/Corpus/httphead
//
// An input is a request as it is sent: a request line and fields, up to an empty line. Octets may be any, as if the parser in
// front let everything through. The first octet of the input chooses what the server is set to.

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzHTTPHead(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choices = input.first else { return 0 }
    let request = HandshakeRequest(head: input.dropFirst())
    checkFields(of: request)
    check(request, server(choices))
    return 0
}

private func server(_ choices: UInt8) -> ServerHandshake {
    ServerHandshake(
        paths: choices & 1 == 0 ? ["/ws"] : [],
        origins: choices & 2 == 0
            ? OriginPolicy()
            : OriginPolicy(allowed: ["https://app.example.org", "null"], allowsSameHost: choices & 4 == 0),
        subprotocols: choices & 8 == 0 ? ["wamp.2.json", "wamp.2.msgpack", "wamp.2.cbor.batched"] : [],
        requiresSubprotocol: choices & 16 == 0,
        compression: choices & 32 == 0
            ? DeflateSettings(serverMaxWindowBits: 12, clientMaxWindowBits: 12) : nil)
}

/// What is accepted follows from the request, and what is answered cannot be broken out of by it.
private func check(_ request: HandshakeRequest, _ server: ServerHandshake) {
    do throws(HandshakeRefusal) {
        let acceptance = try server.accept(request)
        guard request.method == "GET", request.isUpgradeToWebSocket else { fatalError("no handshake") }
        guard server.paths.isEmpty || server.paths.contains(request.path) else { fatalError("wrong path") }
        let offered = request.headers.list("Sec-WebSocket-Protocol")
        if let chosen = acceptance.subprotocol {
            guard offered.contains(chosen), server.subprotocols.contains(chosen) else { fatalError(chosen) }
        } else if server.requiresSubprotocol, !server.subprotocols.isEmpty {
            fatalError("no subprotocol")
        }
        checkHeaders(acceptance.headers)
        checkCompression(acceptance, server)
        checkOrigin(of: request, server)
        // The order of fields with different names means nothing.
        var reversed = request
        reversed.headers = HeaderFields(
            request.headers.fields.sorted { $0.name.lowercased() < $1.name.lowercased() })
        guard (try? server.accept(reversed))?.subprotocol == acceptance.subprotocol else {
            fatalError("order")
        }
    } catch {
        guard (400...599).contains(error.status.rawValue), !error.reason.isEmpty else {
            fatalError("\(error)")
        }
        checkHeaders(error.headers)
    }
}

/// Nothing that the client has written ends a line of the response's head.
private func checkHeaders(_ headers: [(name: String, value: String)]) {
    for (name, value) in headers {
        guard HeaderFields.isToken(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            fatalError("\(name): \(value)")
        }
    }
}

private func checkCompression(_ acceptance: ServerHandshake.Acceptance, _ server: ServerHandshake) {
    let field = acceptance.headers.first { $0.name == "Sec-WebSocket-Extensions" }?.value
    guard (field == nil) == (acceptance.compression == nil) else { fatalError("compression") }
    guard let field else { return }
    guard server.compression != nil, let offers = ExtensionOffer.parse(field), offers.count == 1,
        let offer = offers.first, offer.text == field, DeflateParameters(offer) != nil
    else { fatalError(field) }
}

/// A page that may connect is one that the policy names, or comes from a host that the request names, too.
private func checkOrigin(of request: HandshakeRequest, _ server: ServerHandshake) {
    guard let text = request.headers.all("Origin").first else { return }
    let policy = server.origins
    if policy.allowsAny || policy.allowed.contains(text) { return }
    guard let origin = Origin(text) else { fatalError("\(text) is no origin") }
    guard let host = request.headers.all("Host").first, let authority = Authority(host) else {
        guard policy.allowed.compactMap(Origin.init).contains(origin) else { fatalError("without a host") }
        return
    }
    let isNamed = policy.allowed.compactMap(Origin.init).contains(origin)
    let isHere = origin.host == authority.host
    let isLocal = OriginPolicy.isLoopback(origin.host) && OriginPolicy.isLoopback(authority.host)
    guard isNamed || (policy.allowsSameHost && (isHere || isLocal)) else { fatalError("\(text) \(host)") }
}

/// Every value that is understood is written back as it was read.
private func checkFields(of request: HandshakeRequest) {
    guard request.target.utf8.starts(with: request.path.utf8) else { fatalError(request.path) }
    for (name, value) in request.headers.fields {
        guard request.headers.all(name).contains(HeaderFields.trim(value)) else { fatalError(name) }
        for element in request.headers.list(name) {
            guard !element.isEmpty, HeaderFields.trim(element) == element else { fatalError(element) }
            guard request.headers.contains(element, in: name) else { fatalError(element) }
        }
        if let origin = Origin(value) {
            let port = origin.port.map { ":\($0)" } ?? ""
            guard Origin("\(origin.scheme)://\(origin.host)\(port)") == origin else { fatalError(value) }
        }
        if let offers = ExtensionOffer.parse(value) {
            for offer in offers where ExtensionOffer.parse(offer.text) != [offer] { fatalError(offer.text) }
        }
        _ = HandshakeKey.isValid(value)
    }
}

extension HandshakeRequest {
    /// Takes a request head apart without judging it.
    fileprivate init(head: Slice<UnsafeBufferPointer<UInt8>>) {
        var lines = head.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }[...]
        let words = (lines.popFirst() ?? "").split(separator: " ", maxSplits: 2).map(String.init)
        let digits = (words.last ?? "").utf8.filter { $0 >= 0x30 && $0 <= 0x39 }.map { Int($0) - 0x30 }
        let fields = lines.prefix { !$0.isEmpty }.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        self.init(
            method: words.first ?? "", target: words.count > 1 ? words[1] : "",
            version: Version(major: digits.first ?? 0, minor: digits.last ?? 0),
            headers: HeaderFields(fields))
    }
}
