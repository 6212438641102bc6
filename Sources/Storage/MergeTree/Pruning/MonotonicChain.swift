import Columns
import Errors
import Functions

/// A key under functions that never decrease: `toDate(toStartOfHour(key))`.
struct MonotonicChain: Sendable {
    /// Which key column it is over.
    let key: Int
    /// The functions over `column(key)`.
    let expression: BoundExpression
    /// There are no functions.
    let isIdentity: Bool

    /// The chain that `expression` is over one of `keys`, if it is one.
    init?(_ expression: BoundExpression, over keys: [BoundExpression]) {
        if let position = keys.firstIndex(where: { expression.isSame(as: $0) }) {
            self.init(key: position, expression: .column(position, type: expression.type), isIdentity: true)
            return
        }
        guard case .call(let call) = expression.node else { return nil }
        let free = call.arguments.indices.filter { call.arguments[$0].constantValue == nil }
        guard free.count == 1, Self.isMonotonic(call, in: free[0], to: expression.type),
            let inner = MonotonicChain(call.arguments[free[0]], over: keys)
        else { return nil }
        var arguments = call.arguments
        arguments[free[0]] = inner.expression
        let outer = BoundExpression(type: expression.type, node: .call(call.replacingArguments(arguments)))
        self.init(key: inner.key, expression: outer, isIdentity: false)
    }

    private init(key: Int, expression: BoundExpression, isIdentity: Bool) {
        self.key = key
        self.expression = expression
        self.isIdentity = isIdentity
    }

    private static let dateFunctions: Set<String> = [
        "toDate", "toDate32", "toDateTime", "toDateTime64", "toStartOfSecond", "toStartOfMinute",
        "toStartOfFiveMinutes",
        "toStartOfFiveMinute", "toStartOfTenMinutes", "toStartOfFifteenMinutes", "toStartOfHour", "toStartOfDay",
        "toStartOfWeek", "toStartOfMonth", "toStartOfQuarter", "toStartOfYear", "toStartOfISOYear", "toMonday",
        "toStartOfInterval", "toLastDayOfMonth", "toYear", "toISOYear", "toYYYYMM", "toYYYYMMDD", "toUnixTimestamp",
        "toUnixTimestamp64Second", "toUnixTimestamp64Milli", "toUnixTimestamp64Micro", "toUnixTimestamp64Nano",
        "timeSlot",
        "dateTrunc", "toRelativeYearNum", "toRelativeMonthNum", "toRelativeDayNum", "addSeconds", "addMinutes",
        "addHours",
        "addDays", "addWeeks", "subtractSeconds", "subtractMinutes", "subtractHours", "subtractDays", "subtractWeeks",
    ]

    private static func isMonotonic(_ call: BoundCall, in position: Int, to result: DataType) -> Bool {
        let argument = call.arguments[position].type.unwrapped
        let name = call.function.name
        if dateFunctions.contains(name) {
            return argument.isDateOrDateTime && (position == 0 || name == "dateTrunc")
        }
        switch name {
        case "plus", "minus":
            guard position == 0, argument.isDateOrDateTime, call.arguments.count == 2 else { return false }
            if case .interval = call.arguments[1].type.unwrapped { return true }
            return false
        case "CAST", "_CAST", "accurateCast": return position == 0 && keepsOrder(argument, result.unwrapped)
        case "toInt16", "toInt32", "toInt64", "toInt128", "toInt256", "toUInt16", "toUInt32", "toUInt64", "toUInt128",
            "toUInt256", "toFloat64":
            return keepsOrder(argument, result.unwrapped)
        default: return false
        }
    }

    /// Every value of `source` fits into `target`, in the same order.
    private static func keepsOrder(_ source: DataType, _ target: DataType) -> Bool {
        if source == target { return true }
        if source.isDateOrDateTime && target.isDateOrDateTime { return true }
        guard source.isInteger, let narrow = source.fixedWidth, let wide = target.fixedWidth else { return false }
        if target == .float64 { return true }
        guard target.isInteger else { return false }
        return source.isSignedInteger == target.isSignedInteger
            ? wide >= narrow : source.isUnsignedInteger && wide > narrow
    }

    /// A canonical 0/1 byte per row of `keys`, 1 where the functions may have wrapped around: dates outside of what the
    /// narrower date types hold.
    func rowsOutside(_ keys: Column, of type: DataType) -> [UInt8] {
        guard !isIdentity else { return [] }
        let plain: Column = if case .nullable(let nullable) = keys { nullable.values } else { keys }
        let year: Int64 = 366 * 86_400
        let latest = Int64(UInt32.max) - year
        switch (type.unwrapped, plain) {
        case (.date32, .int32(let days)):
            return days.map { Int64($0) * 86_400 < year || Int64($0) * 86_400 > latest ? 1 : 0 }
        case (.dateTime64(let precision, _), .int64(let ticks)):
            guard let scale = Int64.powerOfTen(precision) else { return [UInt8](repeating: 1, count: ticks.count) }
            return ticks.map { $0 / scale < year || $0 / scale > latest ? 1 : 0 }
        case (.dateTime, .uint32(let seconds)):
            return seconds.map { Int64($0) < year || Int64($0) > latest ? 1 : 0 }
        case (.date, .uint16(let days)):
            return days.map { Int64($0) * 86_400 < year || Int64($0) * 86_400 > latest ? 1 : 0 }
        default: return []
        }
    }
}

extension Int64 {
    /// 10 to the power of 0 … 18.
    fileprivate static func powerOfTen(_ exponent: Int) -> Int64? {
        guard exponent >= 0, exponent <= 18 else { return nil }
        return (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
