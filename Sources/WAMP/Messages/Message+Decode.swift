extension Message {
    /// Makes a message of the elements of its list, the code first.
    package init(elements: [Value]) throws(WireError) {
        var reader = try ElementReader(elements)
        switch reader.type {
        case .hello: self = .hello(Hello(realm: try reader.string(), details: try reader.dictionary()))
        case .welcome: self = .welcome(Welcome(session: try reader.id(), details: try reader.dictionary()))
        case .abort:
            self = .abort(
                Abort(
                    details: try reader.dictionary(), reason: try reader.string(),
                    payload: try reader.payload(mayBeOpaque: false)))
        case .challenge:
            self = .challenge(Challenge(authMethod: try reader.string(), extra: try reader.dictionary()))
        case .authenticate:
            self = .authenticate(Authenticate(signature: try reader.string(), extra: try reader.dictionary()))
        case .goodbye: self = .goodbye(Goodbye(details: try reader.dictionary(), reason: try reader.string()))
        case .error:
            self = .error(
                Error(
                    requestType: try reader.integer(), request: try reader.id(),
                    details: try reader.dictionary(), error: try reader.string(),
                    payload: try reader.payload()))
        case .publish:
            self = .publish(
                Publish(
                    request: try reader.id(), options: try reader.dictionary(), topic: try reader.string(),
                    payload: try reader.payload()))
        case .published: self = .published(Published(request: try reader.id(), publication: try reader.id()))
        case .subscribe:
            self = .subscribe(
                Subscribe(
                    request: try reader.id(), options: try reader.dictionary(), topic: try reader.string()))
        case .subscribed:
            self = .subscribed(Subscribed(request: try reader.id(), subscription: try reader.id()))
        case .unsubscribe:
            self = .unsubscribe(
                Unsubscribe(
                    request: try reader.id(), subscription: try reader.id(),
                    options: try reader.optionalDictionary()))
        case .unsubscribed:
            self = .unsubscribed(
                Unsubscribed(request: try reader.id(), details: try reader.optionalDictionary()))
        case .event:
            self = .event(
                Event(
                    subscription: try reader.id(), publication: try reader.id(),
                    details: try reader.dictionary(), payload: try reader.payload()))
        case .eventReceived: self = .eventReceived(EventReceived(publication: try reader.id()))
        case .call:
            self = .call(
                Call(
                    request: try reader.id(), options: try reader.dictionary(),
                    procedure: try reader.string(), payload: try reader.payload()))
        case .cancel: self = .cancel(Cancel(request: try reader.id(), options: try reader.dictionary()))
        case .result:
            self = .result(
                Result(
                    request: try reader.id(), details: try reader.dictionary(), payload: try reader.payload())
            )
        case .register:
            self = .register(
                Register(
                    request: try reader.id(), options: try reader.dictionary(), procedure: try reader.string()
                ))
        case .registered:
            self = .registered(Registered(request: try reader.id(), registration: try reader.id()))
        case .unregister:
            self = .unregister(
                Unregister(
                    request: try reader.id(), registration: try reader.id(),
                    options: try reader.optionalDictionary()))
        case .unregistered:
            self = .unregistered(
                Unregistered(request: try reader.id(), details: try reader.optionalDictionary()))
        case .invocation:
            self = .invocation(
                Invocation(
                    request: try reader.id(), registration: try reader.id(), details: try reader.dictionary(),
                    payload: try reader.payload()))
        case .interrupt:
            self = .interrupt(Interrupt(request: try reader.id(), options: try reader.dictionary()))
        case .yield:
            self = .yield(
                Yield(
                    request: try reader.id(), options: try reader.dictionary(), payload: try reader.payload())
            )
        }
        try reader.end()
    }
}

extension Message {
    /// Reads a message in the JSON serialization. Accepts exactly what `JSON.scan` accepts.
    package static func decode(
        json bytes: RawSpan, limits: ScanLimits = ScanLimits()
    ) throws(WireError) -> Message {
        guard case .list(let elements) = try JSON.parse(bytes, limits: limits) else { throw .notAList }
        return try Message(elements: elements)
    }
}

/// Takes the elements of a message's list one after another, each as the type that the layout demands.
private struct ElementReader {
    let type: MessageType
    private let elements: [Value]
    private var next = 1

    init(_ elements: [Value]) throws(WireError) {
        guard let first = elements.first else { throw .emptyList }
        guard let code = first.unsignedInteger, code <= IDRange.greatest else { throw .messageCodeNotInteger }
        guard let narrow = UInt16(exactly: code), let type = MessageType(rawValue: narrow) else {
            throw code >= 256 && code <= 1023 ? .extensionMessage(code) : .unknownMessageCode(code)
        }
        self.type = type
        self.elements = elements
    }

    private var isAtEnd: Bool { next == elements.count }

    private mutating func take() throws(WireError) -> Value {
        guard !isAtEnd else { throw .tooFewElements(type, count: next) }
        next += 1
        return elements[next - 1]
    }

    private func wrong(_ expected: WireError.ElementType) -> WireError {
        .wrongElement(type, element: next - 1, expected: expected)
    }

    mutating func id() throws(WireError) -> UInt64 { try integer(.id) }

    mutating func integer() throws(WireError) -> UInt64 { try integer(.integer) }

    private mutating func integer(_ expected: WireError.ElementType) throws(WireError) -> UInt64 {
        guard let integer = try take().unsignedInteger else { throw wrong(expected) }
        guard integer <= IDRange.greatest else { throw .idOutOfRange(type, element: next - 1) }
        return integer
    }

    /// A string that JSON lets pass for binary is still a string where one is demanded.
    mutating func string() throws(WireError) -> String {
        switch try take() {
        case .string(let string): return string
        case .binary(let bytes): return JSON.text(ofBinary: bytes)
        case .null, .bool, .integer, .unsigned, .double, .list, .dictionary: throw wrong(.string)
        }
    }

    mutating func dictionary() throws(WireError) -> ValueDictionary {
        guard case .dictionary(let dictionary) = try take() else { throw wrong(.dictionary) }
        return dictionary
    }

    mutating func optionalDictionary() throws(WireError) -> ValueDictionary {
        isAtEnd ? ValueDictionary() : try dictionary()
    }

    mutating func payload(mayBeOpaque: Bool = true) throws(WireError) -> Message.Payload {
        guard !isAtEnd else { return .empty }
        switch try take() {
        case .list(let arguments):
            return Message.Payload(arguments: arguments, argumentsKw: try optionalDictionary())
        case .string(let text) where mayBeOpaque && isTransparent:
            return Message.Payload(opaque: .string(text))
        case .binary(let bytes) where mayBeOpaque && isTransparent:
            return Message.Payload(opaque: .binary(bytes))
        case .null, .bool, .integer, .unsigned, .double, .string, .binary, .dictionary: throw wrong(.list)
        }
    }

    /// `enc_algo` is among the options or details.
    private var isTransparent: Bool {
        elements.contains { $0.dictionary?[OptionKey.encAlgo.name.description] != nil }
    }

    func end() throws(WireError) {
        guard isAtEnd else { throw .tooManyElements(type, limit: next) }
    }
}
