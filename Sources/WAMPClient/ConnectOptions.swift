/// What `WAMPClient.connect` can be told beyond the address and the realm.
public struct ConnectOptions: Sendable {
    /// How long it may take until the router's WELCOME.
    ///
    /// 10 seconds: a minute-long silence is worse than an error, and slow networks still have time for a few retransmissions.
    public var timeout: Duration
    /// The largest message that is accepted from the router, in bytes.
    ///
    /// 16 MiB: more than routers let through, and little enough that a broken one does not exhaust the memory.
    public var maximumMessageSize: Int
    /// HELLO.Details.agent: the name of the client's software.
    public var agent: String
    /// Further members of HELLO.Details, such as `authextra`.
    public var details: ValueDictionary

    /// The options, all of which have defaults.
    public init(
        timeout: Duration = .seconds(10), maximumMessageSize: Int = 16 << 20, agent: String = "WAMPClient",
        details: ValueDictionary = [:]
    ) {
        self.timeout = timeout
        self.maximumMessageSize = maximumMessageSize
        self.agent = agent
        self.details = details
    }
}
