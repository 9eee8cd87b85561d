import Routing
import WAMP

/// Why a call of the meta API is answered with ERROR: the error URI and a sentence for a person.
struct MetaError: Error {
    let uri: ErrorURI
    let message: String

    init(_ uri: ErrorURI, _ message: String) {
        self.uri = uri
        self.message = message
    }

    init(_ refusal: Refusal) {
        self.init(refusal.uri, "\(refusal.message)")
    }

    static func noSuchSession(_ id: UInt64) -> MetaError {
        MetaError(.noSuchSession, "there is no session \(id) in this realm")
    }

    static func noSuchRegistration(_ id: UInt64) -> MetaError {
        MetaError(.noSuchRegistration, "there is no registration \(id) in this realm")
    }

    static func noSuchSubscription(_ id: UInt64) -> MetaError {
        MetaError(.noSuchSubscription, "there is no subscription \(id) in this realm")
    }
}
