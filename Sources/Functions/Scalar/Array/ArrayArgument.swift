import Columns
import Errors

/// Arrays as functions see them, and new arrays made of their elements.
enum ArrayArgument {
    /// The element type of argument `position`, which must be an array.
    static func element(_ name: String, _ arguments: [Argument], _ position: Int) throws(QueryError) -> DataType {
        guard case .array(let element) = arguments[position].type.storedValue else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        return element
    }

    static func column(_ argument: TypedColumn) throws(QueryError) -> ArrayColumn {
        guard case .array(let array) = argument.column.materialised else {
            throw wrongLayout(argument.column, argument.type)
        }
        return array
    }

    /// The arrays of an argument with their elements as `element`.
    static func column(
        _ argument: TypedColumn, as element: DataType, in context: QueryContext
    ) throws(QueryError) -> ArrayColumn {
        let array = try column(argument)
        guard case .array(let own) = argument.type.storedValue else {
            throw wrongLayout(argument.column, argument.type)
        }
        let elements = try convertColumn(array.elements, from: own, to: element, in: context)
        return ArrayColumn(ends: array.ends, elements: elements.materialised)
    }

    /// The integer of every row, or one for all; NULL is `nil`.
    static func integers(_ argument: TypedColumn, rowCount: Int) throws(QueryError) -> [Int64?] {
        let column = argument.column.materialised.withoutLowCardinality
        if case .nothing = column { return [Int64?](repeating: nil, count: rowCount) }
        let nulls = isNullMask(column)
        let values = NullStripping.values(of: column)
        if case .nothing = values { return [Int64?](repeating: nil, count: rowCount) }
        guard case .int64(let numbers) = try values.asNumbers(.int64) else {
            throw wrongLayout(argument.column, argument.type)
        }
        return zip(numbers, nulls).map { $1 != 0 ? nil : $0 }
    }

    /// Refuses arrays of different lengths in one row.
    static func checkSameEnds(_ name: String, _ arrays: [ArrayColumn]) throws(QueryError) {
        guard let first = arrays.first else { return }
        for array in arrays.dropFirst() where array.ends != first.ends {
            throw QueryError(.sizesOfArraysDontMatch, "Arrays passed to \(name) must have equal size")
        }
    }
}

/// Arrays made of elements of a column, row by row.
struct ArrayBuilder {
    /// Elements of one block that a function may make out of nothing.
    static let madeElementsMax = 1 << 27

    private(set) var rows: [UInt32] = []
    private(set) var ends: [Int] = []

    mutating func append(_ element: Int) { rows.append(UInt32(truncatingIfNeeded: element)) }
    mutating func append(contentsOf elements: Range<Int>) {
        for element in elements { rows.append(UInt32(truncatingIfNeeded: element)) }
    }
    mutating func endRow() { ends.append(rows.count) }
    var count: Int { rows.count }

    func column(of elements: Column) -> Column {
        .array(ArrayColumn(ends: ends, elements: elements.gathering(rows)))
    }
}

/// A function of one array that keeps, drops or moves its elements.
protocol ArrayReordering: ScalarFunction {
    /// Appends the elements of the result for `range`, the elements of one row of `elements`.
    static func reorder(_ range: Range<Int>, of elements: Column, into builder: inout ArrayBuilder)
}

extension ArrayReordering {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .array(try ArrayArgument.element(name, arguments, 0).withoutLowCardinality)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            reorder(array.range(of: row), of: array.elements, into: &builder)
            builder.endRow()
        }
        return builder.column(of: array.elements.withoutLowCardinality)
    }
}

/// The array without its last element.
package struct ArrayPopBack: ArrayReordering {
    package static let name = "arrayPopBack"
    package static let documentation = FunctionDocumentation(
        summary: "The array without its last element.",
        examples: [.init(sql: "arrayPopBack([1, 2, 3])", result: "[1,2]")])
    static func reorder(_ range: Range<Int>, of elements: Column, into builder: inout ArrayBuilder) {
        builder.append(contentsOf: range.dropLast())
    }
}

/// The array without its first element.
package struct ArrayPopFront: ArrayReordering {
    package static let name = "arrayPopFront"
    package static let documentation = FunctionDocumentation(
        summary: "The array without its first element.",
        examples: [.init(sql: "arrayPopFront([1, 2, 3])", result: "[2,3]")])
    static func reorder(_ range: Range<Int>, of elements: Column, into builder: inout ArrayBuilder) {
        builder.append(contentsOf: range.dropFirst())
    }
}

/// The elements in the other order.
package struct ArrayReverse: ArrayReordering {
    package static let name = "arrayReverse"
    package static let documentation = FunctionDocumentation(
        summary: "The elements in the other order.", examples: [.init(sql: "arrayReverse([1, 2])", result: "[2,1]")])
    static func reorder(_ range: Range<Int>, of elements: Column, into builder: inout ArrayBuilder) {
        for element in range.reversed() { builder.append(element) }
    }
}
