import Routing
import Testing

@Suite("Timestamps: RFC 3339")
struct TimestampTests {
    private func milliseconds(_ text: String) -> Int64? { Timestamp(text)?.milliseconds }

    @Test(
        "Moments are written with milliseconds in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1, "1970-01-01T00:00:00.001Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_000_000_000_000, "2001-09-09T01:46:40.000Z"),
            (1_234_567_890_123, "2009-02-13T23:31:30.123Z"),
            (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
            (UInt64.max, "9999-12-31T23:59:59.999Z"),
        ] as [(UInt64, String)])
    func written(milliseconds: UInt64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    /// The examples of RFC 3339, section 5.8.
    @Test("The examples of the RFC are read")
    func examples() {
        #expect(milliseconds("1985-04-12T23:20:50.52Z") == 482_196_050_520)
        #expect(milliseconds("1996-12-19T16:39:57-08:00") == 851_042_397_000)
        #expect(milliseconds("1990-12-31T23:59:60Z") == 662_688_000_000)
        #expect(milliseconds("1990-12-31T15:59:60-08:00") == 662_688_000_000)
        #expect(milliseconds("1937-01-01T12:00:27.87+00:20") == -1_041_337_172_130)
    }

    @Test(
        "What says the same moment is read as the same",
        arguments: [
            "2009-02-13T23:31:30.123Z", "2009-02-13t23:31:30.123z",
            "2009-02-13T23:31:30.1239999999999999999999Z",
            "2009-02-14T00:31:30.123+01:00", "2009-02-13T23:31:30.123+00:00", "2009-02-13T23:31:30.123-00:00",
            "2009-02-14T23:30:30.123+23:59", "2009-02-12T23:32:30.123-23:59",
        ])
    func same(text: String) {
        #expect(milliseconds(text) == 1_234_567_890_123)
    }

    @Test("A fraction may have any number of digits")
    func fractions() {
        #expect(milliseconds("1970-01-01T00:00:00Z") == 0)
        #expect(milliseconds("1970-01-01T00:00:00.0Z") == 0)
        #expect(milliseconds("1970-01-01T00:00:00.5Z") == 500)
        #expect(milliseconds("1970-01-01T00:00:00.05Z") == 50)
        #expect(milliseconds("1970-01-01T00:00:00.0009Z") == 0)
        #expect(milliseconds("1969-12-31T23:59:59.9999Z") == -1)
        let long = String(repeating: "7", count: 100_000)
        #expect(milliseconds("1970-01-01T00:00:00.\(long)Z") == 777)
    }

    @Test("Second 60 exists at the end of a month in UTC, and is the start of the next second")
    func leapSecond() {
        #expect(Timestamp("2016-12-31T23:59:60Z") == Timestamp("2017-01-01T00:00:00Z"))
        #expect(Timestamp("2016-12-31T23:59:60.999Z") == Timestamp("2017-01-01T00:00:00Z"))
        #expect(Timestamp("2015-06-30T23:59:60Z") == Timestamp("2015-07-01T00:00:00Z"))
        #expect(Timestamp("2017-01-01T01:29:60+01:30") == Timestamp("2017-01-01T00:00:00Z"))
        for text in [
            "2016-12-31T23:59:61Z", "2016-12-30T23:59:60Z", "2016-12-31T23:58:60Z", "2016-12-31T22:59:60Z",
            "2016-12-31T23:59:60+01:00",
        ] {
            #expect(Timestamp(text) == nil, "\(text)")
        }
    }

    @Test("The ends of the calendar are not passed")
    func ends() {
        #expect(Timestamp("0001-01-01T00:00:00Z")?.description == "0001-01-01T00:00:00.000Z")
        #expect(Timestamp("0001-01-01T00:00:00+00:01")?.description == "0001-01-01T00:00:00.000Z")
        #expect(Timestamp("9999-12-31T23:59:59.999-23:59")?.description == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp("9999-12-31T23:59:60Z")?.description == "9999-12-31T23:59:59.999Z")
    }

    @Test(
        "What is no timestamp of the RFC is refused",
        arguments: [
            "", "2009", "2009-02-13", "23:31:30Z", "2009-02-13T23:31:30", "2009-02-13T23:31Z",
            "2009-02-13 23:31:30Z", "2009-2-13T23:31:30Z", "09-02-13T23:31:30Z", "02009-02-13T23:31:30Z",
            "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30,5Z", "2009-02-13T23:31:30ZZ",
            "2009-02-13T23:31:30Z ",
            " 2009-02-13T23:31:30Z", "2009-02-13T23:31:30+1:00", "2009-02-13T23:31:30+0100",
            "2009-02-13T23:31:30+24:00", "2009-02-13T23:31:30+00:60", "2009-02-13T23:31:30+",
            "2009-02-13T24:00:00Z", "2009-02-13T23:60:00Z", "2009-00-13T23:31:30Z", "2009-13-13T23:31:30Z",
            "2009-02-00T23:31:30Z", "2009-02-29T23:31:30Z", "1900-02-29T00:00:00Z", "2009-04-31T00:00:00Z",
            "2009-01-32T00:00:00Z", "0000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "+009-02-13T23:31:30Z",
            "２009-02-13T23:31:30Z", "2009-02-13T23:31:30.१Z", "20090213T233130Z", "2009-02-13\u{14}23:31:30Z",
            "2009-02-13T23:31:3\0Z", "2009-02-13T23:31:30:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("Timestamps are ordered by time, not by their text")
    func order() throws {
        let early = try #require(Timestamp("2009-02-14T00:31:29+01:00"))
        let late = try #require(Timestamp("2009-02-13T23:31:30Z"))
        #expect(early < late && early != late)
    }

    /// Counts the days month by month, by rules of its own.
    @Test("Every month from 0001 to 9999 is written and read as a calendar says")
    func everyMonth() {
        var wrong: [String] = []
        var milliseconds: Int64 = -62_135_596_800_000
        for year in 1...9_999 {
            let isLeapYear = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in lengths.enumerated() {
                // The first and the last day of a month; reading all would take long in a debug build.
                for day in [1, length] {
                    let moment = milliseconds + Int64(day - 1) * 86_400_000 + 43_200_007
                    let text = Self.text(year, month + 1, day)
                    let read = Timestamp(text)
                    if read?.milliseconds != moment || read?.description != text { wrong.append(text) }
                }
                if Timestamp(Self.text(year, month + 1, length + 1)) != nil {
                    wrong.append("\(year) \(month)")
                }
                milliseconds += Int64(length) * 86_400_000
            }
        }
        #expect(wrong == [])
        #expect(milliseconds == 253_402_300_800_000)
    }

    private static func text(_ year: Int, _ month: Int, _ day: Int) -> String {
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: count - digits.count) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T12:00:00.007Z"
    }
}
