/// HELLO.Details. Read once per session, so by way of a `ValueDictionary`.
package struct HelloDetails: Equatable, Sendable {
    package var roles = Roles()
    package var agent: String?
    /// The authentication methods the client is prepared for; empty where it names none.
    package var authmethods: [String] = []
    package var authid: String?
    package var authrole: String?
    package var authextra = ValueDictionary()
    /// All members, the known ones included.
    package var all = ValueDictionary()

    package init() {}

    package init(_ details: ValueDictionary) throws(WireError) {
        all = details
        roles = try Roles(details["roles"])
        agent = try details.optionalString(.agent)
        authid = try details.optionalString(.authid)
        authrole = try details.optionalString(.authrole)
        if let methods = details.present(.authmethods) {
            guard case .list(let methods) = methods else {
                throw .option(.authmethods, expected: .listOfStrings)
            }
            for method in methods {
                guard case .string(let method) = method else {
                    throw .option(.authmethods, expected: .listOfStrings)
                }
                authmethods.append(method)
            }
        }
        if let extra = details.present(.authextra) {
            guard case .dictionary(let extra) = extra else {
                throw .option(.authextra, expected: .dictionary)
            }
            authextra = extra
        }
    }

    package init(json details: ByteRange, in bytes: RawSpan) throws(WireError) {
        try self.init(JSON.parseDictionary(details, in: bytes))
    }
}

extension ValueDictionary {
    /// The value of a member; nil where it is absent or null (clients send null for what is not set).
    fileprivate func present(_ key: OptionKey) -> Value? {
        let value = self[key.name.description]
        return value == .null ? nil : value
    }

    fileprivate func optionalString(_ key: OptionKey) throws(WireError) -> String? {
        guard let value = present(key) else { return nil }
        guard case .string(let string) = value else { throw .option(key, expected: .string) }
        return string
    }
}
