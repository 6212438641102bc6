import Columns
import Errors

enum ArrayShingles: RowwiseFunction {
    static let name = "arrayShingles"
    static let signature: [ArgumentKind] = [.array, .constant(.integer)]
    static let documentation = FunctionDocumentation(
        "All runs of a number of neighbouring elements.", example: "arrayShingles([1, 2, 3, 4], 3)",
        "[[1,2,3],[2,3,4]]")
    private static let elementCountMax = 10_000_000

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .array(arguments[0].type) }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let elements = row[0].elements
        let length = row[1].integer
        guard length >= 1 else {
            throw QueryError(.badArguments, "Shingle argument of function \(name) must be a positive integer")
        }
        guard length <= Int64(elements.count) else {
            throw QueryError(
                .badArguments, "Shingle argument of function \(name) must less or equal than the array length")
        }
        let size = Int(length)
        guard (elements.count - size + 1).multipliedReportingOverflow(by: size).partialValue <= elementCountMax else {
            throw QueryError(.tooLargeArraySize, "The result of function \(name) has too many elements")
        }
        return .array((0...elements.count - size).map { .array(Array(elements[$0..<$0 + size])) })
    }
}

enum ArrayTranspose: RowwiseFunction {
    static let name = "arrayTranspose"
    static let signature: [ArgumentKind] = [.array]
    static let documentation = FunctionDocumentation(
        "Rows as columns: arrays of one length, turned.", example: "arrayTranspose([[1, 2], [3, 4]])", "[[1,3],[2,4]]")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        guard case .array(.array) = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return arguments[0].type
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let rows = row[0].elements.map(\.elements)
        guard let width = rows.first?.count else { return .array([]) }
        guard rows.allSatisfy({ $0.count == width }) else {
            throw QueryError(
                .sizesOfArraysDontMatch, "The arrays in the argument of function \(name) must have equal sizes")
        }
        return .array((0..<width).map { column in .array(rows.map { $0[column] }) })
    }
}

enum ArrayRemove: ScalarFunction {
    static let name = "arrayRemove"
    static let aliases = ["array_remove"]
    static let isCaseInsensitive = true
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "The array without the elements that are equal to a value.", example: "arrayRemove([1, 2, 1], 1)", "[2]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let element = try ArrayArgument.element(name, arguments, 0)
        _ = try leastSupertype(of: [element, arguments[1].type])
        return .array(element)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let own = try ArrayArgument.column(arguments[0])
        let element = try ArrayArgument.element(name, [Argument(type: arguments[0].type)], 0)
        let common = try leastSupertype(of: [element, arguments[1].type])
        let compared = try ArrayArgument.column(arguments[0], as: common, in: context)
        let removed = try convertColumn(arguments[1].column, from: arguments[1].type, to: common, in: context)
            .materialised
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let value = removed.value(at: row)
            for index in own.range(of: row) where compared.elements.value(at: index) != value { builder.append(index) }
            builder.endRow()
        }
        return builder.column(of: own.elements)
    }
}

enum ArrayFlattenedLength: RowwiseFunction {
    static let name = "arrayFlattenedLength"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.array]
    static let documentation = FunctionDocumentation(
        "The number of elements of all the arrays in an array.", example: "arrayFlattenedLength([[1, 2], [3]])", "3")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .uint64 }
    static func value(_ row: [Value]) throws(QueryError) -> Value { .uint64(count(row[0])) }

    private static func count(_ value: Value) -> UInt64 {
        guard case .array(let elements) = value else { return 1 }
        return elements.reduce(0) { $0 &+ count($1) }
    }
}

enum NotHas: ScalarFunction {
    static let name = "notHas"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "1 if the array does not have the element.", example: "notHas([1, 2], 3)", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let has = try FunctionCall.result(Has.self, arguments, in: context)
        return try FunctionCall.result(Not.self, [Argument(type: has)], in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let has = try FunctionCall.evaluate(Has.self, arguments, rowCount: rowCount, in: context)
        return try FunctionCall.evaluate(Not.self, [has], rowCount: rowCount, in: context).column.materialised
    }
}
