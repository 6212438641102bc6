import Columns
import Errors

/// Arithmetic of two tuples of one length, element by element.
protocol TupleArithmetic: ScalarFunction {
    static var elementFunction: any ScalarFunction.Type { get }
}

extension TupleArithmetic {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let left = try TupleArgument.elements(name, arguments, 0)
        let right = try TupleArgument.elements(name, arguments, 1)
        guard left.count == right.count else {
            throw QueryError(
                .illegalTypeOfArgument, "Expected tuples of the same size as arguments of function \(name)")
        }
        var types: [TupleElement] = []
        for (a, b) in zip(left, right) {
            let pair = [Argument(type: a.type), Argument(type: b.type)]
            types.append(TupleElement(nil, try FunctionCall.result(elementFunction, pair, in: context)))
        }
        return .tuple(types)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let left = try TupleArgument.columns(arguments[0])
        let right = try TupleArgument.columns(arguments[1])
        var columns: [Column] = []
        for (a, b) in zip(left, right) {
            let value = try FunctionCall.evaluate(elementFunction, [a, b], rowCount: rowCount, in: context)
            columns.append(value.column.materialised)
        }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}

/// Arithmetic of a tuple with one number.
protocol TupleByNumber: ScalarFunction {
    static var elementFunction: any ScalarFunction.Type { get }
}

extension TupleByNumber {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        var types: [TupleElement] = []
        for element in try TupleArgument.elements(name, arguments, 0) {
            let pair = [Argument(type: element.type), Argument(type: arguments[1].type)]
            types.append(TupleElement(nil, try FunctionCall.result(elementFunction, pair, in: context)))
        }
        return .tuple(types)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var columns: [Column] = []
        for element in try TupleArgument.columns(arguments[0]) {
            let value = try FunctionCall.evaluate(
                elementFunction, [element, arguments[1]], rowCount: rowCount, in: context)
            columns.append(value.column.materialised)
        }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}

/// `tuplePlus`.
package struct TuplePlus: TupleArithmetic {
    package static let name = "tuplePlus"
    package static let aliases = ["vectorSum"]
    static let elementFunction: any ScalarFunction.Type = Plus.self
    package static let documentation = FunctionDocumentation(
        summary: "The sums of the elements at one place.",
        examples: [.init(sql: "tuplePlus((1, 2), (3, 4))", result: "(4,6)")])
}

/// `tupleMinus`.
package struct TupleMinus: TupleArithmetic {
    package static let name = "tupleMinus"
    package static let aliases = ["vectorDifference"]
    static let elementFunction: any ScalarFunction.Type = Minus.self
    package static let documentation = FunctionDocumentation(
        summary: "The differences of the elements at one place.",
        examples: [.init(sql: "tupleMinus((1, 2), (3, 4))", result: "(-2,-2)")])
}

/// `tupleMultiply`.
package struct TupleMultiply: TupleArithmetic {
    package static let name = "tupleMultiply"
    static let elementFunction: any ScalarFunction.Type = Multiply.self
    package static let documentation = FunctionDocumentation(
        summary: "The products of the elements at one place.",
        examples: [.init(sql: "tupleMultiply((1, 2), (3, 4))", result: "(3,8)")])
}

/// `tupleDivide`.
package struct TupleDivide: TupleArithmetic {
    package static let name = "tupleDivide"
    static let elementFunction: any ScalarFunction.Type = Divide.self
    package static let documentation = FunctionDocumentation(
        summary: "The quotients of the elements at one place.",
        examples: [.init(sql: "tupleDivide((1, 2), (2, 4))", result: "(0.5,0.5)")])
}

/// `tupleModulo`.
package struct TupleModulo: TupleArithmetic {
    package static let name = "tupleModulo"
    static let elementFunction: any ScalarFunction.Type = Modulo.self
    package static let documentation = FunctionDocumentation(
        summary: "The remainders of the elements at one place.",
        examples: [.init(sql: "tupleModulo((5, 6), (3, 4))", result: "(2,2)")])
}

/// `tupleIntDiv`.
package struct TupleIntDiv: TupleArithmetic {
    package static let name = "tupleIntDiv"
    static let elementFunction: any ScalarFunction.Type = IntDiv.self
    package static let documentation = FunctionDocumentation(
        summary: "The integer quotients of the elements at one place.",
        examples: [.init(sql: "tupleIntDiv((5, 6), (3, 4))", result: "(1,1)")])
}

/// `tupleMultiplyByNumber`.
package struct TupleMultiplyByNumber: TupleByNumber {
    package static let name = "tupleMultiplyByNumber"
    static let elementFunction: any ScalarFunction.Type = Multiply.self
    package static let documentation = FunctionDocumentation(
        summary: "Every element times a number.",
        examples: [.init(sql: "tupleMultiplyByNumber((1, 2), 3)", result: "(3,6)")])
}

/// `tupleDivideByNumber`.
package struct TupleDivideByNumber: TupleByNumber {
    package static let name = "tupleDivideByNumber"
    static let elementFunction: any ScalarFunction.Type = Divide.self
    package static let documentation = FunctionDocumentation(
        summary: "Every element divided by a number.",
        examples: [.init(sql: "tupleDivideByNumber((1, 2), 2)", result: "(0.5,1)")])
}

/// `tupleModuloByNumber`.
package struct TupleModuloByNumber: TupleByNumber {
    package static let name = "tupleModuloByNumber"
    static let elementFunction: any ScalarFunction.Type = Modulo.self
    package static let documentation = FunctionDocumentation(
        summary: "Every remainder by a number.",
        examples: [.init(sql: "tupleModuloByNumber((5, 6), 4)", result: "(1,2)")])
}

/// `tupleIntDivByNumber`.
package struct TupleIntDivByNumber: TupleByNumber {
    package static let name = "tupleIntDivByNumber"
    static let elementFunction: any ScalarFunction.Type = IntDiv.self
    package static let documentation = FunctionDocumentation(
        summary: "Every integer quotient by a number.",
        examples: [.init(sql: "tupleIntDivByNumber((5, 6), 3)", result: "(1,2)")])
}

/// `tupleNegate`.
package struct TupleNegate: ScalarFunction {
    package static let name = "tupleNegate"
    package static let documentation = FunctionDocumentation(
        summary: "The elements with the other sign.", examples: [.init(sql: "tupleNegate((1, 2))", result: "(-1,-2)")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        _ = try TupleArgument.elements(name, arguments, 0)
        return try Negate.result(of: arguments, in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Negate.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}

/// `tupleIntDivOrZero`.
package struct TupleIntDivOrZero: TupleArithmetic {
    package static let name = "tupleIntDivOrZero"
    static let elementFunction: any ScalarFunction.Type = IntDivOrZero.self
    package static let documentation = FunctionDocumentation(
        summary: "The integer quotients of the elements at one place, 0 for a zero divisor.",
        examples: [.init(sql: "tupleIntDivOrZero((5, 6), (0, 4))", result: "(0,1)")])
}

/// `tupleIntDivOrZeroByNumber`.
package struct TupleIntDivOrZeroByNumber: TupleByNumber {
    package static let name = "tupleIntDivOrZeroByNumber"
    static let elementFunction: any ScalarFunction.Type = IntDivOrZero.self
    package static let documentation = FunctionDocumentation(
        summary: "Every integer quotient by a number, 0 where that is zero.",
        examples: [.init(sql: "tupleIntDivOrZeroByNumber((5, 6), 0)", result: "(0,0)")])
}

/// How many elements differ.
package struct TupleHammingDistance: ScalarFunction {
    package static let name = "tupleHammingDistance"
    package static let documentation = FunctionDocumentation(
        summary: "The number of places at which two tuples differ.",
        examples: [.init(sql: "tupleHammingDistance((1, 2), (1, 3))", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let left = try TupleArgument.elements(name, arguments, 0)
        let right = try TupleArgument.elements(name, arguments, 1)
        guard left.count == right.count, !left.isEmpty else {
            throw QueryError(
                .illegalTypeOfArgument, "Expected tuples of the same size as arguments of function \(name)")
        }
        var total = DataType.uint8
        for (position, pair) in zip(left, right).enumerated() {
            _ = try FunctionCall.result(
                NotEquals.self, [Argument(type: pair.0.type), Argument(type: pair.1.type)], in: context)
            if position > 0 {
                total = try Plus.result(of: [Argument(type: total), Argument(type: .uint8)], in: context)
            }
        }
        return total
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let left = try TupleArgument.columns(arguments[0])
        let right = try TupleArgument.columns(arguments[1])
        var counts = [UInt64](repeating: 0, count: rowCount)
        for (a, b) in zip(left, right) {
            let differ = try FunctionCall.evaluate(NotEquals.self, [a, b], rowCount: rowCount, in: context)
            for (row, mark) in maskOfTrue(differ.column.materialised).enumerated() { counts[row] &+= UInt64(mark) }
        }
        return try Column.uint64(counts).asNumbers(result.physicalKind)
    }
}
