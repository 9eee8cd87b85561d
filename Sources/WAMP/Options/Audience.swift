/// Who may get the event of a PUBLISH (advanced profile, "Subscriber Black- and Whitelisting").
package enum Audience: Equatable, Sendable {
    /// No list is present.
    case everyone
    /// Indirect, so that the options of a PUBLISH without lists stay small.
    indirect case restricted(Lists)

    /// The lists of PUBLISH.Options. All hold at once, and exclusion wins; a list that is present and empty
    /// makes nobody eligible. Strings are UTF-8 bytes.
    package struct Lists: Equatable, Sendable {
        package var exclude: [UInt64]?
        package var excludeAuthID: [[UInt8]]?
        package var excludeAuthrole: [[UInt8]]?
        package var eligible: [UInt64]?
        package var eligibleAuthID: [[UInt8]]?
        package var eligibleAuthrole: [[UInt8]]?

        package init() {}
    }

    /// The lists, none of them present for everyone.
    package var lists: Lists {
        get {
            switch self {
            case .everyone: Lists()
            case .restricted(let lists): lists
            }
        }
        set { self = newValue == Lists() ? .everyone : .restricted(newValue) }
    }
}
