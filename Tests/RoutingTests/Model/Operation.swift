import Routing
import WAMP

/// One event at the routing core: a session comes or goes, or one message of a client. Whatever a realm can meet.
enum Operation {
    case join(SessionIndex, acceptsInterrupts: Bool, yieldsProgress: Bool)
    case leave(SessionIndex)

    case subscribe(SessionIndex, request: UInt64, topic: String)
    case unsubscribe(SessionIndex, request: UInt64, subscription: UInt64)
    case publish(SessionIndex, publication: UInt64, topic: String, excludeMe: Bool, discloseMe: Bool)

    case register(SessionIndex, request: UInt64, procedure: String)
    case unregister(SessionIndex, request: UInt64, registration: UInt64)
    case call(SessionIndex, request: UInt64, procedure: String, discloseMe: Bool, receiveProgress: Bool)
    case cancel(SessionIndex, request: UInt64, mode: CancelMode)
    case yield(SessionIndex, invocation: UInt64, progress: Bool)
    /// ERROR of an INVOCATION.
    case fail(SessionIndex, invocation: UInt64)
}

/// What came of an operation.
struct Outcome: Equatable {
    var effects: [EffectRecord] = []
    /// YIELD or ERROR for an invocation that was never sent: the session is to be aborted.
    var isViolation = false
}
