import Routing
import WAMP

extension ReferenceRouter {
    struct Session {
        var index: SessionIndex
        var identity: Identity
        var invocationsSent: UInt64 = 0
    }

    struct Subscription {
        var id: UInt64
        var pattern: Pattern
        var created: UInt64
        var isRecorded = false
        var subscribers: [Subscriber] = []
    }

    struct Subscriber {
        var session: SessionIndex
        /// Empty for none.
        var nodeKey: String
    }

    struct Registration {
        var id: UInt64
        var pattern: Pattern
        var invoke: InvocationPolicy
        var created: UInt64
        /// In the order in which they registered.
        var callees: [Callee] = []
        /// The number of the callee that `roundrobin` takes next; 0 for the first.
        var next = 0
    }

    struct Callee {
        var session: SessionIndex
        var number: Int
        var disclosesCaller: Bool
        var keepsTimeout: Bool
        /// 0 is without a limit.
        var concurrency: Int
    }

    struct Call {
        var number: Int
        var caller: SessionIndex
        var request: UInt64
        /// The registration's id; it may have ended.
        var registration: UInt64
        var terms: Dealer.CallTerms
        /// When the CALL came.
        var begun: UInt64
        /// All CALLs that have no INVOCATION yet, and always the first one.
        var messages: [CallMessage]
        /// More CALLs may come.
        var isOpen: Bool
        /// The callee that works on it, none while it waits.
        var invocation: Invocation?
        /// The number under which it waits: the lowest has waited longest.
        var waiting: Int?
        /// It is kept so that another callee can have it.
        var canBeRerouted = false
        /// The numbers of callees that answered `wamp.error.unavailable`.
        var tried: [Int] = []
        var hasResults = false
        var isBeingKilled = false
        /// The callee keeps to the timeout, so that `deadline` is only the longest that the realm allows.
        var timeoutIsCallees = false
        /// Of the timer that runs.
        var timeoutInForce: UInt64 = 0
        /// When it ends, and the number that orders those which end at the same time.
        var deadline: (time: UInt64, number: Int)?

        /// The bytes that are kept of it.
        var keptMessages: [[UInt8]] {
            if waiting != nil { return messages.map(\.whole) }
            if isOpen { return messages.prefix(1).map(\.head) }
            return canBeRerouted ? messages.map(\.whole) : []
        }
    }

    /// What a callee has been told of a call. The details stay the same for all chunks.
    struct Invocation {
        var callee: SessionIndex
        var request: UInt64
        /// The number of the callee in the registration.
        var number: Int
        /// The callee takes only so many at a time.
        var isLimited: Bool
        var details: Details

        struct Details {
            var registration: UInt64
            var caller: SessionIndex?
            var trustlevel: UInt32?
            var timeout: UInt64
            var receivesProgress: Bool
            var namesProcedure: Bool
        }

        func record(isProgress: Bool, head: [UInt8]? = nil, body: [UInt8]? = nil) -> EffectRecord {
            .invocation(
                to: callee, request: request, registration: details.registration, caller: details.caller,
                trustlevel: details.trustlevel, timeout: details.timeout,
                receivesProgress: details.receivesProgress, isProgress: isProgress,
                namesProcedure: details.namesProcedure, head: head, body: body)
        }
    }
}

extension ReferenceRouter.Call: CustomStringConvertible {
    var description: String {
        let place = invocation.map { "invocation \($0.request) of \($0.callee)" } ?? "waiting"
        return "call \(request) of \(caller), \(place)"
    }
}
