import Columns
import Errors
import Glibc

/// Which way a number goes.
enum RoundingMode: Sendable {
    /// To the nearest; halves of integers and decimals away from zero, halves of floats to the even neighbour.
    case nearest
    /// Halves to the even neighbour, for all types.
    case halfToEven
    case down, up, towardZero

    var floatRule: FloatingPointRoundingRule {
        switch self {
        case .nearest, .halfToEven: .toNearestOrEven
        case .down: .down
        case .up: .up
        case .towardZero: .towardZero
        }
    }
}

/// `round(x, N)` and its kin: `N` digits behind the point, before it where negative. The type stays.
protocol RoundingFunction: ScalarFunction {
    static var mode: RoundingMode { get }
}

extension RoundingFunction {
    package static var isCaseInsensitive: Bool { true }
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        if arguments.count == 2, !arguments[1].type.isInteger { throw illegalArgumentType(name, 1, arguments[1].type) }
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let result = result == .bool ? DataType.uint8 : result
        guard arguments.count == 2 else {
            return try Rounding.round(arguments[0].column, result, digits: 0, mode)
        }
        guard case .int64(let digits) = try arguments[1].column.single.asNumbers(.int64) else {
            throw wrongLayout(arguments[1].column, .int64)
        }
        if arguments[1].column.isConstant {
            return try Rounding.round(arguments[0].column, result, digits: Int(digits[0]), mode)
        }
        let values = arguments[0].column.materialised
        var pieces: [Column] = []
        for row in 0..<rowCount {
            pieces.append(try Rounding.round(values.slice(row..<row + 1), result, digits: Int(digits[row]), mode))
        }
        return pieces.isEmpty ? values : Column.concatenating(pieces)
    }
}

enum Rounding {
    static func round(
        _ column: Column, _ type: DataType, digits: Int, _ mode: RoundingMode
    ) throws(QueryError) -> Column {
        guard Int16(exactly: digits) != nil else {
            throw QueryError(.argumentOutOfBound, "Scale argument for rounding function is too large")
        }
        if type.isFloat {
            var visitor = FloatRounding(column: column, digits: digits, mode: mode)
            return try visitor.run(on: type.physicalKind) ?? column
        }
        var zeros = 0 &- digits
        if case .decimal(_, let scale) = type { zeros = digits > scale ? 0 : scale &- digits }
        guard zeros > 0 else { return column }
        var visitor = IntegerRounding(column: column, zeros: zeros, mode: mode)
        return try visitor.run(on: type.physicalKind) ?? column
    }
}

private struct FloatRounding: NumberTypeVisitor {
    let column: Column
    let digits: Int
    let mode: RoundingMode

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        switch column {
        case .constant(let constant):
            var single = FloatRounding(column: constant.value, digits: digits, mode: mode)
            return .constant(ConstantColumn(try single.visit(type), count: constant.count))
        case .float64(let values): return .float64(rounded(values))
        case .float32(let values): return .float32(rounded(values))
        default: return column
        }
    }

    private func rounded<F: BinaryFloatingPoint & FixedWidthValue>(_ values: [F]) -> [F] {
        let rule = mode.floatRule
        if digits == 0 { return values.map { $0.rounded(rule) } }
        let scale = F(pow(10, Double(min(max(abs(digits), 0), 400))))
        guard scale.isFinite else { return digits > 0 ? values : values.map { $0.isFinite ? 0 : $0 } }
        if digits > 0 { return values.map { ($0 * scale).rounded(rule) / scale } }
        return values.map { ($0 / scale).rounded(rule) * scale }
    }
}

private struct IntegerRounding: IntegerTypeVisitor {
    let column: Column
    /// Digits that become zeros.
    let zeros: Int
    let mode: RoundingMode

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        if case .constant(let constant) = column {
            var single = IntegerRounding(column: constant.value, zeros: zeros, mode: mode)
            return .constant(ConstantColumn(try single.visit(type), count: constant.count))
        }
        guard let values = T.values(of: column) else { return column }
        let unit = PowersOfTen.power(zeros, as: T.self)
        if unit == 0 { return T.column([T](repeating: 0, count: values.count)) }
        return T.column(values.map { rounded($0, unit) })
    }

    /// `value` to a multiple of `unit`; the result wraps, as in ClickHouse.
    private func rounded<T: IntegerValue>(_ value: T, _ unit: T) -> T {
        let quotient = value / unit
        let rest = value &- quotient &* unit
        if rest == 0 { return value }
        let isNegative = rest < 0
        let awayFromZero: Bool
        switch mode {
        case .towardZero: awayFromZero = false
        case .down: awayFromZero = isNegative
        case .up: awayFromZero = !isNegative
        case .nearest, .halfToEven:
            let magnitude = rest.magnitude
            let complement = unit.magnitude &- magnitude
            let isHalf = magnitude == complement
            awayFromZero = magnitude > complement || isHalf && (mode == .nearest || quotient & 1 != 0)
        }
        guard awayFromZero else { return quotient &* unit }
        return (isNegative ? quotient &- 1 : quotient &+ 1) &* unit
    }
}

/// `round`.
package struct Round: RoundingFunction {
    package static let name = "round"
    static let mode = RoundingMode.nearest
    package static let documentation = FunctionDocumentation(
        summary: "The nearest number with so many digits behind the point; halves of floats go to the even neighbour.",
        examples: [.init(sql: "round(5.126, 2)", result: "5.13")])
}

/// `roundBankers`.
package struct RoundBankers: RoundingFunction {
    package static let name = "roundBankers"
    package static let isCaseInsensitive = false
    static let mode = RoundingMode.halfToEven
    package static let documentation = FunctionDocumentation(
        summary: "The nearest number with so many digits behind the point; halves go to the even neighbour.",
        examples: [.init(sql: "roundBankers(25, -1)", result: "20")])
}

/// `floor`.
package struct Floor: RoundingFunction {
    package static let name = "floor"
    static let mode = RoundingMode.down
    package static let documentation = FunctionDocumentation(
        summary: "The next lower number with so many digits behind the point.",
        examples: [.init(sql: "floor(-1.5)", result: "-2")])
}

/// `ceil`.
package struct Ceil: RoundingFunction {
    package static let name = "ceil"
    package static let aliases = ["ceiling"]
    static let mode = RoundingMode.up
    package static let documentation = FunctionDocumentation(
        summary: "The next higher number with so many digits behind the point.",
        examples: [.init(sql: "ceil(1.2)", result: "2")])
}

/// `trunc`.
package struct Trunc: RoundingFunction {
    package static let name = "trunc"
    package static let aliases = ["truncate"]
    static let mode = RoundingMode.towardZero
    package static let documentation = FunctionDocumentation(
        summary: "The number without its digits behind so many.", examples: [.init(sql: "trunc(-1.7)", result: "-1")])
}
