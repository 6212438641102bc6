import Columns
import Metadata

/// Moments as events write them: ISO 8601 text, or a number since the epoch.
enum EventMoment {
    /// Nanoseconds since the epoch; `nil` for what cannot be read or does not fit 1970 to 2200.
    static func nanoseconds(of value: JSONValue) -> Int64? {
        switch value {
        case .number(let text): nanoseconds(number: text)
        case .string(let text): nanoseconds(text: text) ?? nanoseconds(number: text)
        default: nil
        }
    }

    /// Seconds, milliseconds, microseconds or nanoseconds, told apart by their size; a fraction is kept.
    private static func nanoseconds(number text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = Int64(first), whole >= 0 else { return nil }
        var unit: Int64 = 1
        switch whole {
        case ..<100_000_000_000: unit = 1_000_000_000
        case ..<100_000_000_000_000: unit = 1_000_000
        case ..<100_000_000_000_000_000: unit = 1000
        default: break
        }
        let (base, overflows) = whole.multipliedReportingOverflow(by: unit)
        guard !overflows else { return nil }
        guard parts.count == 2 else { return bounded(base) }
        guard let fraction = fraction(parts[1]) else { return nil }
        return bounded(base.addingReportingOverflow(fraction / (1_000_000_000 / unit)).partialValue)
    }

    /// `2026-01-02T03:04:05.678Z`, `2026-01-02 03:04:05+02:00`, `2026-01-02`; UTC where no zone is named.
    private static func nanoseconds(text: String) -> Int64? {
        var scanner = Scanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), CivilDate(year: year, month: month, day: day).isValid, year >= 1970,
            year < 2200
        else { return nil }
        var seconds = CivilDate(year: year, month: month, day: day).dayNumber * 86_400
        var fraction: Int64 = 0
        if scanner.take("T") || scanner.take("t") || scanner.take(" ") {
            guard let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2), hour < 24,
                minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60
            if scanner.take(":") {
                guard let second = scanner.number(2), second <= 60 else { return nil }
                seconds += second
            }
            if scanner.take(".") || scanner.take(",") {
                guard let read = Self.fraction(scanner.digits()) else { return nil }
                fraction = read
            }
            guard let offset = scanner.zone() else { return nil }
            seconds -= offset
        }
        guard scanner.isAtEnd else { return nil }
        return bounded(Int64(seconds) * 1_000_000_000 + fraction)
    }

    /// The nanoseconds of the digits behind a point.
    private static func fraction(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let nine = digits.prefix(9)
        return Int64(nine + String(repeating: "0", count: 9 - nine.count))
    }

    private static func bounded(_ moment: Int64) -> Int64? {
        (0..<7_258_118_400_000_000_000).contains(moment) ? moment : nil
    }

    private struct Scanner {
        private var rest: Substring

        init(_ text: String) { rest = text[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        mutating func digits() -> Substring {
            let result = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(result.count)
            return result
        }

        mutating func number(_ count: Int) -> Int? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            rest = rest.dropFirst(count)
            return Int(digits)
        }

        /// Seconds east of Greenwich.
        mutating func zone() -> Int? {
            if rest.isEmpty || take("Z") || take("z") { return 0 }
            let sign = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = number(2), hours < 24 else { return nil }
            _ = take(":")
            let minutes = number(2) ?? 0
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
