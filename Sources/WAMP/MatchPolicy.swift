/// How the URI of a subscription or registration is compared (advanced profile, "Pattern-based Subscription",
/// "Pattern-based Registration").
package enum MatchPolicy: String, OptionWord {
    case exact
    /// Every URI that begins with the bytes of the pattern, be that at the end of a component or within one.
    case prefix
    /// Every URI with as many components, where an empty component of the pattern stands for any.
    case wildcard

    /// Receivers are told the URI, which they could not know otherwise.
    package var isPattern: Bool {
        switch self {
        case .exact: false
        case .prefix, .wildcard: true
        }
    }
}
