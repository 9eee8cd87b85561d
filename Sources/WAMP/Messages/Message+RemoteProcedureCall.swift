// The messages for remote procedure calls (basic profile, "Routed Remote Procedure Calls"; advanced profile, "Call Canceling").

extension Message {
    /// `[CALL, Request|id, Options|dict, Procedure|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Call: MessageElements {
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

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
            procedure = try reader.string()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
            writer.append(procedure)
            writer.append(payload)
        }
    }

    /// `[CANCEL, CALL.Request|id, Options|dict]`.
    package struct Cancel: MessageElements {
        package var request: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.options = options
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
        }
    }

    /// `[RESULT, CALL.Request|id, Details|dict, YIELD.Arguments|list, YIELD.ArgumentsKw|dict]`.
    package struct Result: MessageElements {
        package var request: UInt64
        package var details: ValueDictionary
        package var payload: Payload

        package init(request: UInt64, details: ValueDictionary = ValueDictionary(), payload: Payload = .empty)
        {
            self.request = request
            self.details = details
            self.payload = payload
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            details = try reader.dictionary()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(details)
            writer.append(payload)
        }
    }

    /// `[REGISTER, Request|id, Options|dict, Procedure|uri]`.
    package struct Register: MessageElements {
        package var request: UInt64
        package var options: ValueDictionary
        package var procedure: String

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), procedure: String) {
            self.request = request
            self.options = options
            self.procedure = procedure
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
            procedure = try reader.string()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
            writer.append(procedure)
        }
    }

    /// `[REGISTERED, REGISTER.Request|id, Registration|id]`.
    package struct Registered: MessageElements {
        package var request: UInt64
        package var registration: UInt64

        package init(request: UInt64, registration: UInt64) {
            self.request = request
            self.registration = registration
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            registration = try reader.id()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(registration)
        }
    }

    /// `[UNREGISTER, Request|id, REGISTERED.Registration|id, Options|dict]`, the options only if there are any.
    package struct Unregister: MessageElements {
        package var request: UInt64
        package var registration: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, registration: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.registration = registration
            self.options = options
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            registration = try reader.id()
            options = try reader.optionalDictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(registration)
            writer.appendUnlessEmpty(options)
        }
    }

    /// `[UNREGISTERED, UNREGISTER.Request|id, Details|dict]`, the details only with a revocation.
    package struct Unregistered: MessageElements {
        package var request: UInt64
        package var details: ValueDictionary

        package init(request: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.details = details
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            details = try reader.optionalDictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.appendUnlessEmpty(details)
        }
    }

    /// `[INVOCATION, Request|id, REGISTERED.Registration|id, Details|dict, CALL.Arguments|list, CALL.ArgumentsKw|dict]`.
    package struct Invocation: MessageElements {
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

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            registration = try reader.id()
            details = try reader.dictionary()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(registration)
            writer.append(details)
            writer.append(payload)
        }
    }

    /// `[INTERRUPT, INVOCATION.Request|id, Options|dict]`.
    package struct Interrupt: MessageElements {
        package var request: UInt64
        package var options: ValueDictionary

        package init(request: UInt64, options: ValueDictionary = ValueDictionary()) {
            self.request = request
            self.options = options
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
        }
    }

    /// `[YIELD, INVOCATION.Request|id, Options|dict, Arguments|list, ArgumentsKw|dict]`.
    package struct Yield: MessageElements {
        package var request: UInt64
        package var options: ValueDictionary
        package var payload: Payload

        package init(request: UInt64, options: ValueDictionary = ValueDictionary(), payload: Payload = .empty)
        {
            self.request = request
            self.options = options
            self.payload = payload
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            request = try reader.id()
            options = try reader.dictionary()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(request)
            writer.append(options)
            writer.append(payload)
        }
    }
}
