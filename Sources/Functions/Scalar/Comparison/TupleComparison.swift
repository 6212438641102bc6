import Columns
import Errors

/// Comparison of tuples, element by element with the functions themselves, so that NULLs count as they do there.
enum TupleComparison {
    static func evaluate(
        _ operation: ComparisonOperation, _ left: TypedColumn, _ right: TypedColumn, to result: DataType,
        rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .tuple(let leftTypes) = left.type.storedValue, case .tuple(let rightTypes) = right.type.storedValue,
            case .tuple(let a) = left.column.materialised, case .tuple(let b) = right.column.materialised
        else { throw wrongLayout(left.column, left.type) }
        var pairs: [[TypedColumn]] = []
        for position in leftTypes.indices {
            pairs.append([
                TypedColumn(type: leftTypes[position].type, column: a.elements[position]),
                TypedColumn(type: rightTypes[position].type, column: b.elements[position]),
            ])
        }
        let answer: TypedColumn
        switch operation {
        case .equals: answer = try joined(Equals.self, pairs, with: And.self, empty: 1, rowCount, context)
        case .notEquals: answer = try joined(NotEquals.self, pairs, with: Or.self, empty: 0, rowCount, context)
        case .less: answer = try ordered(pairs[...], Less.self, Less.self, whenEqual: 0, rowCount, context)
        case .greater: answer = try ordered(pairs[...], Greater.self, Greater.self, whenEqual: 0, rowCount, context)
        case .lessOrEquals:
            answer = try ordered(pairs[...], Less.self, LessOrEquals.self, whenEqual: 1, rowCount, context)
        case .greaterOrEquals:
            answer = try ordered(pairs[...], Greater.self, GreaterOrEquals.self, whenEqual: 1, rowCount, context)
        }
        return try convertColumn(answer.column.materialised, from: answer.type, to: result, in: context)
    }

    private static func joined(
        _ function: any ScalarFunction.Type, _ pairs: [[TypedColumn]], with join: any ScalarFunction.Type,
        empty: UInt8, _ rowCount: Int, _ context: QueryContext
    ) throws(QueryError) -> TypedColumn {
        var answer: TypedColumn?
        for pair in pairs {
            let next = try FunctionCall.evaluate(function, pair, rowCount: rowCount, in: context)
            if let known = answer {
                answer = try FunctionCall.evaluate(join, [known, next], rowCount: rowCount, in: context)
            } else {
                answer = next
            }
        }
        return answer ?? TypedColumn(type: .uint8, column: .uint8([UInt8](repeating: empty, count: rowCount)))
    }

    /// `a < b or (a = b and (the rest))`; the last element is compared by `last`.
    private static func ordered(
        _ pairs: ArraySlice<[TypedColumn]>, _ strict: any ScalarFunction.Type, _ last: any ScalarFunction.Type,
        whenEqual: UInt8, _ rowCount: Int, _ context: QueryContext
    ) throws(QueryError) -> TypedColumn {
        guard let pair = pairs.first else {
            return TypedColumn(type: .uint8, column: .uint8([UInt8](repeating: whenEqual, count: rowCount)))
        }
        if pairs.count == 1 { return try FunctionCall.evaluate(last, pair, rowCount: rowCount, in: context) }
        let before = try FunctionCall.evaluate(strict, pair, rowCount: rowCount, in: context)
        let same = try FunctionCall.evaluate(Equals.self, pair, rowCount: rowCount, in: context)
        let rest = try ordered(pairs.dropFirst(), strict, last, whenEqual: whenEqual, rowCount, context)
        let tail = try FunctionCall.evaluate(And.self, [same, rest], rowCount: rowCount, in: context)
        return try FunctionCall.evaluate(Or.self, [before, tail], rowCount: rowCount, in: context)
    }
}
