/// A day of the Gregorian calendar, in the years 1 to 9999.
struct CalendarDate: Equatable {
    /// From 0001-01-01 to 1970-01-01.
    static let daysBefore1970 = daysBefore(year: 1970)
    /// From 0001-01-01 to 9999-12-31, both included.
    static let dayCount = daysBefore(year: 10_000)

    private static let daysIn400Years: Int64 = 146_097
    private static let daysIn100Years: Int64 = 36_524
    private static let daysIn4Years: Int64 = 1_461

    let year: Int64
    let month: Int64
    let day: Int64

    /// `nil` where there is no such day.
    init?(year: Int64, month: Int64, day: Int64) {
        guard 1...9_999 ~= year, 1...12 ~= month, 1...Self.length(ofMonth: month, year: year) ~= day else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is `dayNumber` days after 0001-01-01.
    ///
    /// - Parameter dayNumber: from 0; up to a few days around the years that a `CalendarDate` has do no harm.
    init(dayNumber: Int64) {
        var left = max(dayNumber, 0)
        let cycles = left / Self.daysIn400Years
        left %= Self.daysIn400Years
        // The last century of a cycle and the last year of a leap cycle have one day more than the others.
        let centuries = min(left / Self.daysIn100Years, 3)
        left -= centuries * Self.daysIn100Years
        let leapCycles = left / Self.daysIn4Years
        left %= Self.daysIn4Years
        let years = min(left / 365, 3)
        left -= years * 365
        let year = cycles * 400 + centuries * 100 + leapCycles * 4 + years + 1
        var month: Int64 = 1
        while month < 12, left >= Self.length(ofMonth: month, year: year) {
            left -= Self.length(ofMonth: month, year: year)
            month += 1
        }
        self.year = year
        self.month = month
        day = left + 1
    }

    /// How many days after 0001-01-01 it is.
    var dayNumber: Int64 {
        var days = Self.daysBefore(year: year) + day - 1
        for earlier in 1..<month { days += Self.length(ofMonth: earlier, year: year) }
        return days
    }

    private static func daysBefore(year: Int64) -> Int64 {
        let years = year - 1
        return years * 365 + years / 4 - years / 100 + years / 400
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
