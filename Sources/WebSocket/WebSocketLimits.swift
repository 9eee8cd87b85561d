/// The limits of one connection, each with the reason for its number.
package struct WebSocketLimits: Equatable, Sendable {
    /// The largest payload that a single data frame may announce, in bytes as they are on the wire.
    /// A frame above it is refused from its header, before anything is allocated (close code 1009).
    ///
    /// 16 MiB: WAMP payloads are documents, not files; the conformance suites go as far.
    package var maximumFrameSize: Int

    /// The largest message, over all its frames and after inflating, in bytes (close code 1009).
    package var maximumMessageSize: Int

    /// The largest number of frames in one message (close code 1008).
    ///
    /// 131,072: a 16 MiB message in frames of 128 bytes passes; a flood of empty frames that would keep
    /// one message open for ever does not.
    package var maximumFragments: Int

    /// The assembly buffer that is kept from one message to the next of the same read, in bytes. Between
    /// messages an idle connection keeps none.
    ///
    /// 64 KiB: what one read of a socket brings.
    package var keptAssemblyCapacity: Int

    package init(
        maximumFrameSize: Int = 16 << 20, maximumMessageSize: Int = 16 << 20,
        maximumFragments: Int = 1 << 17, keptAssemblyCapacity: Int = 64 << 10
    ) {
        // The upper bound keeps sums of sizes far from overflow.
        self.maximumFrameSize = min(max(0, maximumFrameSize), 1 << 40)
        self.maximumMessageSize = min(max(0, maximumMessageSize), 1 << 40)
        self.maximumFragments = max(1, maximumFragments)
        self.keptAssemblyCapacity = max(0, keptAssemblyCapacity)
    }
}
