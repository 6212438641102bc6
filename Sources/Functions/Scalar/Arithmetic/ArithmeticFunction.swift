import Columns
import Errors

/// `plus`, `minus`, `multiply` …: over numbers, decimals, dates with intervals, and element by element over arrays and
/// tuples. A conformer says which operation it is.
protocol ArithmeticFunction: ScalarFunction {
    static var operation: ArithmeticOperation { get }
    /// A zero divisor gives zero instead of an error (`intDivOrZero`).
    static var zeroDivisorGivesZero: Bool { get }
}

extension ArithmeticFunction {
    static var zeroDivisorGivesZero: Bool { false }
    package static var constants: ConstantRule { .seen }

    package static func tolerates(_ arguments: [Argument]) -> Bool {
        guard let left = NumberShape(arguments[0].type), let right = NumberShape(arguments[1].type) else {
            return !operation.divides && arguments.allSatisfy { !$0.type.isDecimal && !$0.type.isStringOrFixedString }
        }
        if !operation.divides || operation == .divide || zeroDivisorGivesZero { return true }
        if left.isFloat || right.isFloat { return operation != .integerDivide }
        guard let constant = arguments[1].constant, let divisor: Int256 = constant.value(at: 0).exactInteger() else {
            return false
        }
        return divisor != 0 && divisor != -1
    }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (left, right) = (arguments[0].type, arguments[1].type)
        if let a = NumberShape(left), let b = NumberShape(right) {
            guard let shape = NumberArithmetic.result(operation, a, b) else { throw illegal(left, right) }
            return shape.type
        }
        if zeroDivisorGivesZero && operation == .modulo { throw illegal(left, right) }
        if let decimal = try DecimalArithmetic.result(operation, left, right) { return decimal }
        if let time = try DateArithmetic.result(operation, left, right, name) { return time }
        if let elements = try ElementwiseArithmetic.result(Self.self, operation, arguments, in: context) {
            return elements
        }
        if let number = plainNumber(left, right) {
            return try result(
                of: [Argument(type: number.left), Argument(type: number.right)], in: context)
        }
        throw illegal(left, right)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (left, right) = (arguments[0], arguments[1])
        if let a = NumberShape(left.type), let b = NumberShape(right.type), let shape = NumberShape(result) {
            if operation.divides, operation != .divide, !zeroDivisorGivesZero {
                try NumberArithmetic.checkDivision(operation, left.column, a, right.column, b)
            }
            return try NumberArithmetic.evaluate(operation, left.column, a, right.column, b, to: shape)
        }
        if try DecimalArithmetic.result(operation, left.type, right.type) != nil {
            return try DecimalArithmetic.evaluate(
                operation, left, right, to: result, zeroDivisorGivesZero: zeroDivisorGivesZero)
        }
        if try DateArithmetic.result(operation, left.type, right.type, name) != nil {
            return try DateArithmetic.evaluate(operation, left, right, to: result, rowCount: rowCount, in: context)
        }
        if let elements = try ElementwiseArithmetic.evaluate(
            Self.self, operation, arguments, to: result, rowCount: rowCount, in: context)
        {
            return elements
        }
        guard let number = plainNumber(left.type, right.type) else { throw illegal(left.type, right.type) }
        return try evaluate(
            [
                TypedColumn(type: number.left, column: left.column),
                TypedColumn(type: number.right, column: right.column),
            ], to: result, rowCount: rowCount, in: context)
    }

    /// Dates under `%` and addresses are taken as the numbers they are.
    private static func plainNumber(_ left: DataType, _ right: DataType) -> (left: DataType, right: DataType)? {
        let isRemainder = operation == .modulo || operation == .positiveModulo
        let a = isRemainder && NumberShape(right) != nil ? left.numberOfDate ?? left : left
        let plainLeft = a == .ipv4 ? .uint32 : a
        let plainRight = right == .ipv4 ? .uint32 : right
        guard NumberShape(plainLeft) != nil, NumberShape(plainRight) != nil, plainLeft != left || plainRight != right
        else { return nil }
        return (plainLeft, plainRight)
    }

    private static func illegal(_ left: DataType, _ right: DataType) -> QueryError {
        QueryError(
            .illegalTypeOfArgument,
            "Illegal types \(left.name) and \(right.name) of arguments of function \(name)")
    }
}

extension DataType {
    /// The integer type that a date or a time is counted in.
    var numberOfDate: DataType? {
        switch self {
        case .date: .uint16
        case .date32: .int32
        case .dateTime: .uint32
        default: nil
        }
    }
}
