import WAMP

extension Dealer {
    /// A call under way: from its CALL to its last RESULT or ERROR.
    struct PendingCall {
        var caller: SessionIndex
        var request: UInt64
        /// The callee; meaningless while the call waits.
        var callee: SessionIndex
        /// INVOCATION.Request; 0 while the call waits.
        var invocation: UInt64
        /// Position in `registrations`, and the id that it had there: the registration may have ended.
        var registration: Int32
        var registrationID: UInt64
        /// The callee's serial in the registration.
        var serial: UInt64
        /// How long its timer runs, in milliseconds.
        var timeout: UInt64 = 0
        var state: CallState
    }

    /// What is special about a call; a plain one has none of it.
    struct CallState: OptionSet {
        let rawValue: UInt16

        /// The caller asked for progressive results, and the callee was told.
        static let receivesProgress = CallState(rawValue: 1)
        /// The caller canceled it with `kill`, and the callee has been asked to stop.
        static let isBeingKilled = CallState(rawValue: 2)
        /// The caller may send more chunks (advanced profile, "Progressive Call Invocations").
        static let isOpen = CallState(rawValue: 4)
        /// It counts against its callee's concurrency limit.
        static let isCounted = CallState(rawValue: 8)
        /// It waits for a callee and has no invocation yet.
        static let isWaiting = CallState(rawValue: 16)
        /// It is in `timers`.
        static let isTimed = CallState(rawValue: 32)
        /// It is in `held`.
        static let isHeld = CallState(rawValue: 64)
        /// The callee has given a progressive result, so the call cannot be given to another one any more.
        static let hasResults = CallState(rawValue: 128)

        /// What leaves something behind when the call ends.
        static let needsCleaning: CallState = [.isCounted, .isWaiting, .isTimed, .isHeld]
    }

    /// What is kept of a call that outlives the decision about its CALL.
    struct HeldCall {
        var terms: CallTerms
        /// The CALLs to send, the first one with the options and the procedure that hold for the call. With payload
        /// for a call that waits or may be given to another callee; else the first one only, without payload.
        var messages: [StoredMessage]
        /// Serials of callees that answered `wamp.error.unavailable`.
        var tried: [UInt64] = []
        /// When the call ends by its own timeout, as long as the callee keeps to that itself; 0 where it does not.
        var deadline: UInt64 = 0
        /// The INVOCATION of the first chunk, while more may come: those get the same details.
        var frozen: Effect.Invocation?

        var byteCount: Int { messages.reduce(0) { $0 + $1.byteCount } }
    }

    /// What a CALL asks for, after the router has applied the realm's rules to its options.
    package struct CallTerms: Sendable {
        /// The callee is told who calls (advanced profile, "Caller Identification").
        package var disclosesCaller = false
        /// The caller wants progressive results (advanced profile, "Progressive Call Results"); a callee that did not
        /// announce them is not told and gives one result.
        package var receivesProgress = false
        /// More chunks follow (advanced profile, "Progressive Call Invocations").
        package var isProgress = false
        /// The payload is for the callee's eyes (advanced profile, "Payload Passthru Mode").
        package var usesPayloadPassthru = false
        /// Milliseconds that the call may take; 0 is without a limit (advanced profile, "Call Timeout").
        package var timeout: UInt64 = 0
        /// The same where the callee keeps to the timeout: the longest that the realm allows. Only with a timeout.
        package var longestTimeout: UInt64 = 0
        /// Advanced profile, "Call Trust Levels".
        package var trustlevel: UInt32?
        /// Chooses the callee (advanced profile, "Sharded Registration").
        package var resourceKey: ResourceKey?

        package init() {}

        /// Nothing is asked for that has to be remembered or checked.
        var isPlain: Bool {
            !isProgress && !usesPayloadPassthru && timeout == 0 && resourceKey == nil
        }
    }
}
