import Columns
import Errors

/// A number that only the day of a time decides.
protocol DayNumberFunction: ScalarFunction {
    static var numberType: DataType { get }
    static func number(_ date: CivilDate) -> Int64
}

extension DayNumberFunction {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0)
        _ = try TimeArguments.checkedZone(name, arguments, at: 1)
        return numberType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        let numbers = arguments[0].timePoints.days(in: zone).map { number(CivilDate(dayNumber: Int($0))) }
        return switch result {
        case .uint8: .uint8(numbers.map { UInt8(truncatingIfNeeded: $0) })
        case .uint16: .uint16(numbers.map { UInt16(truncatingIfNeeded: $0) })
        default: .uint32(numbers.map { UInt32(truncatingIfNeeded: $0) })
        }
    }
}

enum ToDaysInMonth: DayNumberFunction {
    static let name = "toDaysInMonth"
    static let numberType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "The number of days of a time's month.", example: "toDaysInMonth(toDate('2024-02-01'))", "29")

    static func number(_ date: CivilDate) -> Int64 { Int64(CivilDate.dayCount(year: date.year, month: date.month)) }
}

enum ToYearNumSinceEpoch: DayNumberFunction {
    static let name = "toYearNumSinceEpoch"
    static let numberType = DataType.uint16
    static let documentation = FunctionDocumentation(
        "The number of years since 1970.", example: "toYearNumSinceEpoch(toDate('2024-02-01'))", "54")

    static func number(_ date: CivilDate) -> Int64 { Int64(max(date.year - 1970, 0)) }
}

enum ToMonthNumSinceEpoch: DayNumberFunction {
    static let name = "toMonthNumSinceEpoch"
    static let numberType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The number of months since January 1970.", example: "toMonthNumSinceEpoch(toDate('2024-02-01'))", "649")

    static func number(_ date: CivilDate) -> Int64 {
        Int64(max((date.year - 1970) * 12 + date.month - 1, 0))
    }
}
