import Columns
import Errors

/// Numbers of an argument that is any number, towards zero.
private func wholeNumbers(_ argument: TypedColumn) -> [Int64] {
    argument.type.isFloat
        ? argument.doubles.map { Int64(exactly: $0.rounded(.towardZero)) ?? -1 } : argument.integers
}

private func checkNumbers(_ name: String, _ arguments: [Argument], _ positions: Range<Int>) throws(QueryError) {
    for position in positions where position < arguments.count {
        let type = arguments[position].type
        guard type.isNativeInteger || type.isFloat else { throw illegalArgumentType(name, position, type) }
    }
}

/// The day number of year, month and day, or of year and day of the year; `nil` outside the years `years`.
private func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64, years: ClosedRange<Int64>) -> Int? {
    guard years.contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    return CivilDate.dayNumber(Int(year), Int(month), Int(day))
}

/// `makeDate(year, month, day)` and `makeDate(year, dayOfYear)`.
protocol MakeDateFunction: ScalarFunction {
    static var years: ClosedRange<Int64> { get }
    static var type: DataType { get }
    static func column(_ days: [Int?]) -> Column
}

extension MakeDateFunction {
    static var isCaseInsensitive: Bool { true }
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        try checkNumbers(name, arguments, 0..<3)
        return type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let parts = arguments.map(wholeNumbers)
        let days = (0..<rowCount).map { row -> Int? in
            let year = parts[0][row]
            if parts.count == 3 { return dayNumber(year, parts[1][row], parts[2][row], years: years) }
            guard years.contains(year), (1...365).contains(parts[1][row]) else { return nil }
            return CivilDate.dayNumber(Int(year), 1, 1) + Int(parts[1][row]) - 1
        }
        return column(days)
    }
}

enum MakeDate: MakeDateFunction {
    static let name = "makeDate"
    static let years: ClosedRange<Int64> = 1970...2149
    static let type = DataType.date
    static let documentation = FunctionDocumentation(
        "A Date of year, month and day, or of year and day of the year.", example: "makeDate(2023, 2, 28)",
        "2023-02-28")

    static func column(_ days: [Int?]) -> Column { .uint16(days.map { UInt16(exactly: $0 ?? 0) ?? 0 }) }
}

enum MakeDate32: MakeDateFunction {
    static let name = "makeDate32"
    static let years: ClosedRange<Int64> = 0...9999
    static let type = DataType.date32
    static let documentation = FunctionDocumentation(
        "A Date32 of year, month and day, or of year and day of the year.", example: "makeDate32(2023, 2, 28)",
        "2023-02-28")

    static func column(_ days: [Int?]) -> Column { .int32(days.map { Int32(truncatingIfNeeded: $0 ?? 0) }) }
}

/// The local seconds of year to second; `nil` outside the calendar.
private func localSeconds(_ parts: [[Int64]], _ row: Int, years: ClosedRange<Int64>) -> Int64? {
    guard let day = dayNumber(parts[0][row], parts[1][row], parts[2][row], years: years),
        parts[3...5].allSatisfy({ (0...1_000_000).contains($0[row]) })
    else { return nil }
    return Int64(day) &* 86_400 &+ parts[3][row] &* 3600 &+ parts[4][row] &* 60 &+ parts[5][row]
}

enum MakeDateTime: ScalarFunction {
    static let name = "makeDateTime"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "A DateTime of year, month, day, hour, minute and second.", example: "makeDateTime(2023, 2, 28, 17, 12, 33)",
        "2023-02-28 17:12:33")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 6...7)
        try checkNumbers(name, arguments, 0..<6)
        return .dateTime(zone: try TimeArguments.checkedZone(name, arguments, at: 6))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var cursor = ZoneCursor(try TimeArguments.zone(arguments, at: 6, of: .date, in: context))
        let parts = arguments[0..<6].map(wholeNumbers)
        return .uint32(
            (0..<rowCount).map { row in
                guard let local = localSeconds(parts, row, years: 1970...9999) else { return 0 }
                return UInt32(clamping: cursor.instant(ofLocal: local))
            })
    }
}

enum MakeDateTime64: ScalarFunction {
    static let name = "makeDateTime64"
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "A DateTime64 of year, month, day, hour, minute, second, fraction and precision.",
        example: "makeDateTime64(2023, 5, 15, 10, 30, 45, 779, 3)", "2023-05-15 10:30:45.779")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 6...9)
        try checkNumbers(name, arguments, 0..<7)
        var precision = 3
        if arguments.count > 7 {
            guard let wanted = arguments[7].constantInteger else {
                throw QueryError(.illegalColumn, "Argument 8 (precision) of function \(name) must be constant")
            }
            guard (0...9).contains(wanted) else {
                throw QueryError(
                    .argumentOutOfBound, "Precision \(wanted) of function \(name) is out of bounds: 0 to 9")
            }
            precision = Int(wanted)
        }
        return .dateTime64(precision: precision, zone: try TimeArguments.checkedZone(name, arguments, at: 8))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var cursor = ZoneCursor(try TimeArguments.zone(arguments, at: 8, of: .date, in: context))
        let parts = arguments[0..<min(arguments.count, 7)].map(wholeNumbers)
        let factor = PowersOfTen.power(result.tickPrecision, as: Int64.self)
        return .int64(
            (0..<rowCount).map { row in
                guard let local = localSeconds(parts, row, years: 0...9999) else { return 0 }
                let fraction = parts.count > 6 ? min(max(parts[6][row], 0), factor - 1) : 0
                return cursor.instant(ofLocal: local) &* factor &+ fraction
            })
    }
}

/// `fromDaysSinceYearZero(n)`.
protocol FromYearZero: ScalarFunction {
    static var type: DataType { get }
    static func column(_ days: [Int64]) -> Column
}

extension FromYearZero {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkIntegers(name, arguments, 0)
        return type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let days = arguments[0].integers
        for day in days where day < 0 {
            throw QueryError(.argumentOutOfBound, "Expected a non-negative integer, got: \(day)")
        }
        return column(days.map { $0 &- 719_528 })
    }
}

enum FromDaysSinceYearZero: FromYearZero {
    static let name = "fromDaysSinceYearZero"
    static let aliases = ["FROM_DAYS"]
    static let isCaseInsensitive = true
    static let type = DataType.date
    static let documentation = FunctionDocumentation(
        "The Date that lies a number of days behind 0000-01-01.", example: "fromDaysSinceYearZero(739136)",
        "2023-09-08")

    static func column(_ days: [Int64]) -> Column { .uint16(days.map { UInt16(truncatingIfNeeded: $0) }) }
}

enum FromDaysSinceYearZero32: FromYearZero {
    static let name = "fromDaysSinceYearZero32"
    static let type = DataType.date32
    static let documentation = FunctionDocumentation(
        "The Date32 that lies a number of days behind 0000-01-01.", example: "fromDaysSinceYearZero32(739136)",
        "2023-09-08")

    static func column(_ days: [Int64]) -> Column { .int32(days.map { Int32(truncatingIfNeeded: $0) }) }
}
