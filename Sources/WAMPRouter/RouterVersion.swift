/// Which program this is.
public enum RouterVersion {
    /// Semantic version of the router.
    public static let number = "0.1.0"
    /// WELCOME.Details.agent.
    static let agent = "wamp-router-\(number)"
}
