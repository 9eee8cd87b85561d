/// A request of this session that the router has not answered yet, and who waits for the answer.
enum PendingRequest {
    case call(CheckedContinuation<CallResult, any Error>, progress: ProgressHandler? = nil)
    /// Its caller was cancelled and told so; an answer may still be on the way.
    case canceledCall
    case register(Procedure, CheckedContinuation<Registration, any Error>)
    case unregister(registration: UInt64, CheckedContinuation<Void, any Error>)
    case publish(CheckedContinuation<UInt64, any Error>)
    case subscribe(EventDelivery, CheckedContinuation<UInt64, any Error>)
    /// Nobody waits where a subscription was given up by its reader.
    case unsubscribe(subscription: UInt64, CheckedContinuation<Void, any Error>?)

    /// The type of the message that was sent, which an ERROR repeats.
    var type: MessageType {
        switch self {
        case .call, .canceledCall: .call
        case .register: .register
        case .unregister: .unregister
        case .publish: .publish
        case .subscribe: .subscribe
        case .unsubscribe: .unsubscribe
        }
    }

    /// Tells who waits that the request failed.
    func fail(_ error: WAMPError) {
        switch self {
        case .call(let caller, _): caller.resume(throwing: error)
        case .canceledCall: break
        case .register(_, let callee): callee.resume(throwing: error)
        case .unregister(_, let callee): callee.resume(throwing: error)
        case .publish(let publisher): publisher.resume(throwing: error)
        case .subscribe(_, let subscriber): subscriber.resume(throwing: error)
        case .unsubscribe(_, let subscriber): subscriber?.resume(throwing: error)
        }
    }
}

/// The router broke the protocol; the text goes into ABORT.Details.message.
struct Violation: Error, Equatable {
    var description: String
}
