/// What the peer sent, in the order in which it sent it.
package enum RawSocketEvent: Equatable, Sendable {
    /// Where the payload of an event lies, valid until the connection is asked for its next event.
    package enum Location: Equatable, Sendable {
        /// In the input itself: nothing was copied.
        case input(Range<Int>)
        /// In the connection's assembly buffer: the payload came in several reads.
        case assembled
    }

    /// The whole input is consumed.
    case needMoreBytes
    /// A regular WAMP message, which may be empty.
    case message(Location)
    /// To be answered by exactly one PONG with the same payload.
    case ping(Location)
    /// An answer to a PING, or an unsolicited sign of life.
    case pong(Location)
    /// The peer broke the protocol: close the transport. All input after it is ignored.
    case failed(RawSocketViolation)
}
