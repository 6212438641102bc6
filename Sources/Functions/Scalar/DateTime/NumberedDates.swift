import Columns
import Errors

/// The whole number of a date's digits, rounded as a float is; -1 for what is no number.
private func digits(_ argument: TypedColumn, in context: QueryContext) throws(QueryError) -> [Int64] {
    if argument.type.isNativeInteger { return argument.integers }
    return try readableDoubles(argument, in: context).map {
        $0.isFinite && $0.magnitude < 9e18 ? Int64(Double(Float($0)).rounded(.towardZero)) : -1
    }
}

private func checkNumber(_ name: String, _ arguments: [Argument]) throws(QueryError) {
    let type = arguments[0].type
    if case .decimal = type { return }
    guard type.isNativeInteger || type.isFloat else { throw illegalArgumentType(name, 0, type) }
}

/// The day number of `YYYYMMDD`; `nil` outside the years.
private func day(_ number: Int64, years: ClosedRange<Int64>) -> Int? {
    guard number >= 0, years.contains(number / 10_000), (1...12).contains(number / 100 % 100),
        (1...31).contains(number % 100)
    else { return nil }
    return CivilDate.dayNumber(Int(number / 10_000), Int(number / 100 % 100), Int(number % 100))
}

enum YYYYMMDDToDate: ScalarFunction {
    static let name = "YYYYMMDDToDate"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The Date of the digits of year, month and day.", example: "YYYYMMDDToDate(20230911)", "2023-09-11")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkNumber(name, arguments)
        return .date
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint16(
            try digits(arguments[0], in: context).map { number in
                day(number, years: 1970...2149).flatMap { UInt16(exactly: $0) } ?? 0
            })
    }
}

enum YYYYMMDDToDate32: ScalarFunction {
    static let name = "YYYYMMDDToDate32"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The Date32 of the digits of year, month and day.", example: "YYYYMMDDToDate32(20230911)", "2023-09-11")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkNumber(name, arguments)
        return .date32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .int32(try digits(arguments[0], in: context).map { Int32(truncatingIfNeeded: day($0, years: 0...9999) ?? 0) })
    }
}

/// The local seconds of `YYYYMMDDhhmmss`; `nil` for what is no time.
private func localSeconds(_ number: Int64) -> Int64? {
    guard number >= 0, let day = day(number / 1_000_000, years: 0...9999) else { return nil }
    let (hour, minute, second) = (number / 10_000 % 100, number / 100 % 100, number % 100)
    return Int64(day) * 86_400 + hour * 3600 + minute * 60 + second
}

enum YYYYMMDDhhmmssToDateTime: ScalarFunction {
    static let name = "YYYYMMDDhhmmssToDateTime"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The DateTime of the digits of a date and a time.", example: "YYYYMMDDhhmmssToDateTime(20230911131415)",
        "2023-09-11 13:14:15")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkNumber(name, arguments)
        return .dateTime(zone: try TimeArguments.checkedZone(name, arguments, at: 1))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var cursor = ZoneCursor(try TimeArguments.zone(arguments, at: 1, of: .date, in: context))
        let plain = TypedColumn(type: arguments[0].type, column: arguments[0].column.materialised)
        let numbers: [Int64] =
            plain.type.isFloat
            ? plain.doubles.map { $0.isFinite && $0.magnitude < 9e18 ? Int64($0.rounded(.towardZero)) : -1 }
            : try digits(plain, in: context)
        return .uint32(
            numbers.map { number in
                localSeconds(number).flatMap { UInt32(exactly: cursor.instant(ofLocal: $0)) } ?? 0
            })
    }
}

enum YYYYMMDDhhmmssToDateTime64: ScalarFunction {
    static let name = "YYYYMMDDhhmmssToDateTime64"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The DateTime64 of the digits of a date and a time, with a precision.",
        example: "YYYYMMDDhhmmssToDateTime64(20230911131415)", "2023-09-11 13:14:15.000")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        try checkNumber(name, arguments)
        var precision: Int64 = 3
        if arguments.count > 1 {
            guard let wanted = arguments[1].constantInteger else {
                throw illegalArgumentType(name, 1, arguments[1].type)
            }
            precision = wanted
        }
        guard (0...9).contains(precision) else {
            throw QueryError(.argumentOutOfBound, "Precision \(precision) of function \(name) is out of bounds: 0 to 9")
        }
        return .dateTime64(
            precision: Int(precision), zone: try TimeArguments.checkedZone(name, arguments, at: 2))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var cursor = ZoneCursor(try TimeArguments.zone(arguments, at: 2, of: .date, in: context))
        let plain = TypedColumn(type: arguments[0].type, column: arguments[0].column.materialised)
        let factor = PowersOfTen.power(result.tickPrecision, as: Int64.self)
        let isWhole = plain.type.isNativeInteger
        let whole: [Int64] = isWhole ? plain.integers : []
        let floats: [Double] = isWhole ? [] : try readableDoubles(plain, in: context)
        // What is no time is 1900-01-01.
        let none = (cursor.instant(ofLocal: -2_208_988_800) &* factor)
        var ticks: [Int64] = []
        for row in 0..<rowCount {
            let number: Int64
            var fraction: Int64 = 0
            if isWhole {
                number = whole[row]
            } else {
                let value = floats[row]
                guard value.isFinite, value.magnitude < 9e18 else {
                    ticks.append(none)
                    continue
                }
                let floor = value.rounded(.down)
                number = Int64(floor)
                fraction = min(Int64((value - floor) * Double(factor)), factor - 1)
            }
            guard let local = localSeconds(number) else {
                ticks.append(none)
                continue
            }
            let (product, isTooLarge) = cursor.instant(ofLocal: local).multipliedReportingOverflow(by: factor)
            ticks.append(isTooLarge ? 0 : product &+ fraction)
        }
        return .int64(ticks)
    }
}
