import WAMP
import WAMPAuth

extension RouterConfiguration.Principal {
    /// The principal in the answer of a dynamic authenticator: an object with the keys of a principal in the configuration,
    /// `authid`, `role` and what the method needs. References to the environment mean nothing there.
    ///
    /// - Returns: nil where it is none, or something in it is wrong.
    static func dynamic(_ answer: Value) -> WAMPAuth.Principal? {
        var reader = SettingReader(environment: [:])
        guard let principal: Self = reader.object(answer, .root) else { return nil }
        var problems: [ConfigurationProblem] = []
        principal.check(at: .root, &problems)
        guard reader.problems.isEmpty, problems.isEmpty else { return nil }
        var compiled = principal.compiled
        compiled.provider = "dynamic"
        return compiled
    }
}
