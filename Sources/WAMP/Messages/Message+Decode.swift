extension Message {
    /// Makes a message of the elements of its list, the code first.
    ///
    /// - Parameter binaryIsText: a binary value may stand for the string that it is in JSON.
    package init(elements: [Value], binaryIsText: Bool = true) throws(WireError) {
        var reader = try MessageElementReader(elements, binaryIsText: binaryIsText)
        switch reader.type {
        case .hello: self = .hello(try Hello(&reader))
        case .welcome: self = .welcome(try Welcome(&reader))
        case .abort: self = .abort(try Abort(&reader))
        case .challenge: self = .challenge(try Challenge(&reader))
        case .authenticate: self = .authenticate(try Authenticate(&reader))
        case .goodbye: self = .goodbye(try Goodbye(&reader))
        case .error: self = .error(try Error(&reader))
        case .publish: self = .publish(try Publish(&reader))
        case .published: self = .published(try Published(&reader))
        case .subscribe: self = .subscribe(try Subscribe(&reader))
        case .subscribed: self = .subscribed(try Subscribed(&reader))
        case .unsubscribe: self = .unsubscribe(try Unsubscribe(&reader))
        case .unsubscribed: self = .unsubscribed(try Unsubscribed(&reader))
        case .event: self = .event(try Event(&reader))
        case .eventReceived: self = .eventReceived(try EventReceived(&reader))
        case .call: self = .call(try Call(&reader))
        case .cancel: self = .cancel(try Cancel(&reader))
        case .result: self = .result(try Result(&reader))
        case .register: self = .register(try Register(&reader))
        case .registered: self = .registered(try Registered(&reader))
        case .unregister: self = .unregister(try Unregister(&reader))
        case .unregistered: self = .unregistered(try Unregistered(&reader))
        case .invocation: self = .invocation(try Invocation(&reader))
        case .interrupt: self = .interrupt(try Interrupt(&reader))
        case .yield: self = .yield(try Yield(&reader))
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
