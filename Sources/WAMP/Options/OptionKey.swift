/// The members of Options and Details that the router or the client reads, in the specification's spelling.
package enum OptionKey: UInt8, Sendable, CaseIterable {
    case acknowledge
    case agent
    case authextra
    case authid
    case authmethods
    case authrole
    case caller
    case callerAuthID
    case callerAuthrole
    case concurrency
    case discloseCaller
    case discloseMe
    case eligible
    case eligibleAuthID
    case eligibleAuthrole
    case encAlgo
    case encKey
    case encSerializer
    case exclude
    case excludeAuthID
    case excludeAuthrole
    case excludeMe
    case features
    case forceReregister
    case forwardFor
    case forwardTimeout
    case getRetained
    case invoke
    case match
    case message
    case mode
    case nkey
    case pptCipher
    case pptKeyID
    case pptScheme
    case pptSerializer
    case procedure
    case progress
    case publisher
    case publisherAuthID
    case publisherAuthrole
    case receiveProgress
    case retain
    case retained
    case rkey
    case roles
    case runmode
    case timeout
    case topic
    case transactionHash
    case trustlevel
    case xAcknowledgedDelivery

    /// The key as it stands on the wire.
    package var name: StaticString {
        switch self {
        case .acknowledge: "acknowledge"
        case .agent: "agent"
        case .authextra: "authextra"
        case .authid: "authid"
        case .authmethods: "authmethods"
        case .authrole: "authrole"
        case .caller: "caller"
        case .callerAuthID: "caller_authid"
        case .callerAuthrole: "caller_authrole"
        case .concurrency: "concurrency"
        case .discloseCaller: "disclose_caller"
        case .discloseMe: "disclose_me"
        case .eligible: "eligible"
        case .eligibleAuthID: "eligible_authid"
        case .eligibleAuthrole: "eligible_authrole"
        case .encAlgo: "enc_algo"
        case .encKey: "enc_key"
        case .encSerializer: "enc_serializer"
        case .exclude: "exclude"
        case .excludeAuthID: "exclude_authid"
        case .excludeAuthrole: "exclude_authrole"
        case .excludeMe: "exclude_me"
        case .features: "features"
        case .forceReregister: "force_reregister"
        case .forwardFor: "forward_for"
        case .forwardTimeout: "forward_timeout"
        case .getRetained: "get_retained"
        case .invoke: "invoke"
        case .match: "match"
        case .message: "message"
        case .mode: "mode"
        case .nkey: "nkey"
        case .pptCipher: "ppt_cipher"
        case .pptKeyID: "ppt_keyid"
        case .pptScheme: "ppt_scheme"
        case .pptSerializer: "ppt_serializer"
        case .procedure: "procedure"
        case .progress: "progress"
        case .publisher: "publisher"
        case .publisherAuthID: "publisher_authid"
        case .publisherAuthrole: "publisher_authrole"
        case .receiveProgress: "receive_progress"
        case .retain: "retain"
        case .retained: "retained"
        case .rkey: "rkey"
        case .roles: "roles"
        case .runmode: "runmode"
        case .timeout: "timeout"
        case .topic: "topic"
        case .transactionHash: "transaction_hash"
        case .trustlevel: "trustlevel"
        case .xAcknowledgedDelivery: "x_acknowledged_delivery"
        }
    }
}
