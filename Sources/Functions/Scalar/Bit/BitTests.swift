import Columns
import Errors

/// Tests of single bits of an integer, counted from 0 at the lowest.
enum BitTesting {
    static func check(_ name: String, _ arguments: [Argument], _ allowed: ClosedRange<Int>) throws(QueryError) {
        try checkArgumentCount(name, arguments, allowed)
        for (position, argument) in arguments.enumerated() {
            guard let shape = NumberShape(argument.type), !shape.isFloat else {
                throw illegalArgumentType(name, position, argument.type)
            }
        }
    }

    /// For every row the bits of the number, and the positions.
    static func evaluate(
        _ arguments: [TypedColumn], rowCount: Int, _ answer: (UInt256, [Int]) -> Bool
    ) throws(QueryError) -> Column {
        guard case .uint256(let values) = try arguments[0].column.asNumbers(.uint256) else {
            throw wrongLayout(arguments[0].column, .uint256)
        }
        let width = (arguments[0].type.fixedWidth ?? 1) * 8
        var positions: [[Int64]] = []
        for argument in arguments.dropFirst() {
            guard case .int64(let column) = try argument.column.asNumbers(.int64) else {
                throw wrongLayout(argument.column, argument.type)
            }
            positions.append(column)
        }
        var result = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            var places: [Int] = []
            for column in positions {
                guard column[row] >= 0, column[row] < Int64(width) else {
                    throw QueryError(
                        .parameterOutOfBound,
                        "The bit position argument needs to a positive value and less or equal to \(width - 1)")
                }
                places.append(Int(column[row]))
            }
            result[row] = answer(values[row], places) ? 1 : 0
        }
        return .uint8(result)
    }

    static func isSet(_ value: UInt256, _ place: Int) -> Bool { value.shiftedRight(place).limb0 & 1 != 0 }
}

/// The bit at a position.
package struct BitTest: ScalarFunction {
    package static let name = "bitTest"
    package static let documentation = FunctionDocumentation(
        summary: "The bit at a position, counted from 0 at the lowest.",
        examples: [.init(sql: "bitTest(5, 2)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try BitTesting.check(name, arguments, 2...2)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try BitTesting.evaluate(arguments, rowCount: rowCount) { value, places in BitTesting.isSet(value, places[0]) }
    }
}

/// Whether all bits at the positions are set.
package struct BitTestAll: ScalarFunction {
    package static let name = "bitTestAll"
    package static let documentation = FunctionDocumentation(
        summary: "Whether all bits at the positions are set.",
        examples: [.init(sql: "bitTestAll(5, 0, 2)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try BitTesting.check(name, arguments, 2...256)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try BitTesting.evaluate(arguments, rowCount: rowCount) { value, places in
            places.allSatisfy { BitTesting.isSet(value, $0) }
        }
    }
}

/// Whether a bit at one of the positions is set.
package struct BitTestAny: ScalarFunction {
    package static let name = "bitTestAny"
    package static let documentation = FunctionDocumentation(
        summary: "Whether a bit at one of the positions is set.",
        examples: [.init(sql: "bitTestAny(5, 1, 2)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try BitTesting.check(name, arguments, 2...256)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try BitTesting.evaluate(arguments, rowCount: rowCount) { value, places in
            places.contains { BitTesting.isSet(value, $0) }
        }
    }
}
