/// A moment as RFC 3339 writes it, in UTC with milliseconds: `2014-06-22T16:36:25.448Z`.
enum UTCTime {
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    static func text(milliseconds: UInt64) -> String {
        let (year, month, day) = date(dayNumber: milliseconds / 86_400_000)
        let time = milliseconds % 86_400_000
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T"
            + digits(time / 3_600_000, 2) + ":" + digits(time / 60_000 % 60, 2) + ":"
            + digits(time / 1_000 % 60, 2) + "." + digits(time % 1_000, 3) + "Z"
    }

    /// The date of a day, counted from 1970. Years begin in March here, so that leap days are at their end.
    private static func date(dayNumber: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let days = dayNumber + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func digits(_ number: UInt64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
