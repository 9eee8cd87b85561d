// The messages for remote procedure calls (basic profile, "Routed Remote Procedure Calls"; advanced profile, "Call Canceling").

extension Message {
    /// `[CALL, Request|id, Options|dict, Procedure|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Call: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary
        package var procedure: String
        package var payload: Payload

        package init(
            request: UInt64, options: ValueDictionary = ValueDictionary(), procedure: String,
            payload: Payload = .empty
        ) {
            self.request = request
            self.options = options
            self.procedure = procedure
            self.payload = payload
        }
    }

    /// `[CANCEL, CALL.Request|id, Options|dict]`.
    package struct Cancel: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.options = options
        }
    }

    /// `[RESULT, CALL.Request|id, Details|dict, YIELD.Arguments|list, YIELD.ArgumentsKw|dict]`.
    package struct Result: Equatable, Sendable {
        package var request: UInt64
        package var details: ValueDictionary
        package var payload: Payload

        package init(request: UInt64, details: ValueDictionary = ValueDictionary(), payload: Payload = .empty)
        {
            self.request = request
            self.details = details
            self.payload = payload
        }
    }

    /// `[REGISTER, Request|id, Options|dict, Procedure|uri]`.
    package struct Register: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary
        package var procedure: String

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), procedure: String) {
            self.request = request
            self.options = options
            self.procedure = procedure
        }
    }

    /// `[REGISTERED, REGISTER.Request|id, Registration|id]`.
    package struct Registered: Equatable, Sendable {
        package var request: UInt64
        package var registration: UInt64

        package init(request: UInt64, registration: UInt64) {
            self.request = request
            self.registration = registration
        }
    }

    /// `[UNREGISTER, Request|id, REGISTERED.Registration|id, Options|dict]`, the options only if there are any.
    package struct Unregister: Equatable, Sendable {
        package var request: UInt64
        package var registration: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, registration: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.registration = registration
            self.options = options
        }
    }

    /// `[UNREGISTERED, UNREGISTER.Request|id, Details|dict]`, the details only with a revocation.
    package struct Unregistered: Equatable, Sendable {
        package var request: UInt64
        package var details: ValueDictionary

        package init(request: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.details = details
        }
    }

    /// `[INVOCATION, Request|id, REGISTERED.Registration|id, Details|dict, CALL.Arguments|list, CALL.ArgumentsKw|dict]`.
    package struct Invocation: Equatable, Sendable {
        package var request: UInt64
        package var registration: UInt64
        package var details: ValueDictionary
        package var payload: Payload

        package init(
            request: UInt64, registration: UInt64, details: ValueDictionary = ValueDictionary(),
            payload: Payload = .empty
        ) {
            self.request = request
            self.registration = registration
            self.details = details
            self.payload = payload
        }
    }

    /// `[INTERRUPT, INVOCATION.Request|id, Options|dict]`.
    package struct Interrupt: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.options = options
        }
    }

    /// `[YIELD, INVOCATION.Request|id, Options|dict, Arguments|list, ArgumentsKw|dict]`.
    package struct Yield: Equatable, Sendable {
        package var request: UInt64
        package var options: ValueDictionary
        package var payload: Payload

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), payload: Payload = .empty)
        {
            self.request = request
            self.options = options
            self.payload = payload
        }
    }
}
