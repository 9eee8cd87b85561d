extension Message {
    /// The elements of the message's list, the code first. What is empty at the end is left out.
    package var elements: [Value] {
        var writer = MessageElementWriter(type)
        switch self {
        case .hello(let message): message.write(to: &writer)
        case .welcome(let message): message.write(to: &writer)
        case .abort(let message): message.write(to: &writer)
        case .challenge(let message): message.write(to: &writer)
        case .authenticate(let message): message.write(to: &writer)
        case .goodbye(let message): message.write(to: &writer)
        case .error(let message): message.write(to: &writer)
        case .publish(let message): message.write(to: &writer)
        case .published(let message): message.write(to: &writer)
        case .subscribe(let message): message.write(to: &writer)
        case .subscribed(let message): message.write(to: &writer)
        case .unsubscribe(let message): message.write(to: &writer)
        case .unsubscribed(let message): message.write(to: &writer)
        case .event(let message): message.write(to: &writer)
        case .eventReceived(let message): message.write(to: &writer)
        case .call(let message): message.write(to: &writer)
        case .cancel(let message): message.write(to: &writer)
        case .result(let message): message.write(to: &writer)
        case .register(let message): message.write(to: &writer)
        case .registered(let message): message.write(to: &writer)
        case .unregister(let message): message.write(to: &writer)
        case .unregistered(let message): message.write(to: &writer)
        case .invocation(let message): message.write(to: &writer)
        case .interrupt(let message): message.write(to: &writer)
        case .yield(let message): message.write(to: &writer)
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
