import Errors

/// Times and intervals as dashboards say them.
package enum DashboardTime {
    /// Milliseconds since 1970: of `1767589200000`, `now`, `now-6h`, `now-1d/d`, or an ISO time, in UTC unless it has
    /// an offset.
    /// - Parameter isEnd: a rounded time (`now/d`) is the last millisecond of its day, hour …, not the first.
    package static func milliseconds(
        _ text: String, now: Int64, isEnd: Bool, parameter: String
    ) throws(QueryError) -> Int64 {
        if let number = Int64(text) { return number }
        let found = text.hasPrefix("now") ? relative(text.dropFirst(3), now, isEnd) : iso(Array(text.utf8))
        if let found { return found }
        throw QueryError(
            .badRequestParameter,
            "The parameter `\(parameter)` is no time: \(text). Write milliseconds since 1970, now-6h or an ISO time")
    }

    /// Milliseconds of `20000`, `20s`, `500ms`, `1m`.
    package static func interval(_ text: String, parameter: String) throws(QueryError) -> Int64 {
        if let number = Int64(text) { return number }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let width = text.hasSuffix("ms") ? 1 : units[String(text.dropFirst(digits.count))]
        if let count = Int64(digits), let width, text.dropFirst(digits.count).count <= 2 {
            let (product, overflows) = count.multipliedReportingOverflow(by: width)
            if !overflows { return product }
        }
        throw QueryError(
            .badRequestParameter,
            "The parameter `\(parameter)` is no interval: \(text). Write milliseconds, or a number with s, m, h or d")
    }

    private static let units: [String: Int64] = [
        "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]

    /// What follows `now`: any number of `-6h` and `+1d`, then perhaps `/d`. Months and years (`M`, `y`) go by the
    /// calendar.
    private static func relative(_ text: Substring, _ now: Int64, _ isEnd: Bool) -> Int64? {
        var rest = text
        var time = now
        while let sign = rest.first, sign == "-" || sign == "+" {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(1 + digits.count)
            guard let unit = rest.first, let count = Int64(digits), count < 1_000_000 else { return nil }
            rest = rest.dropFirst()
            guard let moved = shifted(time, by: sign == "-" ? -count : count, unit) else { return nil }
            time = moved
        }
        if rest.first == "/" {
            guard rest.count == 2, let unit = rest.last, let begin = rounded(time, unit) else { return nil }
            guard isEnd else { return begin }
            return shifted(begin, by: 1, unit).map { $0 - 1 }
        }
        return rest.isEmpty ? time : nil
    }

    private static func shifted(_ time: Int64, by count: Int64, _ unit: Character) -> Int64? {
        if let width = units[String(unit)] { return time + count * width }
        guard unit == "M" || unit == "y" else { return nil }
        let days = MacroTime.floorDivide(time, by: 86_400_000)
        let (year, month, day) = MacroTime.civil(daysSince1970: days)
        let months = year * 12 + month - 1 + (unit == "M" ? count : count * 12)
        let newYear = MacroTime.floorDivide(months, by: 12)
        let newMonth = months - newYear * 12 + 1
        let first = MacroTime.days(newYear, newMonth, 1)
        let next = newMonth == 12 ? MacroTime.days(newYear + 1, 1, 1) : MacroTime.days(newYear, newMonth + 1, 1)
        return (first + min(day, next - first) - 1) * 86_400_000 + time - days * 86_400_000
    }

    /// The begin of the second, minute, hour, day, week (Monday), month or year.
    private static func rounded(_ time: Int64, _ unit: Character) -> Int64? {
        let days = MacroTime.floorDivide(time, by: 86_400_000)
        switch unit {
        case "s", "m", "h", "d":
            let width = units[String(unit)] ?? 1
            return MacroTime.floorDivide(time, by: width) * width
        case "w": return (MacroTime.floorDivide(days + 3, by: 7) * 7 - 3) * 86_400_000
        case "M", "y":
            let (year, month, _) = MacroTime.civil(daysSince1970: days)
            return MacroTime.days(year, unit == "M" ? month : 1, 1) * 86_400_000
        default: return nil
        }
    }

    /// `2026-01-05`, then perhaps `T06:00`, `:30`, `.123`, and `Z` or `+01:00`.
    private static func iso(_ text: [UInt8]) -> Int64? {
        var at = 0
        func number(_ width: Int) -> Int64? {
            guard at + width <= text.count, text[at..<(at + width)].allSatisfy(Lexer.isDigit) else { return nil }
            defer { at += width }
            return Int64(String(decoding: text[at..<(at + width)], as: UTF8.self))
        }
        func takes(_ characters: String) -> UInt8? {
            guard at < text.count, characters.utf8.contains(text[at]) else { return nil }
            defer { at += 1 }
            return text[at]
        }
        guard let year = number(4), takes("-") != nil, let month = number(2), (1...12).contains(month),
            takes("-") != nil, let day = number(2), (1...31).contains(day)
        else { return nil }
        var time = MacroTime.days(year, month, day) * 86_400_000
        guard takes("T ") != nil else { return at == text.count ? time : nil }
        guard let hour = number(2), hour < 24, takes(":") != nil, let minute = number(2), minute < 60 else {
            return nil
        }
        time += hour * 3_600_000 + minute * 60_000
        if takes(":") != nil {
            guard let second = number(2), second < 60 else { return nil }
            time += second * 1000
            if takes(".") != nil {
                let begin = at
                while number(1) != nil {}
                let digits = String(decoding: text[begin..<at].prefix(3), as: UTF8.self)
                guard let fraction = Int64(digits) else { return nil }
                time += fraction * [1, 100, 10, 1][digits.utf8.count]
            }
        }
        if let sign = takes("+-") {
            guard let hours = number(2) else { return nil }
            _ = takes(":")
            guard let minutes = number(2) else { return nil }
            time -= (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60_000 : 60_000)
        } else {
            _ = takes("Z")
        }
        return at == text.count ? time : nil
    }
}
