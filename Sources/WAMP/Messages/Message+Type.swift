extension Message {
    /// The message's type, whose code is the first element of its list.
    package var type: MessageType {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .abort: .abort
        case .challenge: .challenge
        case .authenticate: .authenticate
        case .goodbye: .goodbye
        case .error: .error
        case .publish: .publish
        case .published: .published
        case .subscribe: .subscribe
        case .subscribed: .subscribed
        case .unsubscribe: .unsubscribe
        case .unsubscribed: .unsubscribed
        case .event: .event
        case .eventReceived: .eventReceived
        case .call: .call
        case .cancel: .cancel
        case .result: .result
        case .register: .register
        case .registered: .registered
        case .unregister: .unregister
        case .unregistered: .unregistered
        case .invocation: .invocation
        case .interrupt: .interrupt
        case .yield: .yield
        }
    }
}
