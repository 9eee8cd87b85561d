import WAMP

/// What HELLO says of authentication.
package struct AuthenticationOffer: Sendable {
    /// HELLO.Details.authmethods, the preferred one first; empty where the client names none.
    package var methods: [String]
    /// HELLO.Details.authid.
    package var authid: String?
    /// HELLO.Details.authextra.
    package var extra: ValueDictionary

    package init(methods: [String], authid: String?, extra: ValueDictionary = ValueDictionary()) {
        self.methods = methods
        self.authid = authid
        self.extra = extra
    }

    package init(_ hello: HelloDetails) {
        self.init(methods: hello.authmethods, authid: hello.authid, extra: hello.authextra)
    }

    /// The longest authid, in bytes. It is kept as long as the session and goes into every log line.
    package static let maximumAuthidSize = 256
}
