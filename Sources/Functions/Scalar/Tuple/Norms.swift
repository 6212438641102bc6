import Columns
import Errors
import Glibc

/// Norms and distances of vectors, which are tuples or arrays of numbers.
enum Vectors {
    /// The doubles of every row.
    static func rows(_ argument: TypedColumn, rowCount: Int) throws(QueryError) -> [[Double]] {
        if case .array(let element) = argument.type.storedValue {
            let array = try ArrayArgument.column(argument)
            guard
                case .float64(let values) = try DecimalArithmetic.asDoubles(
                    TypedColumn(type: element, column: array.elements))
            else { throw wrongLayout(array.elements, element) }
            return (0..<rowCount).map { Array(values[array.range(of: $0)]) }
        }
        var columns: [[Double]] = []
        for element in try TupleArgument.columns(argument) {
            guard case .float64(let values) = try DecimalArithmetic.asDoubles(element) else {
                throw wrongLayout(element.column, element.type)
            }
            columns.append(values)
        }
        return (0..<rowCount).map { row in columns.map { $0[row] } }
    }

    static func check(_ name: String, _ arguments: [Argument], _ position: Int) throws(QueryError) {
        let types: [DataType]
        switch arguments[position].type.storedValue {
        case .array(let element): types = [element]
        case .tuple(let elements): types = elements.map(\.type)
        default: throw illegalArgumentType(name, position, arguments[position].type)
        }
        guard types.allSatisfy(\.isNumber), !types.isEmpty else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
    }

    static func isTuple(_ type: DataType) -> Bool { if case .tuple = type.storedValue { true } else { false } }
}

/// A norm of one vector.
protocol NormFunction: ScalarFunction {
    static func norm(_ vector: [Double]) -> Double
    /// The exact result over a tuple's elements, for norms that stay within their types; `nil` for floats.
    static func exactType(_ elements: [DataType], in context: QueryContext) throws(QueryError) -> DataType?
}

extension NormFunction {
    package static var isCaseInsensitive: Bool { true }
    static func exactType(_ elements: [DataType], in context: QueryContext) throws(QueryError) -> DataType? { nil }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try Vectors.check(name, arguments, 0)
        guard case .tuple(let elements) = arguments[0].type.storedValue else { return .float64 }
        return try exactType(elements.map(\.type), in: context) ?? .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let norms = try Vectors.rows(arguments[0], rowCount: rowCount).map { norm($0) }
        return try convertColumn(.float64(norms), from: .float64, to: result, in: context)
    }
}

/// The type of a sum of such values.
private func sumType(
    _ types: [DataType], of function: any ScalarFunction.Type, squared: Bool, in context: QueryContext
) throws(QueryError) -> DataType? {
    var total: DataType?
    for type in types {
        let arguments = squared ? [Argument(type: type), Argument(type: type)] : [Argument(type: type)]
        let value = try FunctionCall.result(function, arguments, in: context)
        if let known = total {
            total = try FunctionCall.result(Plus.self, [Argument(type: known), Argument(type: value)], in: context)
        } else {
            total = value
        }
    }
    return total
}

/// The sum of the magnitudes.
package struct L1Norm: NormFunction {
    package static let name = "L1Norm"
    package static let aliases = ["normL1"]
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the elements' magnitudes.", examples: [.init(sql: "L1Norm((1, -2))", result: "3")])
    static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1.magnitude } }
    static func exactType(_ elements: [DataType], in context: QueryContext) throws(QueryError) -> DataType? {
        try sumType(elements, of: Abs.self, squared: false, in: context)
    }
}

/// The Euclidean length.
package struct L2Norm: NormFunction {
    package static let name = "L2Norm"
    package static let aliases = ["normL2"]
    package static let documentation = FunctionDocumentation(
        summary: "The square root of the sum of the elements' squares.",
        examples: [.init(sql: "L2Norm((3, 4))", result: "5")])
    static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

/// The square of the Euclidean length.
package struct L2SquaredNorm: NormFunction {
    package static let name = "L2SquaredNorm"
    package static let aliases = ["normL2Squared"]
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the elements' squares.", examples: [.init(sql: "L2SquaredNorm((3, 4))", result: "25")])
    static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }
    static func exactType(_ elements: [DataType], in context: QueryContext) throws(QueryError) -> DataType? {
        try sumType(elements, of: Multiply.self, squared: true, in: context)
    }
}

/// The greatest magnitude.
package struct LinfNorm: NormFunction {
    package static let name = "LinfNorm"
    package static let aliases = ["normLinf"]
    package static let documentation = FunctionDocumentation(
        summary: "The greatest of the elements' magnitudes.", examples: [.init(sql: "LinfNorm((3, -4))", result: "4")])
    static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { max($0, $1.magnitude) } }
}

/// A norm or distance with an exponent of one's choice.
protocol ExponentFunction: ScalarFunction {
    /// How many vectors come before the exponent.
    static var vectorCount: Int { get }
}

extension ExponentFunction {
    package static var isCaseInsensitive: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, vectorCount + 1...vectorCount + 1)
        for position in 0..<vectorCount { try Vectors.check(name, arguments, position) }
        guard arguments[vectorCount].type.isNumber, arguments[vectorCount].constant != nil else {
            throw illegalArgumentType(name, vectorCount, arguments[vectorCount].type)
        }
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var vectors = try Vectors.rows(arguments[0], rowCount: rowCount)
        if vectorCount == 2 {
            for (row, other) in try Vectors.rows(arguments[1], rowCount: rowCount).enumerated() {
                guard other.count == vectors[row].count else {
                    throw QueryError(.sizesOfArraysDontMatch, "Function \(name): the vectors have different lengths")
                }
                vectors[row] = zip(vectors[row], other).map { $0 - $1 }
            }
        }
        guard case .float64(let exponents) = try DecimalArithmetic.asDoubles(arguments[vectorCount]) else {
            throw wrongLayout(arguments[vectorCount].column, .float64)
        }
        guard exponents.allSatisfy({ $0 >= 1 && $0.isFinite }) else {
            throw QueryError(.argumentOutOfBound, "The exponent of function \(name) must be finite and at least 1")
        }
        return .float64(
            zip(vectors, exponents).map { vector, exponent in
                pow(vector.reduce(0) { $0 + pow($1.magnitude, exponent) }, 1 / exponent)
            })
    }
}

/// The norm with an exponent.
package struct LpNorm: ExponentFunction {
    package static let name = "LpNorm"
    package static let aliases = ["normLp"]
    static let vectorCount = 1
    package static let documentation = FunctionDocumentation(
        summary: "The p-th root of the sum of the magnitudes' p-th powers.",
        examples: [.init(sql: "LpNorm((3, 4), 2)", result: "5")])
}

/// The distance with an exponent.
package struct LpDistance: ExponentFunction {
    package static let name = "LpDistance"
    package static let aliases = ["distanceLp"]
    static let vectorCount = 2
    package static let documentation = FunctionDocumentation(
        summary: "The p-th root of the sum of the differences' p-th powers.",
        examples: [.init(sql: "LpDistance((1, 2), (4, 6), 2)", result: "5")])
}

/// A tuple divided by its norm.
protocol NormalizeFunction: ScalarFunction {
    static var norm: any NormFunction.Type { get }
}

extension NormalizeFunction {
    package static var isCaseInsensitive: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try Vectors.check(name, arguments, 0)
        if case .array = arguments[0].type { return .array(.float64) }
        let elements = try TupleArgument.elements(name, arguments, 0)
        return .tuple(elements.map { _ in TupleElement(nil, .float64) })
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let vectors = try Vectors.rows(arguments[0], rowCount: rowCount)
        let norms = vectors.map { norm.norm($0) }
        if case .array = result {
            let scaled = zip(vectors, norms).map { vector, norm in vector.map { $0 / norm } }
            var ends: [Int] = []
            for vector in scaled { ends.append((ends.last ?? 0) + vector.count) }
            return .array(ArrayColumn(ends: ends, elements: .float64(scaled.flatMap { $0 })))
        }
        guard case .tuple(let elements) = result else { throw wrongLayout(arguments[0].column, result) }
        let columns = elements.indices.map { position in
            Column.float64((0..<rowCount).map { vectors[$0][position] / norms[$0] })
        }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}

/// Divided by the sum of the magnitudes.
package struct L1Normalize: NormalizeFunction {
    package static let name = "L1Normalize"
    package static let aliases = ["normalizeL1"]
    static var norm: any NormFunction.Type { L1Norm.self }
    package static let documentation = FunctionDocumentation(
        summary: "The tuple divided by the sum of its magnitudes.",
        examples: [.init(sql: "L1Normalize((1, 3))", result: "(0.25,0.75)")])
}

/// Divided by the Euclidean length.
package struct L2Normalize: NormalizeFunction {
    package static let name = "L2Normalize"
    package static let aliases = ["normalizeL2"]
    static var norm: any NormFunction.Type { L2Norm.self }
    package static let documentation = FunctionDocumentation(
        summary: "The tuple divided by its Euclidean length.",
        examples: [.init(sql: "L2Normalize((3, 4))", result: "(0.6,0.8)")])
}

/// Divided by the greatest magnitude.
package struct LinfNormalize: NormalizeFunction {
    package static let name = "LinfNormalize"
    package static let aliases = ["normalizeLinf"]
    static var norm: any NormFunction.Type { LinfNorm.self }
    package static let documentation = FunctionDocumentation(
        summary: "The tuple divided by its greatest magnitude.",
        examples: [.init(sql: "LinfNormalize((3, 4))", result: "(0.75,1)")])
}
