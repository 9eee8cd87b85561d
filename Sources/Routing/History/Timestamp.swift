/// A moment in milliseconds, written and read as RFC 3339 says (advanced profile, "Event History").
///
/// Moments lie between 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z; one outside becomes the nearer
/// of these two.
package struct Timestamp: Hashable, Comparable, Sendable {
    private static let millisecondsPerDay: Int64 = 86_400_000
    private static let least = -CalendarDate.daysBefore1970 * millisecondsPerDay
    private static let greatest = least + CalendarDate.dayCount * millisecondsPerDay - 1

    /// Milliseconds since 1970-01-01T00:00:00.000Z, negative before.
    package let milliseconds: Int64

    /// - Parameter milliseconds: since 1970.
    package init(milliseconds: UInt64) {
        self.init(clamping: Int64(clamping: milliseconds))
    }

    private init(clamping milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.least), Self.greatest)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Reads a `date-time` of RFC 3339, section 5.6; `nil` where the text is none or names a date or time
    /// that does not exist.
    ///
    /// The years are 0001 to 9999. A fraction may have any number of digits, those behind the milliseconds
    /// are cut off. The second 60 exists in UTC at the end of a month and counts as the start of the next
    /// second.
    package init?(_ text: String) {
        var reader = TimestampReader(text)
        guard let date = reader.date(), reader.letter("t"), let time = reader.time(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let minutes = date.dayNumber * 1_440 + time.minute - offset
        var milliseconds = minutes * 60_000 + time.second * 1_000 + time.milliseconds
        if time.second == 60 {
            milliseconds -= time.milliseconds
            let day = CalendarDate(dayNumber: milliseconds / Self.millisecondsPerDay)
            guard milliseconds % Self.millisecondsPerDay == 0, day.day == 1 else { return nil }
        }
        self.init(clamping: milliseconds + Self.least)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `yyyy-MM-ddTHH:mm:ss.SSSZ`, always 24 characters in UTC.
    package var description: String {
        // Not negative, since a timestamp is not before the year 1.
        let sinceYear1 = milliseconds - Self.least
        let date = CalendarDate(dayNumber: sinceYear1 / Self.millisecondsPerDay)
        let time = sinceYear1 % Self.millisecondsPerDay
        var text: [UInt8] = []
        text.reserveCapacity(24)
        Self.append(date.year, digits: 4, then: "-", to: &text)
        Self.append(date.month, digits: 2, then: "-", to: &text)
        Self.append(date.day, digits: 2, then: "T", to: &text)
        Self.append(time / 3_600_000, digits: 2, then: ":", to: &text)
        Self.append(time / 60_000 % 60, digits: 2, then: ":", to: &text)
        Self.append(time / 1_000 % 60, digits: 2, then: ".", to: &text)
        Self.append(time % 1_000, digits: 3, then: "Z", to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(
        _ number: Int64, digits: Int, then separator: Unicode.Scalar, to text: inout [UInt8]
    ) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(ascii: separator))
    }
}
