extension RouterConfiguration {
    /// How bytes get to the sockets.
    public struct Transport: Equatable, Sendable {
        /// On plain TCP, hand complete batches to the socket without a detour through the channel's own
        /// queue.
        public var sendsDirectly = true

        /// Without arguments: the defaults.
        public init(sendsDirectly: Bool = true) {
            self.sendsDirectly = sendsDirectly
        }
    }
}

extension RouterConfiguration.Transport: Configurable {
    static var initial: Self { Self() }

    static var settings: [Setting<Self>] {
        [
            Setting(
                "direct_send", \.sendsDirectly, .boolean,
                "On plain TCP, hand batches to the socket without a detour through the channel's own queue.")
        ]
    }
}
