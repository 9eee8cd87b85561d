/// Everything that can be set of a router: what `router.json` says, as a value that can also be made in code.
///
/// A value made in code is checked by `validate()`; one that was read from a file has been.
public struct RouterConfiguration: Equatable, Sendable {
    /// Where the router listens; at least one.
    public var listeners: [Listener]
    /// The realms it serves; at least one.
    public var realms: [Realm]
    /// Bounds on what clients may use.
    public var limits: Limits
    /// permessage-deflate for WebSocket connections.
    public var compression: Compression
    /// What is logged, and how.
    public var logging: Logging
    /// How bytes get to the sockets.
    public var transport: Transport

    /// A configuration with defaults for everything but listeners and realms.
    public init(
        listeners: [Listener], realms: [Realm], limits: Limits = Limits(),
        compression: Compression = Compression(), logging: Logging = Logging(),
        transport: Transport = Transport()
    ) {
        self.listeners = listeners
        self.realms = realms
        self.limits = limits
        self.compression = compression
        self.logging = logging
        self.transport = transport
    }
}

extension RouterConfiguration: Configurable {
    static var initial: RouterConfiguration { RouterConfiguration(listeners: [], realms: []) }

    static var settings: [Setting<RouterConfiguration>] {
        [
            .ignored("$schema", "The JSON Schema of this file, for editors."),
            .constant("version", 1, "The version of this file's format."),
            Setting(required: "listeners", \.listeners, .list(.object()), "Where the router listens."),
            Setting(required: "realms", \.realms, .list(.object()), "The realms that the router serves."),
            Setting("limits", \.limits, .object(), "Bounds on what clients may use."),
            Setting("compression", \.compression, .object(), "permessage-deflate (RFC 7692)."),
            Setting("logging", \.logging, .object(), "What is logged, and how."),
            Setting("transport", \.transport, .object(), "How bytes get to the sockets."),
        ]
    }
}
