// The messages for sessions (basic profile, "Session Lifecycle"; advanced profile, "Authentication").

extension Message {
    /// `[HELLO, Realm|uri, Details|dict]`.
    package struct Hello: MessageElements {
        package var realm: String
        package var details: ValueDictionary

        package init(realm: String, details: ValueDictionary = ValueDictionary()) {
            self.realm = realm
            self.details = details
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            realm = try reader.string()
            details = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(realm)
            writer.append(details)
        }
    }

    /// `[WELCOME, Session|id, Details|dict]`.
    package struct Welcome: MessageElements {
        package var session: UInt64
        package var details: ValueDictionary

        package init(session: UInt64, details: ValueDictionary = ValueDictionary()) {
            self.session = session
            self.details = details
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            session = try reader.id()
            details = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(session)
            writer.append(details)
        }
    }

    /// `[ABORT, Details|dict, Reason|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Abort: MessageElements {
        package var details: ValueDictionary
        package var reason: String
        package var payload: Payload

        package init(details: ValueDictionary = ValueDictionary(), reason: String, payload: Payload = .empty)
        {
            self.details = details
            self.reason = reason
            self.payload = payload
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            details = try reader.dictionary()
            reason = try reader.string()
            payload = try reader.payload(mayBeOpaque: false)
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(details)
            writer.append(reason)
            writer.append(payload)
        }
    }

    /// `[CHALLENGE, AuthMethod|string, Extra|dict]`.
    package struct Challenge: MessageElements {
        package var authMethod: String
        package var extra: ValueDictionary

        package init(authMethod: String, extra: ValueDictionary = ValueDictionary()) {
            self.authMethod = authMethod
            self.extra = extra
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            authMethod = try reader.string()
            extra = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(authMethod)
            writer.append(extra)
        }
    }

    /// `[AUTHENTICATE, Signature|string, Extra|dict]`.
    package struct Authenticate: MessageElements {
        package var signature: String
        package var extra: ValueDictionary

        package init(signature: String, extra: ValueDictionary = ValueDictionary()) {
            self.signature = signature
            self.extra = extra
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            signature = try reader.string()
            extra = try reader.dictionary()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(signature)
            writer.append(extra)
        }
    }

    /// `[GOODBYE, Details|dict, Reason|uri]`.
    package struct Goodbye: MessageElements {
        package var details: ValueDictionary
        package var reason: String

        package init(details: ValueDictionary = ValueDictionary(), reason: String) {
            self.details = details
            self.reason = reason
        }

        init(_ reader: inout MessageElementReader) throws(WireError) {
            details = try reader.dictionary()
            reason = try reader.string()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(details)
            writer.append(reason)
        }
    }

    /// `[ERROR, REQUEST.Type|int, REQUEST.Request|id, Details|dict, Error|uri, Arguments|list, ArgumentsKw|dict]`.
    package struct Error: MessageElements {
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

        init(_ reader: inout MessageElementReader) throws(WireError) {
            requestType = try reader.integer()
            request = try reader.id()
            details = try reader.dictionary()
            error = try reader.string()
            payload = try reader.payload()
        }

        func write(to writer: inout MessageElementWriter) {
            writer.append(requestType)
            writer.append(request)
            writer.append(details)
            writer.append(error)
            writer.append(payload)
        }
    }
}
