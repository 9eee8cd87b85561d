/// The URIs of an application: what the machines of many sites report and can be asked,
/// `com.example.SITE.LINE.DEVICE.SIGNAL`.
///
/// The patterns share their stems with the URIs and part from them late: no search may end early.
enum Plant {
    private static let sites = 100
    private static let lines = 10
    private static let devices = 100
    private static let addresses = sites * lines * devices
    /// The signal in which all URIs end that are published to or called.
    private static let signal = "temperature"

    /// How many patterns of a kind there are at most.
    static let maximumPatterns = addresses

    /// A prefix that every URI begins with.
    static let commonPrefix = "com.example."
    /// Wildcard patterns that every URI matches, the more specific first.
    static let commonWildcards = ["com.example....\(signal)", "com.example...."]

    /// - Parameter index: URIs of different indices below 100,000 are different, and neighbours are far apart.
    static func uri(_ index: Int) -> String {
        let place = Place(index &* 24_407)
        return "com.example.\(place.site).\(place.line).\(place.device).\(signal)"
    }

    /// One of many prefixes, all different, that no URI begins with: of 4 or 6 components.
    static func prefix(_ index: Int) -> String {
        let place = Place(index &* 61_803)
        return index % 2 == 0
            ? "com.example.\(place.site).\(place.line).\(place.device).alarm"
            : "com.example.\(place.site).order\(place.number % (lines * devices))."
    }

    /// One of many wildcard patterns, all different, that no URI matches: of 5 or 6 components, with the wildcard in
    /// each place behind `com.example`.
    static func wildcard(_ index: Int) -> String {
        let number = index / 4
        switch index % 4 {
        case 0:
            let (alarm, place) = number.quotientAndRemainder(dividingBy: lines * devices)
            return "com.example..line\(place / devices).device\(place % devices).alarm\(alarm)"
        case 1:
            let (alarm, place) = number.quotientAndRemainder(dividingBy: sites * devices)
            return "com.example.site\(place / devices)..device\(place % devices).alarm\(alarm)"
        case 2:
            return "com.example.site\(number % sites)..alarm\(number / sites)"
        default:
            let (order, place) = number.quotientAndRemainder(dividingBy: sites * lines)
            return "com.example.site\(place / lines).line\(place % lines).order\(order)."
        }
    }

    /// Where a device is.
    private struct Place {
        let number: Int

        init(_ number: Int) {
            self.number = number % addresses
        }

        var site: String { "site\(number / (lines * devices))" }
        var line: String { "line\(number / devices % lines)" }
        var device: String { "device\(number % devices)" }
    }
}
