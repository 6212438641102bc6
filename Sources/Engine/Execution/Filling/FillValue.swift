import Columns
import Errors
import Functions

/// One value of a WITH FILL column: counted in its type's own ticks.
enum FillValue: Equatable, Sendable {
    case null
    case integer(Int128)
    case float(Double)

    init(_ value: Value) throws(QueryError) {
        switch value {
        case .null: self = .null
        case .float64(let number): self = number.isNaN ? .null : .float(number)
        default:
            guard let number: Int128 = value.exactInteger() else {
                throw QueryError(
                    .invalidWithFillExpression,
                    "WITH FILL is only for numbers, dates and times, but \(value.literal) is given")
            }
            self = .integer(number)
        }
    }

    /// Stands before `other` in the column's direction; never where one is NULL.
    func isBefore(_ other: FillValue, descending: Bool) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): descending ? a > b : a < b
        case (.float(let a), .float(let b)): descending ? a > b : a < b
        default: false
        }
    }
}

/// What one WITH FILL column asks for, with its bounds and step known.
struct FillColumn: Sendable {
    enum Step: Sendable {
        case integer(Int128)
        case float(Double)
        case interval(Int64, IntervalUnit, TimeZone)
    }

    /// The position in the input.
    let position: Int
    let type: DataType
    let isDescending: Bool
    let from: FillValue
    let to: FillValue
    private let step: Step
    private let staleness: Step?

    init(_ item: FillNode.Item, position: Int, type: DataType, in context: QueryContext) throws(QueryError) {
        self.position = position
        self.type = type
        isDescending = item.sort.direction.isDescending
        let plain = type.unwrapped.storedValue
        from = try item.from.map { (bound) throws(QueryError) in try Self.bound(bound, plain, in: context) } ?? .null
        to = try item.to.map { (bound) throws(QueryError) in try Self.bound(bound, plain, in: context) } ?? .null
        step = try Self.step(item.step, "STEP", plain, isDescending, in: context)
        if item.staleness != nil, item.from != nil {
            throw QueryError(
                .invalidWithFillExpression, "WITH FILL STALENESS cannot be used together with WITH FILL FROM")
        }
        if let written = item.staleness {
            staleness = try Self.step(written, "STALENESS", plain, isDescending, in: context)
        } else {
            staleness = nil
        }
        if to.isBefore(from, descending: isDescending) {
            throw QueryError(
                .invalidWithFillExpression,
                "WITH FILL TO value cannot be \(isDescending ? "greater" : "less") than FROM value for sorting in "
                    + "\(isDescending ? "descending" : "ascending") direction")
        }
    }

    private static func incompatible(_ type: DataType) -> QueryError {
        QueryError(
            .invalidWithFillExpression,
            "Incompatible types of WITH FILL expression values with column type \(type.name)")
    }

    private static func constant(_ expression: BoundExpression) throws(QueryError) -> Column {
        guard let value = expression.constantValue else {
            throw QueryError(.invalidWithFillExpression, "FROM, TO and STEP of WITH FILL must be constant expressions")
        }
        return value
    }

    private static func bound(
        _ expression: BoundExpression, _ type: DataType, in context: QueryContext
    ) throws(QueryError) -> FillValue {
        let given = expression.type.unwrapped
        var column = try constant(expression).withoutLowCardinality
        if column.isNull(at: 0) { return .null }
        if case .nullable(let nullable) = column { column = nullable.values }
        switch (type, given) {
        case _ where type.isInteger && given.isInteger:
            let value = column.value(at: 0)
            if type.isUnsignedInteger, case .int64(let number) = value, number < 0 {
                throw QueryError(
                    .invalidWithFillExpression,
                    "WITH FILL bound values cannot be negative for unsigned type \(type.name)")
            }
            return try FillValue(value)
        case _ where type.isFloat && (given.isInteger || given.isFloat):
            guard let number = column.value(at: 0).number else { throw incompatible(type) }
            return .float(number)
        case _ where type.isDateOrDateTime && (given.isDateOrDateTime || given.isInteger),
            _ where type.isDecimal && (given.isDecimal || given.isInteger):
            return try FillValue(convertColumn(column, from: given, to: type, in: context).value(at: 0))
        default: throw incompatible(type)
        }
    }

    private static func step(
        _ expression: BoundExpression?, _ clause: String, _ type: DataType, _ isDescending: Bool,
        in context: QueryContext
    ) throws(QueryError) -> Step {
        guard type.isInteger || type.isFloat || type.isDecimal || type.isDateOrDateTime else {
            throw incompatible(type)
        }
        let given =
            try expression.map { (step) throws(QueryError) in
                (type: step.type.unwrapped, value: try constant(step).withoutLowCardinality.value(at: 0))
            } ?? (.int8, .int64(isDescending ? -1 : 1))
        guard let amount = given.value.number else { throw incompatible(type) }
        if amount == 0 { throw QueryError(.invalidWithFillExpression, "WITH FILL \(clause) value cannot be zero") }
        if isDescending != (amount < 0) {
            throw QueryError(
                .invalidWithFillExpression,
                isDescending
                    ? "WITH FILL \(clause) value cannot be positive for sorting in descending direction"
                    : "WITH FILL \(clause) value cannot be negative for sorting in ascending direction")
        }
        if case .interval(let unit) = given.type {
            guard let count: Int64 = given.value.exactInteger() else { throw incompatible(type) }
            return try step(count, unit, type, in: context)
        }
        if type.isFloat { return .float(amount) }
        // Small enough for a scale of 18 digits.
        guard let number: Int128 = given.value.exactInteger(), number.magnitude < 1 << 64,
            given.type.isInteger || given.type == type
        else { throw incompatible(type) }
        switch type {
        case .dateTime64(let precision, _): return .integer(number * PowersOfTen.power(precision, as: Int128.self))
        case .decimal(_, let scale) where given.type.isInteger:
            guard scale <= 18 else { throw incompatible(type) }
            return .integer(number * PowersOfTen.power(scale, as: Int128.self))
        default: return .integer(number)
        }
    }

    private static func step(
        _ count: Int64, _ unit: IntervalUnit, _ type: DataType, in context: QueryContext
    ) throws(QueryError) -> Step {
        func zone(_ name: String?) throws(QueryError) -> TimeZone {
            try TimeZoneRegistry.named(name ?? context.timeZone)
        }
        let seconds: Int128? =
            switch unit {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            default: nil
            }
        switch type {
        case .date, .date32:
            switch unit {
            case .day: return .integer(Int128(count))
            case .week: return .integer(Int128(count) * 7)
            case .month, .quarter, .year: return .interval(count, unit, try zone(nil))
            default: throw incompatible(type)
            }
        case .dateTime(let name):
            if let seconds { return .integer(Int128(count) * seconds) }
            if unit == .millisecond || unit == .microsecond || unit == .nanosecond { throw incompatible(type) }
            return .interval(count, unit, try zone(name))
        case .dateTime64(let precision, let name):
            if let seconds {
                return .integer(Int128(count) * seconds * PowersOfTen.power(precision, as: Int128.self))
            }
            let digits: Int? =
                switch unit {
                case .millisecond: 3
                case .microsecond: 6
                case .nanosecond: 9
                default: nil
                }
            guard let digits else { return .interval(count, unit, try zone(name)) }
            guard digits <= precision else { throw incompatible(type) }
            return .integer(Int128(count) * PowersOfTen.power(precision - digits, as: Int128.self))
        default: throw incompatible(type)
        }
    }

    /// The value one step behind `value`; `nil` where the type ends.
    func next(_ value: FillValue) throws(QueryError) -> FillValue? { try moved(value, by: step) }

    /// The value so many whole steps behind `value` that it is not behind `end`: at once, where steps can be counted.
    func jump(_ value: FillValue, to end: FillValue) -> FillValue {
        guard value.isBefore(end, descending: isDescending) else { return value }
        switch (value, end, step) {
        case (.integer(let from), .integer(let to), .integer(let step)):
            return .integer(from &+ (to &- from) / step &* step)
        case (.float(let from), .float(let to), .float(let step)):
            let steps = ((to - from) / step).rounded(.down)
            return steps.isFinite && steps > 0 ? .float(from + steps * step) : value
        default: return value
        }
    }

    /// Where rows added behind a row with `value` end; NULL for nowhere.
    func border(_ value: FillValue) throws(QueryError) -> FillValue {
        guard let staleness else { return .null }
        return try moved(value, by: staleness) ?? .null
    }

    private func moved(_ value: FillValue, by step: Step) throws(QueryError) -> FillValue? {
        let result: FillValue
        switch (value, step) {
        case (.integer(let number), .integer(let step)): result = .integer(number &+ step)
        case (.float(let number), .float(let step)): result = .float(number + step)
        case (.integer(let number), .interval(let count, let unit, let zone)):
            let plain = type.unwrapped.storedValue
            guard let points = TimePoints(try column(of: [.integer(number)], plain), as: plain) else { return nil }
            result = try FillValue(TimeArithmetic.add([count], of: unit, to: points, in: zone).column.value(at: 0))
        default: return nil
        }
        return value.isBefore(result, descending: isDescending) ? result : nil
    }

    /// A column of the type with `values`, which wrap as the type does.
    func column(of values: [FillValue]) throws(QueryError) -> Column {
        let plain = try column(of: values, type.unwrapped.storedValue)
        guard type != type.unwrapped else { return plain }
        let nulls: [UInt8] = values.map { $0 == .null ? 1 : 0 }
        if case .nullable = type { return .nullable(NullableColumn(nulls: nulls, values: plain)) }
        return try Column.laidOut(
            values.indices.map { nulls[$0] != 0 ? .null : plain.value(at: $0) }, as: type)
    }

    private func column(of values: [FillValue], _ type: DataType) throws(QueryError) -> Column {
        if type.isFloat {
            let numbers = values.map { if case .float(let number) = $0 { number } else { 0.0 } }
            return type == .float32 ? .float32(numbers.map { Float($0) }) : .float64(numbers)
        }
        let numbers = values.map { if case .integer(let number) = $0 { number } else { Int128(0) } }
        func cut<T: FixedWidthInteger & FixedWidthValue>(_ width: T.Type) -> Column {
            T.column(numbers.map { T(truncatingIfNeeded: $0) })
        }
        switch type.physicalKind {
        case .int8: return cut(Int8.self)
        case .int16: return cut(Int16.self)
        case .int32: return cut(Int32.self)
        case .int64: return cut(Int64.self)
        case .int128: return cut(Int128.self)
        case .uint8: return cut(UInt8.self)
        case .uint16: return cut(UInt16.self)
        case .uint32: return cut(UInt32.self)
        case .uint64: return cut(UInt64.self)
        case .uint128: return cut(UInt128.self)
        default: throw Self.incompatible(self.type)
        }
    }
}
