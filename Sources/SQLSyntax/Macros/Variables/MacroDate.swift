/// Times as Grafana's dates are written: `YYYY`, `YY`, `MM`, `DD`, `HH`, `mm`, `ss`, `SSS`, `X` (seconds), `x`
/// (milliseconds); everything else stands for itself. In UTC.
enum MacroDate {
    static func text(_ milliseconds: Int64, _ format: String) -> String {
        let seconds = MacroTime.floorDivide(milliseconds, by: 1000)
        let days = MacroTime.floorDivide(seconds, by: 86_400)
        let (year, month, day) = MacroTime.civil(daysSince1970: days)
        let second = seconds - days * 86_400
        let parts: [(String, String)] = [
            ("YYYY", padded(year, 4)), ("YY", padded(year % 100, 2)), ("MM", padded(month, 2)), ("DD", padded(day, 2)),
            ("HH", padded(second / 3600, 2)), ("mm", padded(second / 60 % 60, 2)), ("ss", padded(second % 60, 2)),
            ("SSS", padded(milliseconds - seconds * 1000, 3)), ("X", String(seconds)), ("x", String(milliseconds)),
        ]
        var result = ""
        var rest = Substring(format)
        while let first = rest.first {
            if let (token, value) = parts.first(where: { rest.hasPrefix($0.0) }) {
                result += value
                rest = rest.dropFirst(token.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
