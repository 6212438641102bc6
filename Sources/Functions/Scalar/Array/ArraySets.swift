import Columns
import Errors

/// Every element once, NULL left out.
package struct ArrayDistinct: ScalarFunction {
    package static let name = "arrayDistinct"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Every element once, in order of their first places, without NULL.",
        examples: [.init(sql: "arrayDistinct([1, 2, 1])", result: "[1,2]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .array(try ArrayArgument.element(name, arguments, 0).withoutNullable)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        let nulls = isNullMask(array.elements)
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            var seen: Set<Value> = []
            for element in array.range(of: row)
            where nulls[element] == 0 && seen.insert(array.elements.value(at: element)).inserted {
                builder.append(element)
            }
            builder.endRow()
        }
        return builder.column(of: NullStripping.values(of: array.elements))
    }
}

/// Several arrays of one length, read side by side.
enum ParallelArrays {
    static func check(_ name: String, _ arguments: [Argument]) throws(QueryError) {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed 0, should be at least 1")
        }
        for position in arguments.indices { _ = try ArrayArgument.element(name, arguments, position) }
    }

    static func columns(_ name: String, _ arguments: [TypedColumn]) throws(QueryError) -> [ArrayColumn] {
        var arrays: [ArrayColumn] = []
        for argument in arguments { arrays.append(try ArrayArgument.column(argument)) }
        try ArrayArgument.checkSameEnds(name, arrays)
        return arrays
    }

    /// The elements of all arrays at one place.
    static func key(_ arrays: [ArrayColumn], _ element: Int) -> Value {
        arrays.count == 1
            ? arrays[0].elements.value(at: element) : .tuple(arrays.map { $0.elements.value(at: element) })
    }
}

/// How many different elements there are.
package struct ArrayUniq: ScalarFunction {
    package static let name = "arrayUniq"
    package static let documentation = FunctionDocumentation(
        summary: "The number of different elements, or of different tuples of several arrays' elements.",
        examples: [.init(sql: "arrayUniq([1, 2, 1])", result: "2")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ParallelArrays.check(name, arguments)
        return .uint32
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ParallelArrays.columns(name, arguments)
        return .uint32(
            (0..<rowCount).map { row in
                UInt32(truncatingIfNeeded: Set(arrays[0].range(of: row).map { ParallelArrays.key(arrays, $0) }).count)
            })
    }
}

/// 1, 2, 3 … for every array.
package struct ArrayEnumerate: ScalarFunction {
    package static let name = "arrayEnumerate"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The indexes of the elements.", examples: [.init(sql: "arrayEnumerate(['a', 'b'])", result: "[1,2]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        _ = try ArrayArgument.element(name, arguments, 0)
        return .array(.uint32)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        var numbers: [UInt32] = []
        numbers.reserveCapacity(array.elements.count)
        for row in 0..<rowCount {
            for position in 0..<array.range(of: row).count { numbers.append(UInt32(truncatingIfNeeded: position + 1)) }
        }
        return .array(ArrayColumn(ends: array.ends, elements: .uint32(numbers)))
    }
}

/// A number for every element, found from those before it.
protocol ArrayNumbering: ScalarFunction {
    /// The number of an element, given the numbers of different elements so far and how often this one was seen.
    static func number(of value: Value, in seen: inout [Value: UInt32]) -> UInt32
}

extension ArrayNumbering {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ParallelArrays.check(name, arguments)
        return .array(.uint32)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ParallelArrays.columns(name, arguments)
        var numbers: [UInt32] = []
        numbers.reserveCapacity(arrays[0].elements.count)
        for row in 0..<rowCount {
            var seen: [Value: UInt32] = [:]
            for element in arrays[0].range(of: row) {
                numbers.append(number(of: ParallelArrays.key(arrays, element), in: &seen))
            }
        }
        return .array(ArrayColumn(ends: arrays[0].ends, elements: .uint32(numbers)))
    }
}

/// For every element how often it has come up to here.
package struct ArrayEnumerateUniq: ArrayNumbering {
    package static let name = "arrayEnumerateUniq"
    package static let documentation = FunctionDocumentation(
        summary: "For every element how often it has come so far.",
        examples: [.init(sql: "arrayEnumerateUniq([10, 20, 10])", result: "[1,1,2]")])
    static func number(of value: Value, in seen: inout [Value: UInt32]) -> UInt32 {
        let count = (seen[value] ?? 0) &+ 1
        seen[value] = count
        return count
    }
}

/// For every element the rank of its first place.
package struct ArrayEnumerateDense: ArrayNumbering {
    package static let name = "arrayEnumerateDense"
    package static let documentation = FunctionDocumentation(
        summary: "For every element the number of its value, in order of the first places.",
        examples: [.init(sql: "arrayEnumerateDense([10, 20, 10])", result: "[1,2,1]")])
    static func number(of value: Value, in seen: inout [Value: UInt32]) -> UInt32 {
        if let known = seen[value] { return known }
        let next = UInt32(truncatingIfNeeded: seen.count + 1)
        seen[value] = next
        return next
    }
}

/// Sets made of arrays.
protocol ArraySetFunction: ScalarFunction {
    /// Is an element with this many arrays that have it, out of `total`, in the result?
    static func keeps(_ count: Int, of total: Int) -> Bool
}

extension ArraySetFunction {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ParallelArrays.check(name, arguments)
        var elements: [DataType] = []
        for position in arguments.indices { elements.append(try ArrayArgument.element(name, arguments, position)) }
        if name == "arrayIntersect", elements.contains(.nothing) { return .array(.nothing) }
        return .array(try leastSupertype(of: elements))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result, element != .nothing else {
            return .defaults(of: result, count: rowCount)
        }
        var arrays: [ArrayColumn] = []
        for argument in arguments { arrays.append(try ArrayArgument.column(argument, as: element, in: context)) }
        let all = Column.concatenating(arrays.map(\.elements))
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            var places: [Value: (place: Int, count: Int, last: Int)] = [:]
            var order: [Value] = []
            var offset = 0
            for (number, array) in arrays.enumerated() {
                for index in array.range(of: row) {
                    let value = array.elements.value(at: index)
                    if let known = places[value] {
                        if known.last != number { places[value] = (known.place, known.count + 1, number) }
                    } else {
                        places[value] = (index + offset, 1, number)
                        order.append(value)
                    }
                }
                offset += array.elements.count
            }
            for value in order {
                if let known = places[value], keeps(known.count, of: arrays.count) { builder.append(known.place) }
            }
            builder.endRow()
        }
        return builder.column(of: all)
    }
}

/// What all arrays have.
package struct ArrayIntersect: ArraySetFunction {
    package static let name = "arrayIntersect"
    package static let documentation = FunctionDocumentation(
        summary: "The elements that all arrays have.",
        examples: [.init(sql: "arrayIntersect([1, 2], [2, 3])", result: "[2]")])
    static func keeps(_ count: Int, of total: Int) -> Bool { count == total }
}

/// What any array has.
package struct ArrayUnion: ArraySetFunction {
    package static let name = "arrayUnion"
    package static let documentation = FunctionDocumentation(
        summary: "The elements that any array has, each once.",
        examples: [.init(sql: "arraySort(arrayUnion([1, 2], [2, 3]))", result: "[1,2,3]")])
    static func keeps(_ count: Int, of total: Int) -> Bool { true }
}

/// What some arrays have, but not all.
package struct ArraySymmetricDifference: ArraySetFunction {
    package static let name = "arraySymmetricDifference"
    package static let documentation = FunctionDocumentation(
        summary: "The elements that not all arrays have.",
        examples: [.init(sql: "arraySort(arraySymmetricDifference([1, 2], [2, 3]))", result: "[1,3]")])
    static func keeps(_ count: Int, of total: Int) -> Bool { count < total }
}

/// The first array without the elements of the second.
package struct ArrayExcept: ScalarFunction {
    package static let name = "arrayExcept"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements of the first array that the second does not have.",
        examples: [.init(sql: "arrayExcept([1, 2, 3], [2])", result: "[1,3]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let element = try ArrayArgument.element(name, arguments, 0)
        _ = try leastSupertype(of: [element, try ArrayArgument.element(name, arguments, 1)])
        return .array(element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type) }
        let common = try leastSupertype(of: [
            try ArrayArgument.element(name, known, 0), try ArrayArgument.element(name, known, 1),
        ])
        let own = try ArrayArgument.column(arguments[0])
        let left = try ArrayArgument.column(arguments[0], as: common, in: context)
        let right = try ArrayArgument.column(arguments[1], as: common, in: context)
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let without = Set(right.range(of: row).map { right.elements.value(at: $0) })
            for index in left.range(of: row) where !without.contains(left.elements.value(at: index)) {
                builder.append(index)
            }
            builder.endRow()
        }
        return builder.column(of: own.elements)
    }
}
