import Routing
import WAMP

/// One event at the routing core: a session comes or goes, one message of a client, the router takes something back, or
/// time passes. Whatever a realm can meet.
enum Operation {
    case join(SessionIndex, Identity)
    case leave(SessionIndex)

    case subscribe(SessionIndex, request: UInt64, Pattern, nodeKey: String)
    case unsubscribe(SessionIndex, request: UInt64, subscription: UInt64)
    case revokeSubscription(SessionIndex, subscription: UInt64)
    case publish(topic: String, Broker.PublishTerms)

    /// The match policy stands in the terms.
    case register(SessionIndex, request: UInt64, procedure: String, Dealer.RegisterTerms)
    case unregister(SessionIndex, request: UInt64, registration: UInt64)
    case revokeRegistration(SessionIndex, registration: UInt64)
    case call(SessionIndex, request: UInt64, CallMessage, Dealer.CallTerms)
    /// A CALL with the request id of an earlier one.
    case chunk(SessionIndex, request: UInt64, CallMessage, isProgress: Bool)
    case cancel(SessionIndex, request: UInt64, mode: CancelMode)
    case yield(SessionIndex, invocation: UInt64, isProgress: Bool)
    /// YIELD that the caller could not read.
    case refuseYield(SessionIndex, invocation: UInt64)
    /// ERROR of an INVOCATION.
    case fail(SessionIndex, invocation: UInt64, isUnavailable: Bool)

    case pass(milliseconds: UInt64)
    /// The router looks after calls whose time is up.
    case expire
}

/// Who a session is and what it announced.
struct Identity: Equatable {
    /// The session id.
    var id: UInt64
    var authid: String
    var authrole: String
    var asCallee: FeatureSet
    var asSubscriber: FeatureSet
}

/// A URI with its match policy.
struct Pattern: Equatable {
    var uri: String
    var match: MatchPolicy
}

/// A CALL, as far as it is kept: options, procedure as it is spelled, and payload, one behind the other.
struct CallMessage: Equatable, CustomStringConvertible {
    /// One byte, which tells one CALL from another.
    var options: UInt8
    var procedure: String
    /// The procedure is spelled with escape sequences.
    var isEscaped: Bool
    var payload: [UInt8]

    var spelling: [UInt8] {
        isEscaped ? procedure.utf8.flatMap { "\\u00\(String($0, radix: 16))".utf8Bytes } : procedure.utf8Bytes
    }

    /// The message without its payload.
    var head: [UInt8] { [options] + spelling }
    var whole: [UInt8] { head + payload }
    var description: String { "\(procedure)/\(options)+\(payload.count)" }
}

/// What came of an operation.
struct Outcome: Equatable {
    var effects: [EffectRecord] = []
    var verdict = Verdict.none

    /// What the method says beside its effects.
    enum Verdict {
        case none
        /// YIELD or ERROR for an invocation that was never sent: the session is to be aborted.
        case neverInvoked
        /// CALL of a procedure that nobody has registered.
        case noSuchProcedure
        /// A chunk of a call that is over: dropped.
        case late
        /// A chunk of a call that takes none: the session is to be aborted.
        case notProgressive
        /// SUBSCRIBE was refused.
        case notSubscribed
        /// To be taken back from a session that does not have it.
        case notHeld
    }
}

extension String {
    /// The UTF-8 bytes in an array, which has a span.
    var utf8Bytes: [UInt8] { Array(utf8) }
}
