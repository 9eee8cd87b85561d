/// Reads the parts of an RFC 3339 timestamp, section 5.6, one after the other.
struct TimestampReader {
    struct Time {
        /// Minutes since midnight, 0 to 1,439.
        var minute: Int64
        /// 0 to 60.
        var second: Int64
        /// 0 to 999.
        var milliseconds: Int64
    }

    private let text: [UInt8]
    private var next = 0

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    var isAtEnd: Bool { next == text.count }

    /// `full-date`.
    mutating func date() -> CalendarDate? {
        guard let year = number(digits: 4), byte("-"), let month = number(digits: 2), byte("-"),
            let day = number(digits: 2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// `partial-time`.
    mutating func time() -> Time? {
        guard let minute = hoursAndMinutes(), byte(":"), let second = number(digits: 2), second <= 60 else {
            return nil
        }
        guard byte(".") else { return Time(minute: minute, second: second, milliseconds: 0) }
        guard let milliseconds = fraction() else { return nil }
        return Time(minute: minute, second: second, milliseconds: milliseconds)
    }

    /// `time-offset`, as minutes that local time is ahead of UTC.
    mutating func offset() -> Int64? {
        if letter("z") { return 0 }
        if byte("+") { return hoursAndMinutes() }
        return byte("-") ? hoursAndMinutes().map { -$0 } : nil
    }

    /// A lower-case letter, or the same in upper case.
    mutating func letter(_ letter: Unicode.Scalar) -> Bool {
        guard next < text.count, text[next] | 0x20 == UInt8(ascii: letter) else { return false }
        next += 1
        return true
    }

    private mutating func byte(_ byte: Unicode.Scalar) -> Bool {
        guard next < text.count, text[next] == UInt8(ascii: byte) else { return false }
        next += 1
        return true
    }

    private mutating func hoursAndMinutes() -> Int64? {
        guard let hours = number(digits: 2), hours < 24, byte(":"), let minutes = number(digits: 2),
            minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }

    private mutating func number(digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Digits after the point, cut off behind the third.
    private mutating func fraction() -> Int64? {
        guard var milliseconds = digit().map({ $0 * 100 }) else { return nil }
        var unit: Int64 = 10
        while let digit = digit() {
            milliseconds += digit * unit
            unit /= 10
        }
        return milliseconds
    }

    private mutating func digit() -> Int64? {
        guard next < text.count, text[next] &- UInt8(ascii: "0") < 10 else { return nil }
        defer { next += 1 }
        return Int64(text[next] - UInt8(ascii: "0"))
    }
}
