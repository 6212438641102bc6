import Columns
import Errors

/// What stands behind the second: `toMicrosecond`, `toNanosecond`.
protocol SubsecondPart: ScalarFunction {
    /// Parts of this size are counted.
    static var precision: Int { get }
}

extension SubsecondPart {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: true)
        _ = try TimeArguments.checkedZone(name, arguments, at: 1)
        return .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .dateTime64(let scale, _) = arguments[0].type,
            case .int64(let ticks) = arguments[0].column.materialised
        else { return .uint32([UInt32](repeating: 0, count: rowCount)) }
        let perSecond = power(scale)
        let up = power(max(precision - scale, 0))
        let down = power(max(scale - precision, 0))
        return .uint32(
            ticks.map { tick in
                let rest = tick % perSecond
                let part = rest < 0 ? rest + perSecond : rest
                return UInt32(truncatingIfNeeded: part / down &* up)
            })
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { product, _ in product &* 10 } }
}

enum ToMicrosecond: SubsecondPart {
    static let name = "toMicrosecond"
    static let aliases = ["MICROSECOND"]
    static let isCaseInsensitive = true
    static let precision = 6
    static let documentation = FunctionDocumentation(
        "The microseconds behind the second.", example: "toMicrosecond(toDateTime64('2024-05-17 13:47:59.456789', 6))",
        "456789")
}

enum ToNanosecond: SubsecondPart {
    static let name = "toNanosecond"
    static let aliases = ["NANOSECOND"]
    static let isCaseInsensitive = true
    static let precision = 9
    static let documentation = FunctionDocumentation(
        "The nanoseconds behind the second.", example: "toNanosecond(toDateTime64('2024-05-17 13:47:59.456789', 6))",
        "456789000")
}

enum ToTimeWithFixedDate: ScalarFunction {
    static let name = "toTimeWithFixedDate"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The time of day on 1970-01-02.", example: "toTimeWithFixedDate(toDateTime('2024-05-17 13:47:59'))",
        "1970-01-02 13:47:59")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: true)
        return .dateTime(zone: try TimeArguments.checkedZone(name, arguments, at: 1) ?? arguments[0].type.ownZone)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        var seconds = TypedColumn(type: .int64, column: arguments[0].column).integers
        if case .dateTime64(let precision, _) = arguments[0].type {
            let perSecond = (0..<precision).reduce(Int64(1)) { product, _ in product &* 10 }
            // Towards zero, as ClickHouse has it.
            seconds = seconds.map { $0 / perSecond }
        }
        // The second day of 1970 begins in every zone after the epoch.
        var cursor = ZoneCursor(zone)
        var times: [UInt32] = []
        times.reserveCapacity(seconds.count)
        for instant in seconds {
            let ofDay = ((cursor.local(instant) % 86_400) &+ 86_400) % 86_400
            times.append(UInt32(truncatingIfNeeded: cursor.instant(ofLocal: 86_400 &+ ofDay)))
        }
        return .uint32(times)
    }
}

enum TimestampFunction: ScalarFunction {
    static let name = "timestamp"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "Reads a date with time as DateTime64(6), and adds a time of day.",
        example: "timestamp('2023-12-31', '12:00:00.11')", "2023-12-31 12:00:00.110000")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkStrings(name, arguments, 0, 1)
        return .dateTime64(precision: 6, zone: nil)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let texts = arguments[0].strings
        var padded = StringColumn()
        for row in 0..<rowCount {
            let text = texts[row].filter { $0 != 0 }
            padded.append(text.count == 10 ? text + Array(" 00:00:00".utf8) : Array(text))
        }
        let read = try convertColumn(.string(padded), from: .string, to: result, in: context)
        guard arguments.count > 1, case .int64(var ticks) = read.materialised else { return read }
        let times = arguments[1].strings
        for row in 0..<rowCount { ticks[row] &+= try microseconds(Array(times[row])) }
        return .int64(ticks)
    }

    /// `[-]h:mm:ss[.ffffff]`
    private static func microseconds(_ text: [UInt8]) throws(QueryError) -> Int64 {
        let refusal = QueryError(
            .cannotParseDatetime, "Cannot read time of day '\(String(decoding: text, as: UTF8.self))': \(name)")
        let isNegative = text.first == UInt8(ascii: "-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: UInt8(ascii: "."))
        guard let clock = parts.first, parts.count <= 2 else { throw refusal }
        let numbers = clock.split(separator: UInt8(ascii: ":")).map { Int64(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3, let hours = numbers[0], let minutes = numbers[1], let seconds = numbers[2],
            (0..<1000).contains(hours), (0..<60).contains(minutes), (0..<60).contains(seconds)
        else { throw refusal }
        var fraction: Int64 = 0
        if parts.count == 2 {
            let digits = String(decoding: parts[1].prefix(6), as: UTF8.self)
            guard let number = Int64(digits), number >= 0 else { throw refusal }
            fraction = (digits.count..<6).reduce(number) { value, _ in value * 10 }
        }
        let total = (hours * 3600 + minutes * 60 + seconds) * 1_000_000 + fraction
        return isNegative ? -total : total
    }
}
