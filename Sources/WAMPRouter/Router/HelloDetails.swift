import WAMP

/// What the router reads of HELLO.Details (basic profile, "HELLO"; advanced profile, "Feature Announcement").
struct HelloDetails {
    /// Why a HELLO is a protocol violation.
    struct Refusal: Error {
        var message: String
    }

    var roles: Roles
    /// Authentication methods in the client's order of preference; `nil` where it named none.
    var authmethods: [String]?
    /// The client's software, for the log.
    var agent: String?

    init(_ details: ValueDictionary) throws(Refusal) {
        do throws(WireError) {
            roles = try Roles(details["roles"])
        } catch {
            throw Refusal(message: error.description)
        }
        guard roles.hasClientRole else {
            throw Refusal(
                message: "HELLO.Details.roles announces no role of publisher, subscriber, caller, callee")
        }
        agent = details["agent"]?.string
        guard let methods = details["authmethods"], methods != .null else { return }
        guard let list = methods.list, list.allSatisfy({ $0.string != nil }) else {
            throw Refusal(message: "HELLO.Details.authmethods is not a list of strings")
        }
        authmethods = list.compactMap(\.string)
    }
}
