import NIOCore

/// The times of the long-poll transport; the specification gives none.
enum LongPollTimes {
    /// How long a request to receive is held open while no message comes.
    ///
    /// Autobahn|JS takes it for the end of the connection when a request is not answered within 12 seconds; proxies wait for 30
    /// and more.
    static let poll = TimeAmount.seconds(10)
    /// How long a transport is kept without any request, where nothing else is said: what Crossbar.io allows, and enough for a
    /// client that changes networks.
    static let silence = TimeAmount.seconds(30)

    /// The same where WebSocket clients are pinged: as long as one of those may be silent. A request that is held counts as one.
    static func silence(_ limits: KeepAliveLimits) -> TimeAmount {
        limits.interval > .zero ? limits.interval + limits.timeout : silence
    }

    /// How long a client whose session has ended may take to fetch the next of its last messages. One that polls takes a round
    /// trip.
    static let farewell = TimeAmount.seconds(5)
    /// From the head of a request to its end; each piece of a message that is sent gives it as much again.
    static let request = TimeAmount.seconds(10)
    /// How long a connection is kept for its next request: as long as other servers do, and longer than a client pauses that
    /// keeps its transport.
    static let keepAlive = TimeAmount.seconds(60)

    /// How long a client may take to read an answer: at least 16 KiB in a second.
    static func reading(_ byteCount: Int) -> TimeAmount {
        request + .seconds(Int64(byteCount >> 14))
    }
}
