import Testing

@testable import Routing

@Suite("Days of the Gregorian calendar")
struct CalendarDateTests {
    @Test("Every day has the number after the day before it, and is found by its number")
    func everyDay() {
        #expect(CalendarDate(dayNumber: 0) == CalendarDate(year: 1, month: 1, day: 1))
        let last = CalendarDate.dayCount - 1
        #expect(CalendarDate(dayNumber: last) == CalendarDate(year: 9_999, month: 12, day: 31))
        // Two cycles of 400 years at the beginning, and the last one.
        #expect(wrongDays(in: 1..<292_200) == [])
        #expect(wrongDays(in: CalendarDate.dayCount - 146_100..<CalendarDate.dayCount) == [])
    }

    private func wrongDays(in numbers: Range<Int64>) -> [Int64] {
        var wrong: [Int64] = []
        var before = CalendarDate(dayNumber: numbers.lowerBound - 1)
        for number in numbers {
            let date = CalendarDate(dayNumber: number)
            let isNextDay =
                date.day == before.day + 1 && date.month == before.month && date.year == before.year
            let isNextMonth = date.day == 1 && date.month == before.month + 1 && date.year == before.year
            let isNextYear =
                date.day == 1 && date.month == 1 && before.month == 12 && date.year == before.year + 1
            if !isNextDay, !isNextMonth, !isNextYear { wrong.append(number) }
            if date.dayNumber != number { wrong.append(number) }
            before = date
        }
        return wrong
    }

    @Test("Days that no month has are refused")
    func refused() {
        for (year, month, day) in [
            (2023, 2, 29), (1900, 2, 29), (2000, 2, 30), (2023, 4, 31), (2023, 1, 32), (2023, 1, 0),
            (2023, 0, 1),
            (2023, 13, 1), (0, 1, 1), (10_000, 1, 1), (2023, -1, -1),
        ] as [(Int64, Int64, Int64)] {
            #expect(CalendarDate(year: year, month: month, day: day) == nil)
        }
        #expect(CalendarDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CalendarDate(year: 2024, month: 2, day: 29)?.dayNumber == 738_944)
    }
}
