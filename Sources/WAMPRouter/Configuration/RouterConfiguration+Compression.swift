extension RouterConfiguration {
    /// permessage-deflate (RFC 7692), for WebSocket clients that offer it.
    public struct Compression: Equatable, Sendable {
        /// Off by default: it costs memory for each connection and compresses each event once for each
        /// receiver; slow links are worth that.
        public var isEnabled = false
        /// Messages below this many bytes are sent uncompressed: 128. Below that compressing costs more than
        /// sending.
        public var threshold = 128
        /// zlib's level, 1 (fast) to 9 (small): 6, zlib's own default.
        public var level = 6
        /// The window that both sides use, as a power of two: 12. Small, similar messages gain little beyond.
        public var windowBits = 12
        /// zlib's memory level, 1 to 9: 5.
        public var memoryLevel = 5
        /// Each message is compressed by itself, and connections keep no compression state between messages.
        public var hasNoContextTakeover = false

        /// The defaults.
        public init() {}
    }
}

extension RouterConfiguration.Compression: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting("enabled", \.isEnabled, .boolean, "Compress for clients that offer it."),
            Setting(
                "threshold", \.threshold, .integer(0...1 << 30),
                "Messages below this many bytes are sent uncompressed."),
            Setting("level", \.level, .integer(1...9), "zlib's level: 1 is fast, 9 is small."),
            Setting(
                "window_bits", \.windowBits, .integer(9...15),
                "The window that both sides use, as a power of two."),
            Setting("memory_level", \.memoryLevel, .integer(1...9), "zlib's memory level."),
            Setting(
                "no_context_takeover", \.hasNoContextTakeover, .boolean,
                "Compress each message by itself: less memory for each connection, larger messages."),
        ]
    }
}
