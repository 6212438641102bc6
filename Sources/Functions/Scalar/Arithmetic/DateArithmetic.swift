import Columns
import Errors

/// Dates and times: moved by numbers and intervals, subtracted from each other; intervals among themselves.
enum DateArithmetic {
    /// `nil` where no date, time or interval takes part.
    static func result(
        _ operation: ArithmeticOperation, _ left: DataType, _ right: DataType, _ name: String
    ) throws(QueryError) -> DataType? {
        guard operation == .plus || operation == .minus else { return nil }
        if operation == .minus, let difference = difference(left, right) { return difference }
        if left.isDateOrDateTime, NumberShape(right) != nil { return left }
        if operation == .plus, right.isDateOrDateTime, NumberShape(left) != nil { return right }
        if let moved = try moved(left, by: right) { return moved }
        if operation == .plus, let moved = try moved(right, by: left) { return moved }
        switch (left, right) {
        case (.interval(let a), .interval(let b)):
            return a == b ? left : .tuple([TupleElement(nil, left), TupleElement(nil, right)])
        case (.tuple(let units), .interval) where !units.isEmpty && units.allSatisfy(\.type.isInterval):
            return units.last?.type == right ? left : .tuple(units + [TupleElement(nil, right)])
        default: return nil
        }
    }

    /// Seconds, days or a decimal of seconds between two moments of one kind.
    private static func difference(_ left: DataType, _ right: DataType) -> DataType? {
        switch (left, right) {
        case (.date, .date), (.dateTime, .dateTime): .int32
        case (.dateTime64(let a, _), .dateTime64(let b, _)): .decimal(precision: 18, scale: max(a, b))
        case (.dateTime64(let a, _), .dateTime), (.dateTime, .dateTime64(let a, _)): .decimal(precision: 18, scale: a)
        default: nil
        }
    }

    /// The type of a moment moved by an interval or by a tuple of them; `nil` where it is neither.
    private static func moved(_ moment: DataType, by steps: DataType) throws(QueryError) -> DataType? {
        switch steps {
        case .interval(let unit):
            switch moment {
            case .string: return .dateTime64(precision: max(3, unit.precision), zone: nil)
            case .date, .date32:
                switch unit {
                case .nanosecond, .microsecond, .millisecond:
                    throw QueryError(
                        .illegalTypeOfArgument, "add\(unit.rawValue)s cannot be used with \(moment.name)")
                case .second, .minute, .hour:
                    return moment == .date ? .dateTime(zone: nil) : .dateTime64(precision: 3, zone: nil)
                default: return moment
                }
            case .dateTime(let zone):
                return unit.precision > 0 ? .dateTime64(precision: unit.precision, zone: zone) : moment
            case .dateTime64(let precision, let zone):
                return .dateTime64(precision: max(precision, unit.precision), zone: zone)
            default: return nil
            }
        case .tuple(let units) where !units.isEmpty && units.allSatisfy(\.type.isInterval):
            guard moment.isDateOrDateTime else { return nil }
            var type = moment
            for unit in units { type = try moved(type, by: unit.type) ?? type }
            return type
        default: return nil
        }
    }

    static func evaluate(
        _ operation: ArithmeticOperation, _ left: TypedColumn, _ right: TypedColumn, to result: DataType,
        rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if left.type.isDateOrDateTime, right.type.isDateOrDateTime {
            return try subtract(left, right, to: result)
        }
        if left.type.isDateOrDateTime, NumberShape(right.type) != nil {
            return try moveByNumber(left, right, backwards: operation == .minus)
        }
        if right.type.isDateOrDateTime, NumberShape(left.type) != nil {
            return try moveByNumber(right, left, backwards: false)
        }
        if try moved(left.type, by: right.type) != nil {
            return try move(left, by: right, backwards: operation == .minus, to: result, in: context)
        }
        if try moved(right.type, by: left.type) != nil {
            return try move(right, by: left, backwards: false, to: result, in: context)
        }
        return try intervals(operation, left, right, rowCount: rowCount)
    }

    private static func subtract(
        _ left: TypedColumn, _ right: TypedColumn, to result: DataType
    ) throws(QueryError) -> Column {
        guard case .decimal(_, let scale) = result else {
            let wide = NumberShape(isSigned: true, isFloat: false, size: 8)
            return try NumberArithmetic.evaluate(
                .minus, left.column, wide, right.column, wide, to: wide
            ).asNumbers(.int32)
        }
        return try mapRows(SubtractKernel<Int64>.self, try ticks(left, scale), try ticks(right, scale))
    }

    private static func ticks(_ moment: TypedColumn, _ scale: Int) throws(QueryError) -> Column {
        var own = 0
        if case .dateTime64(let precision, _) = moment.type { own = precision }
        return try scaled(try moment.column.asNumbers(.int64), by: scale - own)
    }

    private static func scaled(_ column: Column, by exponent: Int) throws(QueryError) -> Column {
        if exponent == 0 { return column }
        let factor = Column.int64([PowersOfTen.power(exponent, as: Int64.self)])
        return try mapRows(
            MultiplyKernel<Int64>.self, column, .constant(ConstantColumn(factor, count: column.count)))
    }

    /// Days on a date, whole seconds on a time.
    private static func moveByNumber(
        _ moment: TypedColumn, _ number: TypedColumn, backwards: Bool
    ) throws(QueryError) -> Column {
        var steps = try number.column.asNumbers(.int64)
        if case .dateTime64(let precision, _) = moment.type { steps = try scaled(steps, by: precision) }
        let ticks = try moment.column.asNumbers(.int64)
        let result =
            backwards
            ? try mapRows(SubtractKernel<Int64>.self, ticks, steps) : try mapRows(AddKernel<Int64>.self, ticks, steps)
        return try result.asNumbers(moment.type.physicalKind)
    }

    private static func move(
        _ moment: TypedColumn, by steps: TypedColumn, backwards: Bool, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        var type = moment.type
        var column = moment.column.materialised
        if type == .string {
            type = result
            column = try convertColumn(column, from: .string, to: type, in: context)
        }
        let zone = try Conversion(context: context).zone(of: type)
        guard var points = TimePoints(column, as: type) else { throw wrongLayout(column, type) }
        for (unit, amounts) in try intervalColumns(steps) {
            let signed = backwards ? amounts.map { 0 &- $0 } : amounts
            points = try TimeArithmetic.add(signed, of: unit, to: points, in: zone)
        }
        return points.column
    }

    /// Each unit with its amounts: one for all rows, or one per row.
    private static func intervalColumns(
        _ steps: TypedColumn
    ) throws(QueryError) -> [(unit: IntervalUnit, amounts: [Int64])] {
        switch (steps.type, steps.column.single) {
        case (.interval(let unit), .int64(let amounts)): return [(unit, amounts)]
        case (.tuple(let units), .tuple(let tuple)):
            var result: [(unit: IntervalUnit, amounts: [Int64])] = []
            for (element, column) in zip(units, tuple.elements) {
                guard case .interval(let unit) = element.type, case .int64(let amounts) = column else {
                    throw wrongLayout(column, element.type)
                }
                result.append((unit, amounts))
            }
            return result
        default: throw wrongLayout(steps.column, steps.type)
        }
    }

    /// One interval for one unit; a tuple of intervals where units differ.
    private static func intervals(
        _ operation: ArithmeticOperation, _ left: TypedColumn, _ right: TypedColumn, rowCount: Int
    ) throws(QueryError) -> Column {
        if left.type == right.type {
            return operation == .plus
                ? try mapRows(AddKernel<Int64>.self, left.column, right.column)
                : try mapRows(SubtractKernel<Int64>.self, left.column, right.column)
        }
        var last = right.column
        if operation == .minus { last = try mapRows(NegateKernel<Int64>.self, last) }
        var elements = [left.column.materialised]
        if case .tuple(let tuple) = left.column.materialised { elements = tuple.elements }
        if case .tuple(let units) = left.type, units.last?.type == right.type, let known = elements.popLast() {
            last = try mapRows(AddKernel<Int64>.self, known, last.materialised)
        }
        return .tuple(TupleColumn(elements: elements + [last.materialised], count: rowCount))
    }
}
