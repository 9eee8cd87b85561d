// The messages for sessions (basic profile, "Session Lifecycle"; advanced profile, "Authentication").

extension Message {
    /// `[HELLO, Realm|uri, Details|dict]`.
    package struct Hello: Equatable, Sendable {
        package var realm: String
        package var details: ValueDictionary

        package init(realm: String, details: ValueDictionary = ValueDictionary()) {
            self.realm = realm
            self.details = details
        }
    }

    /// `[WELCOME, Session|id, Details|dict]`.
    package struct Welcome: Equatable, Sendable {
        package var session: UInt64
        package var details: ValueDictionary

        package init(session: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.session = session
            self.details = details
        }
    }

    /// `[ABORT, Details|dict, Reason|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Abort: Equatable, Sendable {
        package var details: ValueDictionary
        package var reason: String
        package var payload: Payload

        package init(details: ValueDictionary = ValueDictionary(), reason: String, payload: Payload = .empty)
        {
            self.details = details
            self.reason = reason
            self.payload = payload
        }
    }

    /// `[CHALLENGE, AuthMethod|string, Extra|dict]`.
    package struct Challenge: Equatable, Sendable {
        package var authMethod: String
        package var extra: ValueDictionary

        package init(authMethod: String, extra: ValueDictionary = ValueDictionary()) {
            self.authMethod = authMethod
            self.extra = extra
        }
    }

    /// `[AUTHENTICATE, Signature|string, Extra|dict]`.
    package struct Authenticate: Equatable, Sendable {
        package var signature: String
        package var extra: ValueDictionary

        package init(signature: String, extra: ValueDictionary = ValueDictionary()) {
            self.signature = signature
            self.extra = extra
        }
    }

    /// `[GOODBYE, Details|dict, Reason|uri]`.
    package struct Goodbye: Equatable, Sendable {
        package var details: ValueDictionary
        package var reason: String

        package init(details: ValueDictionary = ValueDictionary(), reason: String) {
            self.details = details
            self.reason = reason
        }
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Error: Equatable, Sendable {
        package var requestType: UInt64
        package var request: UInt64
        package var details: ValueDictionary
        package var error: String
        package var payload: Payload

        package init(
            requestType: UInt64, request: UInt64, details: ValueDictionary = ValueDictionary(), error: String,
            payload: Payload = .empty
        ) {
            self.requestType = requestType
            self.request = request
            self.details = details
            self.error = error
            self.payload = payload
        }
    }
}
