import Columns
import Errors

/// A distance of two vectors.
protocol DistanceFunction: ScalarFunction {
    static func distance(_ left: [Double], _ right: [Double]) -> Double
    /// The norm of the difference that gives the result its type over tuples; `nil` for floats.
    static var exactNorm: (any NormFunction.Type)? { get }
}

extension DistanceFunction {
    package static var isCaseInsensitive: Bool { true }
    static var exactNorm: (any NormFunction.Type)? { nil }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        for position in 0...1 { try Vectors.check(name, arguments, position) }
        guard Vectors.isTuple(arguments[0].type) == Vectors.isTuple(arguments[1].type) else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        guard case .tuple = arguments[0].type.storedValue, let exactNorm else { return .float64 }
        let difference = try TupleMinus.result(of: arguments, in: context)
        return try exactNorm.result(of: [Argument(type: difference)], in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let left = try Vectors.rows(arguments[0], rowCount: rowCount)
        let right = try Vectors.rows(arguments[1], rowCount: rowCount)
        var distances: [Double] = []
        for (a, b) in zip(left, right) {
            guard a.count == b.count else {
                throw QueryError(.sizesOfArraysDontMatch, "Function \(name): the vectors have different lengths")
            }
            distances.append(distance(a, b))
        }
        return try convertColumn(.float64(distances), from: .float64, to: result, in: context)
    }
}

/// The sum of the differences' magnitudes.
package struct L1Distance: DistanceFunction {
    package static let name = "L1Distance"
    package static let aliases = ["distanceL1"]
    static var exactNorm: (any NormFunction.Type)? { L1Norm.self }
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the differences' magnitudes.",
        examples: [.init(sql: "L1Distance((1, 2), (3, 4))", result: "4")])
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
    }
}

/// The Euclidean distance.
package struct L2Distance: DistanceFunction {
    package static let name = "L2Distance"
    package static let aliases = ["distanceL2"]
    package static let documentation = FunctionDocumentation(
        summary: "The Euclidean distance.", examples: [.init(sql: "L2Distance((1, 2), (4, 6))", result: "5")])
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}

/// The square of the Euclidean distance.
package struct L2SquaredDistance: DistanceFunction {
    package static let name = "L2SquaredDistance"
    package static let aliases = ["distanceL2Squared"]
    static var exactNorm: (any NormFunction.Type)? { L2SquaredNorm.self }
    package static let documentation = FunctionDocumentation(
        summary: "The square of the Euclidean distance.",
        examples: [.init(sql: "L2SquaredDistance((1, 2), (4, 6))", result: "25")])
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
}

/// The greatest difference.
package struct LinfDistance: DistanceFunction {
    package static let name = "LinfDistance"
    package static let aliases = ["distanceLinf"]
    package static let documentation = FunctionDocumentation(
        summary: "The greatest of the differences' magnitudes.",
        examples: [.init(sql: "LinfDistance((1, 2), (4, 6))", result: "4")])
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
}

/// One minus the cosine of the angle.
package struct CosineDistance: DistanceFunction {
    package static let name = "cosineDistance"
    package static let aliases = ["distanceCosine"]
    package static let documentation = FunctionDocumentation(
        summary: "One minus the cosine of the angle between two vectors.",
        examples: [.init(sql: "cosineDistance((1, 0), (0, 1))", result: "1")])
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
        return 1 - product / (L2Norm.norm(left) * L2Norm.norm(right))
    }
}

/// The scalar product.
package struct DotProduct: ScalarFunction {
    package static let name = "dotProduct"
    package static let aliases = ["scalarProduct"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the products of the elements at one place.",
        examples: [.init(sql: "dotProduct((1, 2), (3, 4))", result: "11")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        for position in 0...1 { try Vectors.check(name, arguments, position) }
        if case .array = arguments[0].type.storedValue { return try ArrayDotProduct.result(of: arguments, in: context) }
        return try Multiply.result(of: arguments, in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if case .array = arguments[0].type.storedValue {
            return try ArrayDotProduct.evaluate(arguments, to: result, rowCount: rowCount, in: context)
        }
        return try Multiply.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}
