import Columns
import Errors

/// Elements equal to a value; NULL equals NULL here.
enum ArraySearch {
    /// For each element whether it equals its row's needle, and where the rows end.
    static func matches(
        _ array: TypedColumn, _ needle: TypedColumn, in context: QueryContext
    ) throws(QueryError) -> (mask: [UInt8], array: ArrayColumn) {
        guard case .array(let element) = array.type.storedValue else { throw wrongLayout(array.column, array.type) }
        if element == .nothing { return ([], try ArrayArgument.column(array)) }
        let column = try ArrayArgument.column(array)
        if case .constant(let constant) = needle.column {
            let one = TypedColumn(
                type: needle.type, column: .constant(ConstantColumn(constant.value, count: column.elements.count)))
            return (try equal(TypedColumn(type: element, column: column.elements), one, in: context), column)
        }
        let spread = TypedColumn(type: needle.type, column: needle.column.gathering(column.outerRows))
        return (try equal(TypedColumn(type: element, column: column.elements), spread, in: context), column)
    }

    private static func equal(
        _ left: TypedColumn, _ right: TypedColumn, in context: QueryContext
    ) throws(QueryError) -> [UInt8] {
        guard
            case .uint8(let mask) = try IsNotDistinctFrom.evaluate(
                [
                    TypedColumn(type: left.type, column: left.column),
                    TypedColumn(type: right.type, column: right.column),
                ], to: .uint8, rowCount: left.column.count, in: context)
        else { return [] }
        return mask
    }

    static func check(_ name: String, _ arguments: [Argument]) throws(QueryError) {
        try checkArgumentCount(name, arguments, 2...2)
        let element = try ArrayArgument.element(name, arguments, 0)
        if arguments[1].type == .nullable(.nothing) || element == .nothing { return }
        _ = try leastSupertype(of: [element.unwrapped, arguments[1].type.unwrapped])
    }
}

/// Whether the array has an element.
package struct Has: ScalarFunction {
    package static let name = "has"
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the array has an element, or the map a key.",
        examples: [.init(sql: "has([1, 2], 2)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if case .map(let key, _) = arguments[0].type {
            _ = try leastSupertype(of: [key.unwrapped, arguments[1].type.unwrapped])
            return .uint8
        }
        try ArraySearch.check(name, arguments)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try MapArgument.keysAsArray(arguments[0])
        let (mask, column) = try ArraySearch.matches(array, arguments[1], in: context)
        return .uint8(
            (0..<rowCount).map { row in mask.isEmpty ? 0 : column.range(of: row).contains { mask[$0] != 0 } ? 1 : 0 })
    }
}

/// Where an element first stands.
package struct IndexOf: ScalarFunction {
    package static let name = "indexOf"
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The index of the first such element, from 1; 0 if there is none.",
        examples: [.init(sql: "indexOf([1, 3, NULL], 3)", result: "2")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ArraySearch.check(name, arguments)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (mask, column) = try ArraySearch.matches(arguments[0], arguments[1], in: context)
        return .uint64(
            (0..<rowCount).map { row in
                let range = column.range(of: row)
                guard !mask.isEmpty, let place = range.first(where: { mask[$0] != 0 }) else { return 0 }
                return UInt64(place - range.lowerBound + 1)
            })
    }
}

/// How often an element stands in the array.
package struct CountEqual: ScalarFunction {
    package static let name = "countEqual"
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of such elements.", examples: [.init(sql: "countEqual([1, 2, 1], 1)", result: "2")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ArraySearch.check(name, arguments)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (mask, column) = try ArraySearch.matches(arguments[0], arguments[1], in: context)
        return .uint64(
            (0..<rowCount).map { row in mask.isEmpty ? 0 : UInt64(column.range(of: row).count { mask[$0] != 0 }) })
    }
}

/// Questions about two arrays.
protocol ArrayRelation: ScalarFunction {
    static func holds(_ left: [Value], _ right: [Value]) -> Bool
}

extension ArrayRelation {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let left = try ArrayArgument.element(name, arguments, 0)
        _ = try leastSupertype(of: [left, try ArrayArgument.element(name, arguments, 1)])
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type) }
        let element = try leastSupertype(of: [
            try ArrayArgument.element(name, known, 0), try ArrayArgument.element(name, known, 1),
        ])
        let left = try ArrayArgument.column(arguments[0], as: element, in: context)
        let right = try ArrayArgument.column(arguments[1], as: element, in: context)
        var answers = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let a = left.range(of: row).map { left.elements.value(at: $0) }
            let b = right.range(of: row).map { right.elements.value(at: $0) }
            answers[row] = holds(a, b) ? 1 : 0
        }
        return .uint8(answers)
    }
}

/// All elements of the second array are in the first.
package struct HasAll: ArrayRelation {
    package static let name = "hasAll"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the first array has all elements of the second.",
        examples: [.init(sql: "hasAll([1, 2, 3], [1, 3])", result: "1")])
    static func holds(_ left: [Value], _ right: [Value]) -> Bool { Set(left).isSuperset(of: right) }
}

/// Some element of the second array is in the first.
package struct HasAny: ArrayRelation {
    package static let name = "hasAny"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the first array has an element of the second.",
        examples: [.init(sql: "hasAny([1, 2], [2, 5])", result: "1")])
    static func holds(_ left: [Value], _ right: [Value]) -> Bool { !Set(left).isDisjoint(with: right) }
}

/// The elements of the second array stand in the first, side by side and in order.
package struct HasSubstr: ArrayRelation {
    package static let name = "hasSubstr"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the second array stands in the first, side by side and in order.",
        examples: [.init(sql: "hasSubstr([1, 2, 3], [2, 3])", result: "1")])
    static func holds(_ left: [Value], _ right: [Value]) -> Bool {
        guard right.count <= left.count else { return false }
        return (0...left.count - right.count).contains { left[$0..<$0 + right.count].elementsEqual(right) }
    }
}
