/// A WAMP message as typed values: for clients, tests, and the router where speed does not matter.
///
/// The payload structures are in `Message+Session.swift`, `Message+PublishSubscribe.swift` and
/// `Message+RemoteProcedureCall.swift`.
package enum Message: Equatable, Sendable {
    case hello(Hello)
    case welcome(Welcome)
    case abort(Abort)
    case challenge(Challenge)
    case authenticate(Authenticate)
    case goodbye(Goodbye)
    case error(Error)
    case publish(Publish)
    case published(Published)
    case subscribe(Subscribe)
    case subscribed(Subscribed)
    case unsubscribe(Unsubscribe)
    case unsubscribed(Unsubscribed)
    case event(Event)
    case call(Call)
    case cancel(Cancel)
    case result(Result)
    case register(Register)
    case registered(Registered)
    case unregister(Unregister)
    case unregistered(Unregistered)
    case invocation(Invocation)
    case interrupt(Interrupt)
    case yield(Yield)
    case eventReceived(EventReceived)

    /// The application payload of a message, the last elements of its list.
    package struct Payload: Equatable, Sendable {
        package var arguments: [Value]
        package var argumentsKw: ValueDictionary
        /// The one string or binary value that stands for both in payload transparency mode; the message has
        /// `enc_algo` among its options or details.
        package var opaque: Value?

        package init(
            arguments: [Value] = [], argumentsKw: ValueDictionary = ValueDictionary(), opaque: Value? = nil
        ) {
            self.arguments = arguments
            self.argumentsKw = argumentsKw
            self.opaque = opaque
        }

        package static let empty = Payload()
    }
}
