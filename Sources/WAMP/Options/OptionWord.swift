/// A word out of those that the specification lists for one option.
protocol OptionWord: RawRepresentable<String>, CaseIterable, Equatable, Sendable {}

extension OptionWord {
    /// The word that these UTF-8 bytes spell; nil for every other.
    package init?(utf8 bytes: [UInt8]) {
        guard let word = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(bytes) }) else {
            return nil
        }
        self = word
    }
}

/// REGISTER.Options.invoke: how calls are spread over the callees of one registration (advanced profile,
/// "Shared Registration").
package enum InvocationPolicy: String, OptionWord {
    case single, roundrobin, random, first, last
}

/// CANCEL.Options.mode (advanced profile, "Call Canceling").
package enum CancelMode: String, OptionWord {
    case skip, kill, killnowait
}

/// CALL.Options.runmode (advanced profile, "Sharded Registration").
package enum RunMode: String, OptionWord {
    case all, partition
}

/// `enc_algo` of payload transparency mode, as the test vectors of the specification list them.
package enum PayloadAlgorithm: String, OptionWord {
    case null, cryptobox, mqtt, xbr
}

/// `enc_serializer` of payload transparency mode, as the test vectors of the specification list them.
package enum PayloadSerializer: String, OptionWord {
    case null, json, msgpack, cbor, ubjson, opaque, flatbuffers
}
