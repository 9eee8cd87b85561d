import WAMP

extension RouterConfiguration.Realm {
    /// Records rules with an invalid URI, and rules of which neither comes first in the order of precedence.
    func checkPermissions(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        for (position, role) in roles.enumerated() {
            let rules = path.key("roles").position(position).key("permissions")
            let patterns = role.permissions.map { Pattern(uri: $0.uri, match: $0.match) }
            for (position, pattern) in patterns.enumerated() {
                checkURI(pattern, rules.position(position), in: path, &problems)
            }
            problems += Pattern.duplicates(patterns, rules, called: "the rule")
        }
    }

    /// Records a default that the maximum does not allow.
    func checkCallTimeout(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        // Zero is no bound, and what stands for a value that could not be read.
        guard callTimeout.maximum > .zero, callTimeout.default > callTimeout.maximum else { return }
        problems.append(
            .init(
                path.key("default_ms"),
                "found \(callTimeout.default.inMilliseconds), expected not more than max_ms, "
                    + "which is \(callTimeout.maximum.inMilliseconds)"))
    }

    /// Records histories with an invalid or reserved URI, and those that are there twice.
    func checkEventHistory(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let place = path.key("event_history")
        let patterns = eventHistory.map { Pattern(uri: $0.uri, match: $0.match) }
        for (position, pattern) in patterns.enumerated() {
            let place = place.position(position)
            guard checkURI(pattern, place, in: path, &problems), pattern.isReserved else { continue }
            problems.append(
                .init(
                    place.key("uri"),
                    "found \(Value.string(pattern.uri).summary), expected a topic outside of \"wamp.\": "
                        + "meta events are not kept"))
        }
        problems += Pattern.duplicates(patterns, place, called: "the event history")
    }

    /// Records a URI that is invalid under its match policy and the rules of the realm, which is at `realm`.
    ///
    /// - Returns: whether it is valid.
    @discardableResult
    private func checkURI(
        _ pattern: Pattern, _ path: ConfigurationPath, in realm: ConfigurationPath,
        _ problems: inout [ConfigurationProblem]
    ) -> Bool {
        guard let expected = pattern.match.expectedURI(pattern.uri, uriRules) else { return true }
        problems.append(
            .init(
                path.key("uri"), "found \(Value.string(pattern.uri).summary), expected \(expected)",
                grounds: [path.key("match"), realm.key("uri_rules")]))
        return false
    }
}

/// The keys `uri` and `match` of an object.
private struct Pattern {
    var uri: String
    var match: RouterConfiguration.Permission.Match

    /// `uri` is in the reserved name space.
    var isReserved: Bool {
        let bytes = Array(uri.utf8)
        return ReservedURI.contains(
            ByteRange(start: 0, count: UInt32(clamping: bytes.count)), in: bytes.span.bytes)
    }

    /// A problem for each object in a list whose `uri` and `match` another one before it has.
    static func duplicates(
        _ patterns: [Pattern], _ path: ConfigurationPath, called name: String
    ) -> [ConfigurationProblem] {
        var first: [[UInt8]: Int] = [:]
        return patterns.enumerated().compactMap { position, pattern in
            // Bytes, because texts that are canonically equivalent are different URIs.
            let identity = Array("\(pattern.match.rawValue) \(pattern.uri)".utf8)
            guard let other = first[identity] else {
                first[identity] = position
                return nil
            }
            let places = [path.position(position), path.position(other)]
            return .init(
                places[0],
                "uri \(Value.string(pattern.uri).summary) with match \"\(pattern.match.rawValue)\" "
                    + "is already \(name) \(places[1])",
                grounds: places.flatMap { [$0.key("uri"), $0.key("match")] })
        }
    }
}

extension RouterConfiguration.Realm {
    /// A budget that is beyond what ends any connection would never be used up.
    func checkSlowConsumers(
        _ path: ConfigurationPath, _ limits: RouterConfiguration.Limits,
        _ problems: inout [ConfigurationProblem]
    ) {
        let limit = ConfigurationPath.root.key("limits").key("max_outbound_bytes")
        for (position, role) in roles.enumerated() {
            guard let bytes = role.slowConsumer.bytes, bytes > limits.maximumOutboundBytes else { continue }
            problems.append(
                .init(
                    path.position(position).key("slow_consumer").key("bytes"),
                    "found \(bytes), expected not more than max_outbound_bytes, which is "
                        + "\(limits.maximumOutboundBytes)", grounds: [limit]))
        }
    }
}
