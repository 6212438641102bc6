import Columns
import Errors

/// The elements of all arrays, one array behind the other.
package struct ArrayConcat: ScalarFunction {
    package static let name = "arrayConcat"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements of all arrays in one.",
        examples: [.init(sql: "arrayConcat([1], [2, 3])", result: "[1,2,3]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Function \(name) needs at least one argument")
        }
        var elements: [DataType] = []
        for position in arguments.indices { elements.append(try ArrayArgument.element(name, arguments, position)) }
        return .array(try leastSupertype(of: elements))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        var arrays: [ArrayColumn] = []
        for argument in arguments { arrays.append(try ArrayArgument.column(argument, as: element, in: context)) }
        return ArrayPiling.joined(arrays, rowCount: rowCount)
    }
}

enum ArrayPiling {
    /// Row by row the elements of all `arrays`, which have one element layout.
    static func joined(_ arrays: [ArrayColumn], rowCount: Int) -> Column {
        let all = Column.concatenating(arrays.map(\.elements))
        var offsets: [Int] = []
        var total = 0
        for array in arrays {
            offsets.append(total)
            total += array.elements.count
        }
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            for (array, offset) in zip(arrays, offsets) {
                let range = array.range(of: row)
                builder.append(contentsOf: range.lowerBound + offset..<range.upperBound + offset)
            }
            builder.endRow()
        }
        return builder.column(of: all)
    }
}

/// One more element at an end.
protocol ArrayPush: ScalarFunction {
    static var atFront: Bool { get }
}

extension ArrayPush {
    package static var nulls: NullRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if arguments[0].type == .nullable(.nothing) { return arguments[0].type }
        return .array(
            try leastSupertype(ofArguments: [
                Argument(type: try ArrayArgument.element(name, arguments, 0)), arguments[1],
            ]))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { return .defaults(of: result, count: rowCount) }
        let array = try ArrayArgument.column(arguments[0], as: element, in: context)
        let pushed = try convertColumn(arguments[1].column, from: arguments[1].type, to: element, in: context)
        let single = ArrayColumn(ends: (0..<rowCount).map { $0 + 1 }, elements: pushed.materialised)
        return ArrayPiling.joined(atFront ? [single, array] : [array, single], rowCount: rowCount)
    }
}

/// One more element at the end.
package struct ArrayPushBack: ArrayPush {
    package static let name = "arrayPushBack"
    static let atFront = false
    package static let documentation = FunctionDocumentation(
        summary: "The array with one more element at the end.",
        examples: [.init(sql: "arrayPushBack([1], 2)", result: "[1,2]")])
}

/// One more element at the beginning.
package struct ArrayPushFront: ArrayPush {
    package static let name = "arrayPushFront"
    static let atFront = true
    package static let documentation = FunctionDocumentation(
        summary: "The array with one more element at the beginning.",
        examples: [.init(sql: "arrayPushFront([1], 2)", result: "[2,1]")])
}

/// The array with another number of elements.
package struct ArrayResize: ScalarFunction {
    package static let name = "arrayResize"
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "The array cut or filled up to a length; a negative length works at the beginning.",
        examples: [.init(sql: "arrayResize([1], 3)", result: "[1,0,0]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        let element = try ArrayArgument.element(name, arguments, 0)
        let size = arguments[1].type.unwrapped
        guard size.isInteger || size == .nothing else { throw illegalArgumentType(name, 1, arguments[1].type) }
        return .array(arguments.count == 3 ? try leastSupertype(of: [element, arguments[2].type]) : element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        let array = try ArrayArgument.column(arguments[0], as: element, in: context)
        let sizes = try ArrayArgument.integers(arguments[1], rowCount: rowCount)
        var filler = Column.defaults(of: element, count: rowCount)
        if arguments.count == 3 {
            filler = try convertColumn(arguments[2].column, from: arguments[2].type, to: element, in: context)
        }
        let all = Column.concatenating([array.elements, filler.materialised])
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let range = array.range(of: row)
            let size = sizes[row] ?? 0
            let sizeMax = ArrayBuilder.madeElementsMax
            guard size.magnitude <= sizeMax, builder.count + Int(size.magnitude) <= sizeMax else {
                throw QueryError(.tooLargeArraySize, "Too large array size: \(size)")
            }
            let wanted = Int(size.magnitude)
            let fill = array.elements.count + row
            if size >= 0 {
                builder.append(contentsOf: range.prefix(wanted))
                for _ in range.count..<max(wanted, range.count) { builder.append(fill) }
            } else {
                for _ in range.count..<max(wanted, range.count) { builder.append(fill) }
                builder.append(contentsOf: range.suffix(wanted))
            }
            builder.endRow()
        }
        return builder.column(of: all)
    }
}

/// A part of the array.
package struct SliceOfArray: ScalarFunction {
    package static let name = "arraySlice"
    package static let nulls = NullRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The part of an array from an index on, so many elements long (or so many short, where negative).",
        examples: [.init(sql: "arraySlice([1, 2, 3, 4], 2, 2)", result: "[2,3]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        let element = try ArrayArgument.element(name, arguments, 0)
        for position in 1..<arguments.count {
            let type = arguments[position].type.unwrapped
            guard type.isInteger || type == .nothing else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
        }
        return .array(element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        let offsets = try ArrayArgument.integers(arguments[1], rowCount: rowCount)
        let lengths = arguments.count == 3 ? try ArrayArgument.integers(arguments[2], rowCount: rowCount) : nil
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let part = slice(array.range(of: row), from: offsets[row] ?? 1, length: lengths?[row])
            builder.append(contentsOf: part)
            builder.endRow()
        }
        return builder.column(of: array.elements)
    }

    /// A start before the first element takes from the length; a negative length ends that far before the end.
    private static func slice(_ range: Range<Int>, from offset: Int64, length: Int64?) -> Range<Int> {
        let count = Int64(range.count)
        guard offset != 0, offset <= count else { return range.upperBound..<range.upperBound }
        // Bounds far outside the array are the same as just outside.
        let start = offset > 0 ? offset - 1 : max(offset, -(1 << 40)) + count
        var end = count
        if let length {
            end = length >= 0 ? start + min(length, 1 << 40) : count + max(length, -(1 << 40))
        }
        let first = max(0, start)
        let last = max(first, min(end, count))
        return range.lowerBound + Int(first)..<range.lowerBound + Int(last)
    }
}

/// Elements moved around the ends, or out of them.
protocol ArrayShift: ScalarFunction {
    /// Elements that leave one end come in at the other.
    static var isRotation: Bool { get }
    static var isLeft: Bool { get }
}

extension ArrayShift {
    package static var nulls: NullRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, isRotation ? 2...2 : 2...3)
        let element = try ArrayArgument.element(name, arguments, 0)
        guard arguments[1].type.isInteger else { throw illegalArgumentType(name, 1, arguments[1].type) }
        return .array(arguments.count == 3 ? try leastSupertype(of: [element, arguments[2].type]) : element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        let array = try ArrayArgument.column(arguments[0], as: element, in: context)
        let steps = try ArrayArgument.integers(arguments[1], rowCount: rowCount)
        var filler = Column.defaults(of: element, count: rowCount)
        if arguments.count == 3 {
            filler = try convertColumn(arguments[2].column, from: arguments[2].type, to: element, in: context)
        }
        let all = Column.concatenating([array.elements, filler.materialised])
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let range = array.range(of: row)
            let count = Int64(range.count)
            let step = max(min(steps[row] ?? 0, 1 << 40), -(1 << 40)) * (isLeft ? 1 : -1)
            for position in 0..<count {
                let place = position + step
                if isRotation {
                    builder.append(range.lowerBound + Int(floorModulo(place, by: count)))
                } else if place >= 0 && place < count {
                    builder.append(range.lowerBound + Int(place))
                } else {
                    builder.append(array.elements.count + row)
                }
            }
            builder.endRow()
        }
        return builder.column(of: all)
    }
}

/// Elements that leave at the beginning come in at the end.
package struct ArrayRotateLeft: ArrayShift {
    package static let name = "arrayRotateLeft"
    static let isRotation = true
    static let isLeft = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements moved to the left, those that leave coming in at the end.",
        examples: [.init(sql: "arrayRotateLeft([1, 2, 3], 1)", result: "[2,3,1]")])
}

/// Elements that leave at the end come in at the beginning.
package struct ArrayRotateRight: ArrayShift {
    package static let name = "arrayRotateRight"
    static let isRotation = true
    static let isLeft = false
    package static let documentation = FunctionDocumentation(
        summary: "The elements moved to the right, those that leave coming in at the beginning.",
        examples: [.init(sql: "arrayRotateRight([1, 2, 3], 1)", result: "[3,1,2]")])
}

/// Elements moved to the left.
package struct ArrayShiftLeft: ArrayShift {
    package static let name = "arrayShiftLeft"
    static let isRotation = false
    static let isLeft = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements moved to the left, defaults coming in.",
        examples: [.init(sql: "arrayShiftLeft([1, 2, 3], 1)", result: "[2,3,0]")])
}

/// Elements moved to the right.
package struct ArrayShiftRight: ArrayShift {
    package static let name = "arrayShiftRight"
    static let isRotation = false
    static let isLeft = false
    package static let documentation = FunctionDocumentation(
        summary: "The elements moved to the right, defaults coming in.",
        examples: [.init(sql: "arrayShiftRight([1, 2, 3], 1)", result: "[0,1,2]")])
}
