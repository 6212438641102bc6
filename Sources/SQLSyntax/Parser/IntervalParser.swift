/// The unit of an interval, as `INTERVAL 1 DAY`, `dateAdd(day, …)` and `EXTRACT(DAY FROM …)` name it.
enum IntervalUnit: String {
    case nanosecond = "Nanosecond"
    case microsecond = "Microsecond"
    case millisecond = "Millisecond"
    case second = "Second"
    case minute = "Minute"
    case hour = "Hour"
    case day = "Day"
    case week = "Week"
    case month = "Month"
    case quarter = "Quarter"
    case year = "Year"

    /// From a word in capitals.
    init?(word: String) {
        switch word {
        case "NANOSECOND", "NANOSECONDS", "SQL_TSI_NANOSECOND", "NS": self = .nanosecond
        case "MICROSECOND", "MICROSECONDS", "SQL_TSI_MICROSECOND": self = .microsecond
        case "MILLISECOND", "MILLISECONDS", "SQL_TSI_MILLISECOND", "MS": self = .millisecond
        case "SECOND", "SECONDS", "SQL_TSI_SECOND", "SS", "S": self = .second
        case "MINUTE", "MINUTES", "SQL_TSI_MINUTE", "MI", "N": self = .minute
        case "HOUR", "HOURS", "SQL_TSI_HOUR", "HH", "H": self = .hour
        case "DAY", "DAYS", "SQL_TSI_DAY", "DD", "D": self = .day
        case "WEEK", "WEEKS", "SQL_TSI_WEEK", "WK", "WW": self = .week
        case "MONTH", "MONTHS", "SQL_TSI_MONTH", "MM", "M": self = .month
        case "QUARTER", "QUARTERS", "SQL_TSI_QUARTER", "QQ", "Q": self = .quarter
        case "YEAR", "YEARS", "SQL_TSI_YEAR", "YYYY", "YY": self = .year
        default: return nil
        }
    }

    var intervalFunction: String { "toInterval" + rawValue }

    /// The function that takes this part out of a time, and its further arguments.
    var extraction: (name: String, arguments: [Expression]) {
        switch self {
        case .day: ("toDayOfMonth", [])
        case .week: ("toISOWeek", [])
        default: ("to" + rawValue, [])
        }
    }
}

extension Parser {
    /// `INTERVAL 1 DAY`, `INTERVAL '1 day 2 hours'`, `INTERVAL '1-2' YEAR TO MONTH`
    mutating func parseInterval() throws(ParseFailure) -> Expression {
        try expect("INTERVAL")
        if token.kind == .string, let parts = intervalParts(of: token) {
            guard IntervalUnit(word: ahead(1).word) == nil else { return try parseSimpleInterval() }
            advance()
            try grow()
            let calls = parts.map { (count, unit) in
                let literal: Literal = count < 0 ? .signed(count) : .unsigned(UInt64(count))
                return Expression.call(unit.intervalFunction, [.literal(literal)])
            }
            if calls.count == 1 { return calls[0] }
            try grow()
            return .function(FunctionCall(name: "tuple", arguments: calls, form: .operator))
        }
        return try parseSimpleInterval()
    }

    private mutating func parseSimpleInterval() throws(ParseFailure) -> Expression {
        let string = token.kind == .string ? text(of: token) : nil
        let count = try parseExpression(above: Precedence.lowest)
        guard let unit = IntervalUnit(word: token.word) else { throw mismatch("interval unit") }
        advance()
        try grow()
        if let string, accept("TO") { return try parseCompoundInterval(string, from: unit) }
        return .call(unit.intervalFunction, [count])
    }

    /// `'1-2' YEAR TO MONTH`, `'3 04:05:06' DAY TO SECOND`: one interval for each unit from the first to the last.
    private mutating func parseCompoundInterval(
        _ quoted: String, from first: IntervalUnit
    ) throws(ParseFailure) -> Expression {
        guard let last = IntervalUnit(word: token.word) else { throw mismatch("interval unit") }
        let order: [IntervalUnit] =
            first == .year ? [.year, .month] : [.day, .hour, .minute, .second]
        guard let from = order.firstIndex(of: first), let to = order.firstIndex(of: last), from < to else {
            throw mismatch("interval unit")
        }
        let isNegative = quoted.dropFirst().first == "-"
        let numbers = quoted.split(whereSeparator: { !$0.isASCII || !$0.isNumber }).map { UInt64($0) }
        guard numbers.count == to - from + 1 else { throw mismatch("compound interval") }
        advance()
        var calls: [Expression] = []
        for (offset, number) in numbers.enumerated() {
            guard let number, let signed = Int64(exactly: number) else { throw mismatch("compound interval") }
            let literal: Literal = isNegative && number > 0 ? .signed(-signed) : .unsigned(number)
            calls.append(.call(order[from + offset].intervalFunction, [.literal(literal)]))
        }
        try grow()
        return .function(FunctionCall(name: "tuple", arguments: calls, form: .operator))
    }

    /// The counts and units of `'1 day 2 hours'`; `nil` when the string is not of that form.
    private func intervalParts(of token: Token) -> [(Int64, IntervalUnit)]? {
        guard let bytes = QuotedText.bytes(of: token, in: lexer.text) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        var parts: [(Int64, IntervalUnit)] = []
        for at in stride(from: 0, to: words.count, by: 2) {
            guard let count = Int64(words[at]), let unit = IntervalUnit(word: words[at + 1].uppercased()) else {
                return nil
            }
            parts.append((count, unit))
        }
        return parts
    }
}
