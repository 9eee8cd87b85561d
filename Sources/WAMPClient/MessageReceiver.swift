/// Who gets what a `MessageTransport` receives, on the connection's event loop: first `Joining`, then the session.
protocol MessageReceiver: AnyObject, Sendable {
    /// A message of the router.
    func receive(_ message: Message)
    /// The router sent something that is no message.
    func receiveViolation(_ description: String)
    /// The transport takes more again after its `isWritable` was false.
    func transportBecameWritable()
    /// Nothing more will come. Called once, with what is known of the reason.
    func transportEnded(_ error: WAMPError)
}
