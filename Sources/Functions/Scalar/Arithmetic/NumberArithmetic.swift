import Columns
import Errors

/// The operations of arithmetic that have an operator.
enum ArithmeticOperation: Sendable {
    case plus, minus, multiply, divide, modulo, positiveModulo, integerDivide

    /// Refuses a zero on the right for integers and decimals.
    var divides: Bool {
        switch self {
        case .plus, .minus, .multiply: false
        case .divide, .modulo, .positiveModulo, .integerDivide: true
        }
    }
}

/// Arithmetic of integers and floats: ClickHouse's result types, wrapping results.
enum NumberArithmetic {
    /// `nil` where ClickHouse has no such operation.
    static func result(_ operation: ArithmeticOperation, _ left: NumberShape, _ right: NumberShape) -> NumberShape? {
        let isFloat = left.isFloat || right.isFloat
        let size = max(left.size, right.size)
        switch operation {
        case .plus, .multiply, .minus:
            if isFloat && (left.isWide && !left.isFloat || right.isWide && !right.isFloat) { return nil }
            let isSigned = operation == .minus || left.isSigned || right.isSigned
            return NumberShape(isSigned: isSigned, isFloat: isFloat, size: NumberShape.next(size))
        case .divide: return NumberShape(isSigned: true, isFloat: true, size: 8)
        case .integerDivide:
            return NumberShape(isSigned: left.isSigned || right.isSigned, isFloat: false, size: left.size)
        case .modulo:
            if isFloat { return NumberShape(isSigned: true, isFloat: true, size: 8) }
            let size = left.isSigned ? NumberShape.next(right.size) : right.size
            return NumberShape(isSigned: left.isSigned, isFloat: false, size: size)
        case .positiveModulo:
            if isFloat { return NumberShape(isSigned: true, isFloat: true, size: 8) }
            return NumberShape(isSigned: false, isFloat: false, size: right.size)
        }
    }

    /// The column of `operation` over numeric columns (constants allowed); a zero divisor gives zero here.
    static func evaluate(
        _ operation: ArithmeticOperation, _ left: Column, _ leftShape: NumberShape, _ right: Column,
        _ rightShape: NumberShape, to result: NumberShape
    ) throws(QueryError) -> Column {
        let kind = result.type.physicalKind
        switch operation {
        case .plus, .minus, .multiply:
            var visitor = RingVisitor(
                operation: operation, left: try left.asNumbers(kind), right: try right.asNumbers(kind))
            return try run(&visitor, kind)
        case .divide:
            return try mapRows(DivideKernel.self, left.asNumbers(.float64), right.asNumbers(.float64))
        case .modulo where result.isFloat:
            return try mapRows(FloatModuloKernel.self, left.asNumbers(.float64), right.asNumbers(.float64))
        case .positiveModulo where result.isFloat:
            return try mapRows(FloatPositiveModuloKernel.self, left.asNumbers(.float64), right.asNumbers(.float64))
        case .modulo, .positiveModulo:
            let common = NumberComparison.commonInteger(leftShape, rightShape).type.physicalKind
            var visitor = RemainderVisitor(
                isPositive: operation == .positiveModulo, left: try left.asNumbers(common),
                right: try right.asNumbers(common))
            return try run(&visitor, common).asNumbers(kind)
        case .integerDivide:
            return try integerDivide(left, leftShape, right, rightShape).asNumbers(kind)
        }
    }

    private static func integerDivide(
        _ left: Column, _ leftShape: NumberShape, _ right: Column, _ rightShape: NumberShape
    ) throws(QueryError) -> Column {
        if leftShape.isFloat || rightShape.isFloat {
            return try mapRows(TruncatedQuotientKernel.self, left.asNumbers(.float64), right.asNumbers(.float64))
        }
        let size = max(leftShape.size, rightShape.size)
        var (a, b) = (left, right)
        let isSigned = leftShape.isSigned || rightShape.isSigned
        if isSigned {
            // ClickHouse makes each side signed in its own width first: `intDiv(toUInt8(200), toInt32(3))` is -18.
            a = try a.asNumbers(NumberShape(isSigned: true, isFloat: false, size: leftShape.size).type.physicalKind)
            if leftShape.size <= rightShape.size {
                b = try b.asNumbers(
                    NumberShape(isSigned: true, isFloat: false, size: rightShape.size).type.physicalKind)
            }
        }
        let kind = NumberShape(isSigned: isSigned, isFloat: false, size: size).type.physicalKind
        var visitor = QuotientVisitor(left: try a.asNumbers(kind), right: try b.asNumbers(kind))
        return try run(&visitor, kind)
    }

    private static func run<V: NumberTypeVisitor>(
        _ visitor: inout V, _ kind: PhysicalKind
    ) throws(QueryError) -> Column where V.Result == Column {
        guard let column = try visitor.run(on: kind) else {
            throw QueryError(.logicalError, "Arithmetic of numbers gives numbers")
        }
        return column
    }

    private static func run<V: IntegerTypeVisitor>(
        _ visitor: inout V, _ kind: PhysicalKind
    ) throws(QueryError) -> Column where V.Result == Column {
        guard let column = try visitor.run(on: kind) else {
            throw QueryError(.logicalError, "Division of integers gives integers")
        }
        return column
    }
}

private struct RingVisitor: NumberTypeVisitor {
    let operation: ArithmeticOperation
    let left: Column
    let right: Column

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        switch operation {
        case .plus: try mapRows(AddKernel<T>.self, left, right)
        case .minus: try mapRows(SubtractKernel<T>.self, left, right)
        default: try mapRows(MultiplyKernel<T>.self, left, right)
        }
    }
}

private struct QuotientVisitor: IntegerTypeVisitor {
    let left: Column
    let right: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try mapRows(QuotientKernel<T>.self, left, right)
    }
}

private struct RemainderVisitor: IntegerTypeVisitor {
    let isPositive: Bool
    let left: Column
    let right: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        isPositive
            ? try mapRows(PositiveRemainderKernel<T>.self, left, right)
            : try mapRows(RemainderKernel<T>.self, left, right)
    }
}

// MARK: - What division refuses

extension NumberArithmetic {
    /// Throws `ILLEGAL_DIVISION` for rows without an integer quotient: by zero, the smallest number by -1, and for
    /// `intDiv` of floats what is not finite or too large.
    static func checkDivision(
        _ operation: ArithmeticOperation, _ left: Column, _ leftShape: NumberShape, _ right: Column,
        _ rightShape: NumberShape
    ) throws(QueryError) {
        if leftShape.isFloat || rightShape.isFloat {
            guard operation == .integerDivide else { return }
            try checkFloats(left, right, resultSize: leftShape.size)
            return
        }
        var zeros = ZeroSearch()
        if try zeros.run(on: right.single) == true { throw QueryError(.illegalDivision, "Division by zero") }
        guard leftShape.isSigned, rightShape.isSigned else { return }
        var minusOnes = MinusOneSearch()
        guard try minusOnes.run(on: right.single) == true else { return }
        let kind = NumberShape(isSigned: true, isFloat: false, size: leftShape.size).type.physicalKind
        var extremes = OverflowSearch(left: left, right: try right.asNumbers(kind))
        if try extremes.run(on: kind) == true {
            throw QueryError(.illegalDivision, "Division of minimal signed number by minus one")
        }
    }

    private static func checkFloats(_ left: Column, _ right: Column, resultSize: Int) throws(QueryError) {
        guard let a = Operand<Double>(try left.asNumbers(.float64)),
            let b = Operand<Double>(try right.asNumbers(.float64))
        else { return }
        let limit = Double(sign: .plus, exponent: max(resultSize, 4) * 8 - 1, significand: 1)
        for row in 0..<max(left.count, right.count) {
            guard a[row].isFinite, b[row].isFinite else {
                throw QueryError(
                    .illegalDivision,
                    "Cannot perform integer division on infinite or too large floating point numbers")
            }
            guard b[row] != 0 else { throw QueryError(.illegalDivision, "Division by zero") }
            guard (a[row] / b[row]).magnitude <= limit else {
                throw QueryError(
                    .illegalDivision,
                    "Cannot perform integer division, because it will produce infinite or too large number")
            }
        }
    }

    /// 1 where the divisor is zero.
    static func zeroDivisors(_ right: Column, rowCount: Int) throws(QueryError) -> [UInt8] {
        var visitor = NonZero()
        guard let mask = try visitor.run(on: right.materialised) else {
            throw QueryError(.logicalError, "A divisor is a number")
        }
        return mask.map { 1 &- $0 }
    }
}

private struct ZeroSearch: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> Bool { values.contains(T.zero) }
}

private struct MinusOneSearch: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> Bool {
        values.contains(T(wrapping: Int8(-1)))
    }
}

private struct OverflowSearch: IntegerTypeVisitor {
    let left: Column
    let right: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Bool {
        guard let a = Operand<T>(left), let b = Operand<T>(right) else { return false }
        for row in 0..<max(left.count, right.count) where a[row] == T.min && b[row] == -1 { return true }
        return false
    }
}
