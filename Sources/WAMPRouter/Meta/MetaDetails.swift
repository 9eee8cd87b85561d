import Routing
import WAMP

// What the meta API tells of sessions, subscriptions and registrations.

extension RouterSession {
    /// The members of `details` that the router sets itself.
    static let ownDetails = ["session", "authid", "authrole", "authmethod", "authprovider", "transport"]
    /// Of `addedDetails` in JSON: 4 KiB, since they stay in memory and everybody may ask for them.
    static let greatestAddedDetailsSize = 4 << 10

    /// `wamp.session.get` and `wamp.session.on_join` (advanced profile, "Session Meta API").
    var details: ValueDictionary {
        var details: ValueDictionary = [
            "session": Value(id), "authid": .string(identity.authid), "authrole": .string(identity.authrole),
            "authmethod": .string(identity.authmethod), "authprovider": .string(identity.authprovider),
            "transport": [
                "type": .string(origin.transport.rawValue), "serializer": .string(serializer.name),
            ],
        ]
        for (key, value) in addedDetails { details[key] = value }
        return details
    }
}

extension Value {
    /// `SubscriptionDetails` (advanced profile, "Subscriptions Meta API").
    init(_ details: SubscriptionDetails) {
        self = [
            "id": Value(details.id), "created": .string("\(Timestamp(milliseconds: details.created))"),
            "uri": .string(String(decoding: details.topic, as: UTF8.self)),
            "match": .string(details.match.rawValue),
        ]
    }

    /// `RegistrationDetails` (advanced profile, "Registration Meta API").
    init(_ details: RegistrationDetails) {
        self = [
            "id": Value(details.id), "created": .string("\(Timestamp(milliseconds: details.created))"),
            "uri": .string(String(decoding: details.procedure, as: UTF8.self)),
            "match": .string(details.match.rawValue), "invoke": .string(details.invoke.rawValue),
        ]
    }
}
