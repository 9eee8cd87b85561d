import Routing

/// Whether a message could be written for its receiver.
enum Delivery {
    case written
    /// It is longer than the receiver's transport takes (advanced profile, "RawSocket Transport").
    case tooLarge
    /// The receiver's serialization has no place for a value in it: an extension type of MessagePack.
    case notCarried
    /// The receiver is slow, and nobody is paused for it.
    case congested

    /// What the sender is told where it waits for an answer; `nil` where the message was written.
    var refusal: Refusal? {
        switch self {
        case .written: nil
        case .tooLarge: Refusal(.payloadSizeExceeded, "the message is larger than its receiver takes")
        case .congested: Refusal(.unavailable, "the callee does not take the messages that wait for it")
        case .notCarried:
            Refusal(
                .invalidArgument, "the receiver's serialization cannot carry a MessagePack extension type")
        }
    }
}
