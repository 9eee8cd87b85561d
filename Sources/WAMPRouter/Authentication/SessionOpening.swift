import NIOCore
import WAMP
import WAMPAuth

/// A client on its way from HELLO to WELCOME or ABORT: what the realm's router keeps of it meanwhile.
///
/// Unchecked because it is confined to the loop of its connection.
final class SessionOpening: @unchecked Sendable {
    let router: Router
    let hello: HelloDetails
    /// The id that the session will have, which may be signed before it begins.
    let id: UInt64
    /// As whom the client's failures are counted.
    let client: FailureThrottle.Client
    var exchange: AuthenticationExchange
    /// Ends the wait for AUTHENTICATE.
    var timer: Scheduled<Void>?

    init(
        router: Router, hello: HelloDetails, id: UInt64, client: FailureThrottle.Client,
        exchange: AuthenticationExchange
    ) {
        self.router = router
        self.hello = hello
        self.id = id
        self.client = client
        self.exchange = exchange
    }
}
