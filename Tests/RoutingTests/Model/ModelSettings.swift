import Routing
import WAMP

/// How the realm of one walk is set up.
struct ModelSettings {
    var brokerLimits: BrokerLimits
    var dealerLimits: DealerLimits
    /// Topics and patterns whose events are kept.
    var declared: [Pattern]
    /// Keys the hash tables and begins the choices of the invocation policy `random`.
    var seed: UInt64

    /// Low limits, so that all of them are reached; little memory for calls in one walk of four.
    init(seed: UInt64, _ choices: inout some ChoiceSource) {
        self.seed = seed
        brokerLimits = BrokerLimits(subscriptionsPerSession: 3 + choices.pick(4))
        dealerLimits = DealerLimits(
            registrationsPerSession: 2 + choices.pick(5), pendingCallsPerSession: 3 + choices.pick(8),
            calleesPerRegistration: 2 + choices.pick(4), waitingCallsPerRegistration: choices.pick(6),
            heldBytes: choices.oneIn(4) ? 150 * choices.pick(10) : 1 << 20)
        declared = []
        for _ in 0..<choices.pick(4) {
            let pattern = ModelURIs.pattern(&choices)
            if !declared.contains(pattern) { declared.append(pattern) }
        }
    }

    /// The random ids by which the policy `random` chooses.
    func makeIDSource() -> IDSource {
        var generator = SplitMix(seed: seed)
        return IDSource { words in
            for index in words.indices { words[index] = generator.next() }
        }
    }
}

/// Few URIs of few components, so that patterns overlap.
enum ModelURIs {
    static let exact = [
        "a", "a.b", "a.b.c", "a.c", "b.b.c", "ab", "a..c", "", "wamp.a", "wamp",
        "a.b.some.uri.of.sixteen.bytes",
    ]
    private static let prefixes = ["", "a", "a.", "a.b", "a.b.c", "wa", "wamp.", "b"]
    private static let wildcards = ["", ".", "a.", ".b", "a..c", ".b.c", "..c", "a.b.", "wamp."]

    static func uri(_ choices: inout some ChoiceSource) -> String {
        choices.element(of: exact) ?? ""
    }

    static func pattern(_ choices: inout some ChoiceSource) -> Pattern {
        switch choices.pick(4) {
        case 0: Pattern(uri: choices.element(of: prefixes) ?? "", match: .prefix)
        case 1: Pattern(uri: choices.element(of: wildcards) ?? "", match: .wildcard)
        default: Pattern(uri: uri(&choices), match: .exact)
        }
    }
}
