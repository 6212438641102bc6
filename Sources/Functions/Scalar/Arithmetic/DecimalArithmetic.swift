import Columns
import Errors

/// Arithmetic with a decimal on one side or both: exact, in the wider side's width, refused on overflow.
enum DecimalArithmetic {
    /// What an operand counts as: a decimal, or an integer of scale 0.
    struct Operand {
        let precision: Int
        let scale: Int
        let isDecimal: Bool
        let type: DataType

        /// `nil` for what is neither decimal nor integer.
        init?(_ type: DataType) {
            self.type = type
            if case .decimal(let precision, let scale) = type {
                self.precision = precision
                self.scale = scale
                isDecimal = true
            } else if type.isInteger || type == .bool {
                precision = 0
                scale = 0
                isDecimal = false
            } else {
                return nil
            }
        }
    }

    /// The type of `left ∘ right`; `nil` where neither is a decimal or one is no number.
    static func result(
        _ operation: ArithmeticOperation, _ left: DataType, _ right: DataType
    ) throws(QueryError) -> DataType? {
        guard left.isDecimal || right.isDecimal else { return nil }
        if left.isFloat || right.isFloat {
            return operation == .integerDivide ? integerResult(left) : .float64
        }
        guard let a = Operand(left), let b = Operand(right) else { return nil }
        if operation == .integerDivide {
            try checkScales(a, b)
            return integerResult(left)
        }
        let scale: Int
        switch operation {
        case .plus, .minus: scale = max(a.scale, b.scale)
        case .multiply: scale = a.scale + b.scale
        default:
            try checkScales(a, b)
            scale = a.isDecimal ? a.scale : b.scale
        }
        let precision =
            a.isDecimal && b.isDecimal ? widest(max(a.precision, b.precision)) : max(a.precision, b.precision)
        let limit = widest(precision)
        guard scale <= limit else {
            throw QueryError(.argumentOutOfBound, "Scale \(scale) is out of bounds (max scale: \(limit))")
        }
        return .decimal(precision: max(precision, scale), scale: scale)
    }

    private static func integerResult(_ left: DataType) -> DataType? {
        if case .decimal = left {
            switch left.physicalKind {
            case .int32: return .int32
            case .int64: return .int64
            case .int128: return .int128
            default: return .int256
            }
        }
        guard let shape = NumberShape(left) else { return nil }
        return NumberShape(isSigned: true, isFloat: false, size: shape.size).type
    }

    private static func checkScales(_ left: Operand, _ right: Operand) throws(QueryError) {
        guard left.isDecimal, right.isDecimal, right.scale > left.scale else { return }
        throw QueryError(.argumentOutOfBound, "Decimal result's scale is less than argument's one")
    }

    /// The most digits of the width that holds `precision`.
    static func widest(_ precision: Int) -> Int {
        switch precision {
        case ...9: 9
        case ...18: 18
        case ...38: 38
        default: 76
        }
    }

    static func evaluate(
        _ operation: ArithmeticOperation, _ left: TypedColumn, _ right: TypedColumn, to result: DataType,
        zeroDivisorGivesZero: Bool
    ) throws(QueryError) -> Column {
        if left.type.isFloat || right.type.isFloat {
            let shape = NumberShape(isSigned: true, isFloat: true, size: 8)
            let a = try asDoubles(left)
            let b = try asDoubles(right)
            if operation == .integerDivide, !zeroDivisorGivesZero {
                try NumberArithmetic.checkDivision(operation, a, shape, b, shape)
            }
            let column = try NumberArithmetic.evaluate(operation, a, shape, b, shape, to: shape)
            return try column.asNumbers(result.physicalKind)
        }
        guard let a = Operand(left.type), let b = Operand(right.type) else {
            throw wrongLayout(left.column, left.type)
        }
        let kind = workingKind(a, b)
        var visitor = DecimalLoop(
            operation: operation, left: try left.column.asNumbers(kind), right: try right.column.asNumbers(kind),
            leftScale: a.scale, rightScale: b.scale, isLeftDecimal: a.isDecimal,
            zeroDivisorGivesZero: zeroDivisorGivesZero)
        guard let column = try visitor.run(on: kind) else { throw wrongLayout(left.column, left.type) }
        return try column.asNumbers(result.physicalKind)
    }

    private static func workingKind(_ left: Operand, _ right: Operand) -> PhysicalKind {
        DataType.decimal(precision: max(left.precision, right.precision, 1), scale: 0).physicalKind
    }

    /// A decimal's values, or a number's, as doubles; constants stay constant.
    static func asDoubles(_ operand: TypedColumn) throws(QueryError) -> Column {
        guard case .decimal(_, let scale) = operand.type else { return try operand.column.asNumbers(.float64) }
        if case .constant(let constant) = operand.column {
            let value = Column.float64(try decimalsAsDoubles(constant.value, scale: scale))
            return .constant(ConstantColumn(value, count: constant.count))
        }
        return .float64(try decimalsAsDoubles(operand.column, scale: scale))
    }
}

private struct DecimalLoop: IntegerTypeVisitor {
    let operation: ArithmeticOperation
    let left: Column
    let right: Column
    let leftScale: Int
    let rightScale: Int
    let isLeftDecimal: Bool
    let zeroDivisorGivesZero: Bool

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let a = Column.operand(left, as: T.self), let b = Column.operand(right, as: T.self) else {
            throw QueryError(.logicalError, "Decimals do not have their layout")
        }
        let count = left.isConstant && right.isConstant ? 1 : max(left.count, right.count)
        var result = [T](repeating: 0, count: count)
        var overflows = false
        switch operation {
        case .plus, .minus:
            let scale = max(leftScale, rightScale)
            let leftFactor = PowersOfTen.power(scale - leftScale, as: T.self)
            let rightFactor = PowersOfTen.power(scale - rightScale, as: T.self)
            let isMinus = operation == .minus
            for row in 0..<count {
                let (x, first) = a[row].multipliedReportingOverflow(by: leftFactor)
                let (y, second) = b[row].multipliedReportingOverflow(by: rightFactor)
                let (value, third) = isMinus ? x.subtractingReportingOverflow(y) : x.addingReportingOverflow(y)
                result[row] = value
                overflows = overflows || first || second || third
            }
        case .multiply:
            for row in 0..<count {
                let (value, overflow) = a[row].multipliedReportingOverflow(by: b[row])
                result[row] = value
                overflows = overflows || overflow
            }
        case .divide, .integerDivide, .modulo, .positiveModulo:
            overflows = try divide(a, b, into: &result)
        }
        if overflows { throw QueryError(.decimalOverflow, "Decimal math overflow") }
        if left.isConstant && right.isConstant {
            return .constant(ConstantColumn(T.column(result), count: left.count))
        }
        return T.column(result)
    }

    /// The dividend takes the divisor's scale, and an integer dividend the result's as well; remainders are those of
    /// the
    /// raw integers, as in ClickHouse.
    private func divide<T: IntegerValue>(
        _ a: Operand<T>, _ b: Operand<T>, into result: inout [T]
    ) throws(QueryError) -> Bool {
        let isRemainder = operation == .modulo || operation == .positiveModulo
        let exponent = isRemainder ? 0 : (isLeftDecimal ? rightScale : rightScale * 2)
        let factor = PowersOfTen.power(exponent, as: T.self)
        // `intDiv` takes the result's scale off again.
        let unit = PowersOfTen.power(isLeftDecimal ? leftScale : rightScale, as: T.self)
        var overflows = factor == 0
        for row in result.indices {
            let divisor = b[row]
            if divisor == 0 {
                if zeroDivisorGivesZero { continue }
                throw QueryError(.illegalDivision, "Division by zero")
            }
            let (dividend, overflow) = a[row].multipliedReportingOverflow(by: factor)
            overflows = overflows || overflow
            switch operation {
            case .modulo, .positiveModulo:
                let rest = dividend.remainderReportingOverflow(dividingBy: divisor).partialValue
                result[row] =
                    rest < 0 && operation == .positiveModulo ? rest &+ T(truncatingIfNeeded: divisor.magnitude) : rest
            case .integerDivide:
                let quotient = dividend.dividedReportingOverflow(by: divisor)
                result[row] = unit == 0 ? 0 : quotient.partialValue / unit
                overflows = overflows || quotient.overflow
            default:
                let quotient = dividend.dividedReportingOverflow(by: divisor)
                result[row] = quotient.partialValue
                overflows = overflows || quotient.overflow
            }
        }
        return overflows
    }
}

extension Column {
    fileprivate static func operand<T: FixedWidthValue>(_ column: Column, as type: T.Type) -> Operand<T>? {
        Operand<T>(column)
    }
}
