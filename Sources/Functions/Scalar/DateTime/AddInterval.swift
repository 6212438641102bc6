import Columns
import Errors

/// Points in time moved by amounts of a unit: what `addDays` and its kin, `addDate` and `subDate` share.
enum TimeShift {
    static func type(
        _ name: String, _ type: DataType, _ unit: IntervalUnit, zone: String?
    ) throws(QueryError) -> DataType {
        let isFraction = unit.precision > 0
        let isClock = unit.seconds > 0 && unit.seconds < 86_400
        switch type {
        case .date where isFraction, .date32 where isFraction:
            throw QueryError(
                .illegalTypeOfArgument, "Function \(name) cannot be used with \(type.name)")
        case .date: return isClock ? .dateTime(zone: zone) : .date
        case .date32: return isClock ? .dateTime64(precision: 3, zone: zone) : .date32
        case .dateTime(let own):
            return isFraction
                ? .dateTime64(precision: unit.precision, zone: zone ?? own) : .dateTime(zone: zone ?? own)
        case .dateTime64(let precision, let own):
            return .dateTime64(precision: max(precision, unit.precision), zone: zone ?? own)
        default: throw illegalArgumentType(name, 0, type)
        }
    }

    static func column(
        _ points: TypedColumn, _ amounts: [Int64], _ unit: IntervalUnit, in zone: TimeZone
    ) throws(QueryError) -> Column {
        try TimeArithmetic.add(amounts, of: unit, to: points.timePoints, in: zone).column
    }

    /// The amounts of an argument, towards zero; one for all rows where it is constant.
    static func amounts(_ argument: TypedColumn, negated: Bool) -> [Int64] {
        var source = argument
        if case .constant(let constant) = argument.column {
            source = TypedColumn(type: argument.type, column: constant.value)
        }
        var values =
            argument.type.isFloat
            ? source.doubles.map { Int64(exactly: $0.rounded(.towardZero)) ?? ($0 < 0 ? Int64.min : 0) }
            : source.integers
        if negated { for row in values.indices { values[row] = 0 &- values[row] } }
        return values
    }
}

/// `addDays(t, n[, zone])`, `subtractHours(t, n[, zone])` …
protocol AddUnitFunction: ScalarFunction {
    static var unit: IntervalUnit { get }
    static var isSubtraction: Bool { get }
}

extension AddUnitFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        try TimeArguments.check(name, arguments, at: 0)
        let amount = arguments[1].type
        guard amount.isNativeInteger || amount.isFloat else { throw illegalArgumentType(name, 1, amount) }
        let zone = try TimeArguments.checkedZone(name, arguments, at: 2)
        return try TimeShift.type(name, arguments[0].type, unit, zone: zone)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 2, of: arguments[0].type, in: context)
        let amounts = TimeShift.amounts(arguments[1], negated: isSubtraction)
        return try TimeShift.column(arguments[0], amounts, unit, in: zone)
    }
}

/// `addDate(t, INTERVAL …)` and `subDate`.
protocol AddDateFunction: ScalarFunction {
    static var isSubtraction: Bool { get }
}

extension AddDateFunction {
    static var isCaseInsensitive: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0)
        guard case .interval(let unit) = arguments[1].type else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(arguments[1].type.name) of 2nd argument of function \(name). Should be an interval")
        }
        return try TimeShift.type(name, arguments[0].type, unit, zone: nil)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .interval(let unit) = arguments[1].type else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        let zone = try TimeArguments.zone([], at: 0, of: arguments[0].type, in: context)
        let amounts = TimeShift.amounts(arguments[1], negated: isSubtraction)
        return try TimeShift.column(arguments[0], amounts, unit, in: zone)
    }
}

enum AddDate: AddDateFunction {
    static let name = "addDate"
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus an interval.", example: "addDate(toDate('2018-01-01'), INTERVAL 3 YEAR)", "2021-01-01")
}

enum SubDate: AddDateFunction {
    static let name = "subDate"
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus an interval.", example: "subDate(toDate('2018-01-01'), INTERVAL 3 YEAR)", "2015-01-01")
}
