import Errors

/// What a dashboard tells about a query: the range of time it shows and how fine its points are.
package struct MacroContext: Sendable, Hashable {
    /// Milliseconds since 1970.
    package var from: Int64?
    /// Milliseconds since 1970.
    package var to: Int64?
    /// Milliseconds between two points.
    package var interval: Int64?
    /// The table and column of a query builder.
    package var table: String?
    package var column: String?
    /// The column of days that Altinity's plugin knows beside the one of times.
    package var dateColumn: String?
    /// The dashboard's variables. One that is All, or has no value, is not among them.
    package var variables: [String: [String]] = [:]

    package init(
        from: Int64? = nil, to: Int64? = nil, interval: Int64? = nil, table: String? = nil, column: String? = nil
    ) {
        self.from = from
        self.to = to
        self.interval = interval
        self.table = table
        self.column = column
    }
}

extension MacroContext {
    func fromMilliseconds(for macro: String) throws(QueryError) -> Int64 { try required(from, "from", macro) }

    func toMilliseconds(for macro: String) throws(QueryError) -> Int64 { try required(to, "to", macro) }

    /// At least 1.
    func intervalMilliseconds(for macro: String) throws(QueryError) -> Int64 {
        max(1, try required(interval, "interval_ms", macro))
    }

    /// Whole seconds, at least 1.
    func intervalSeconds(for macro: String) throws(QueryError) -> Int64 {
        max(1, try intervalMilliseconds(for: macro) / 1000)
    }

    private func required(_ value: Int64?, _ parameter: String, _ macro: String) throws(QueryError) -> Int64 {
        if let value { return value }
        throw QueryError(
            .badRequestParameter,
            "The macro $__\(macro) needs the parameter `\(parameter)`: give it as a URL parameter or header, in "
                + "milliseconds or as now-6h")
    }
}

/// Moments as macros write them.
enum MacroTime {
    /// `toDateTime(1415792726)`
    static func seconds(_ milliseconds: Int64) -> String { "toDateTime(\(floorDivide(milliseconds, by: 1000)))" }

    /// `fromUnixTimestamp64Milli(1415792726123)`
    static func milliseconds(_ milliseconds: Int64) -> String { "fromUnixTimestamp64Milli(\(milliseconds))" }

    /// `toDate('2014-11-12')`: the day in UTC.
    static func day(_ milliseconds: Int64) -> String {
        let (year, month, day) = civil(daysSince1970: floorDivide(milliseconds, by: 86_400_000))
        return "toDate('\(MacroDate.padded(year, 4))-\(MacroDate.padded(month, 2))-\(MacroDate.padded(day, 2))')"
    }

    static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// The date in the Gregorian calendar, counted in eras of 400 years that begin on the first of March.
    static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The inverse of `civil`: days since 1970.
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
