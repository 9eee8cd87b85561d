extension Message {
    /// The elements of the message's list, the code first. What is empty at the end is left out.
    package var elements: [Value] {
        var writer = ElementWriter(type)
        switch self {
        case .hello(let message):
            writer.append(message.realm)
            writer.append(message.details)
        case .welcome(let message):
            writer.append(message.session)
            writer.append(message.details)
        case .abort(let message):
            writer.append(message.details)
            writer.append(message.reason)
            writer.append(message.payload)
        case .challenge(let message):
            writer.append(message.authMethod)
            writer.append(message.extra)
        case .authenticate(let message):
            writer.append(message.signature)
            writer.append(message.extra)
        case .goodbye(let message):
            writer.append(message.details)
            writer.append(message.reason)
        case .error(let message):
            writer.append(message.requestType)
            writer.append(message.request)
            writer.append(message.details)
            writer.append(message.error)
            writer.append(message.payload)
        case .publish(let message):
            writer.append(message.request)
            writer.append(message.options)
            writer.append(message.topic)
            writer.append(message.payload)
        case .published(let message):
            writer.append(message.request)
            writer.append(message.publication)
        case .subscribe(let message):
            writer.append(message.request)
            writer.append(message.options)
            writer.append(message.topic)
        case .subscribed(let message):
            writer.append(message.request)
            writer.append(message.subscription)
        case .unsubscribe(let message):
            writer.append(message.request)
            writer.append(message.subscription)
            writer.appendUnlessEmpty(message.options)
        case .unsubscribed(let message):
            writer.append(message.request)
            writer.appendUnlessEmpty(message.details)
        case .event(let message):
            writer.append(message.subscription)
            writer.append(message.publication)
            writer.append(message.details)
            writer.append(message.payload)
        case .eventReceived(let message):
            writer.append(message.publication)
        case .call(let message):
            writer.append(message.request)
            writer.append(message.options)
            writer.append(message.procedure)
            writer.append(message.payload)
        case .cancel(let message):
            writer.append(message.request)
            writer.append(message.options)
        case .result(let message):
            writer.append(message.request)
            writer.append(message.details)
            writer.append(message.payload)
        case .register(let message):
            writer.append(message.request)
            writer.append(message.options)
            writer.append(message.procedure)
        case .registered(let message):
            writer.append(message.request)
            writer.append(message.registration)
        case .unregister(let message):
            writer.append(message.request)
            writer.append(message.registration)
            writer.appendUnlessEmpty(message.options)
        case .unregistered(let message):
            writer.append(message.request)
            writer.appendUnlessEmpty(message.details)
        case .invocation(let message):
            writer.append(message.request)
            writer.append(message.registration)
            writer.append(message.details)
            writer.append(message.payload)
        case .interrupt(let message):
            writer.append(message.request)
            writer.append(message.options)
        case .yield(let message):
            writer.append(message.request)
            writer.append(message.options)
            writer.append(message.payload)
        }
        return writer.elements
    }
}

extension Message {
    /// Appends the message in the JSON serialization.
    package func encode(json output: inout OutputBytes) {
        JSON.write(elements, to: &output)
    }
}

/// Puts the elements of a message's list together.
private struct ElementWriter {
    private(set) var elements: [Value]

    init(_ type: MessageType) {
        elements = [.integer(Int64(type.rawValue))]
    }

    mutating func append(_ id: UInt64) { elements.append(Value(id)) }

    mutating func append(_ string: String) { elements.append(.string(string)) }

    mutating func append(_ dictionary: ValueDictionary) { elements.append(.dictionary(dictionary)) }

    mutating func appendUnlessEmpty(_ dictionary: ValueDictionary) {
        if !dictionary.isEmpty { append(dictionary) }
    }

    /// Arguments and ArgumentsKw (basic profile, "Empty Arguments and Keyword Arguments").
    mutating func append(_ payload: Message.Payload) {
        if let opaque = payload.opaque { return elements.append(opaque) }
        if payload.arguments.isEmpty, payload.argumentsKw.isEmpty { return }
        elements.append(.list(payload.arguments))
        appendUnlessEmpty(payload.argumentsKw)
    }
}
