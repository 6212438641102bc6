import Columns
import Errors

enum BitmapBuild: ScalarFunction {
    static let name = "bitmapBuild"
    static let documentation = FunctionDocumentation(
        "A bitmap of an array of whole numbers.", example: "bitmapToArray(bitmapBuild([3, 1, 3]))", "[3,1]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = try ArrayArgument.element(name, arguments, 0)
        guard let element = BitmapElement(type), type.isNativeInteger else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return BitmapArgument.type(element)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let element = BitmapArgument.element(result) else { throw wrongLayout(arguments[0].column, result) }
        let array = try ArrayArgument.column(arguments[0])
        let numbers = element.elements(of: array.elements)
        return BitmapArgument.column((0..<rowCount).map { Bitmap(numbers[array.range(of: $0)]) }, element)
    }
}

/// A function of bitmaps: what their elements are is the same for all.
protocol BitmapFunction: ScalarFunction {
    static var bitmapCount: Int { get }
    /// How many whole numbers stand behind the bitmaps.
    static var numberCount: Int { get }
    static func resultType(_ element: BitmapElement) -> DataType
    static func column(
        _ bitmaps: [[Bitmap]], _ numbers: [[UInt64]], _ element: BitmapElement, to result: DataType
    ) throws(QueryError) -> Column
}

extension BitmapFunction {
    static var nulls: NullRule { .propagated }
    static var numberCount: Int { 0 }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, bitmapCount + numberCount...bitmapCount + numberCount)
        guard let element = BitmapArgument.element(arguments[0].type) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "First argument for function \(name) must be a bitmap but it has type \(arguments[0].type.name)")
        }
        if bitmapCount > 1 {
            guard let other = BitmapArgument.element(arguments[1].type) else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Second argument for function \(name) must be a bitmap but it has type \(arguments[1].type.name)")
            }
            guard other.type == element.type else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "The nested type in bitmaps must be the same, but one is \(element.type.name), and the other is "
                        + other.type.name)
            }
        }
        for position in bitmapCount..<bitmapCount + numberCount {
            guard arguments[position].type.isNativeInteger else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
        }
        return resultType(element)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let element = BitmapArgument.element(arguments[0].type) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        var bitmaps: [[Bitmap]] = []
        for argument in arguments[..<bitmapCount] {
            bitmaps.append(try BitmapArgument.bitmaps(argument.column, element))
        }
        var numbers: [[UInt64]] = []
        for argument in arguments[bitmapCount...] {
            let number = BitmapElement(argument.type == .bool ? .uint8 : argument.type)
            numbers.append(number?.elements(of: argument.column) ?? [UInt64](repeating: 0, count: rowCount))
        }
        return try column(bitmaps, numbers, element, to: result)
    }
}

enum BitmapToArray: BitmapFunction {
    static let name = "bitmapToArray"
    static let bitmapCount = 1
    static let documentation = FunctionDocumentation(
        "The elements of a bitmap.", example: "bitmapToArray(bitmapBuild([1, 2, 1]))", "[1,2]")

    static func resultType(_ element: BitmapElement) -> DataType { .array(element.type) }
    static func column(
        _ bitmaps: [[Bitmap]], _ numbers: [[UInt64]], _ element: BitmapElement, to result: DataType
    ) throws(QueryError) -> Column {
        try Column(bitmaps[0].map { .array($0.elements.map(element.value)) }, as: result)
    }
}

/// A function of bitmaps that gives a number.
protocol BitmapMeasure: BitmapFunction {
    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64
}

extension BitmapMeasure {
    static func resultType(_ element: BitmapElement) -> DataType { .uint64 }
    static func column(
        _ bitmaps: [[Bitmap]], _ numbers: [[UInt64]], _ element: BitmapElement, to result: DataType
    ) throws(QueryError) -> Column {
        let measured = bitmaps[0].indices.map { row in
            measure(bitmaps.map { $0[row] }, numbers.map { $0[row] })
        }
        return result == .uint8 ? .uint8(measured.map { UInt8(truncatingIfNeeded: $0) }) : .uint64(measured)
    }
}

enum BitmapCardinality: BitmapMeasure {
    static let name = "bitmapCardinality"
    static let bitmapCount = 1
    static let documentation = FunctionDocumentation(
        "The number of elements of a bitmap.", example: "bitmapCardinality(bitmapBuild([1, 2, 1]))", "2")

    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 { UInt64(bitmaps[0].count) }
}

enum BitmapMin: BitmapMeasure {
    static let name = "bitmapMin"
    static let bitmapCount = 1
    static let documentation = FunctionDocumentation(
        "The least element of a bitmap.", example: "bitmapMin(bitmapBuild([3, 1]))", "1")

    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 {
        bitmaps[0].members.min() ?? UInt64(UInt32.max)
    }
}

enum BitmapMax: BitmapMeasure {
    static let name = "bitmapMax"
    static let bitmapCount = 1
    static let documentation = FunctionDocumentation(
        "The greatest element of a bitmap.", example: "bitmapMax(bitmapBuild([3, 1]))", "3")

    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 { bitmaps[0].members.max() ?? 0 }
}

enum BitmapContains: BitmapMeasure {
    static let name = "bitmapContains"
    static let bitmapCount = 1
    static let numberCount = 1
    static let documentation = FunctionDocumentation(
        "1 if a bitmap has a number.", example: "bitmapContains(bitmapBuild([3, 1]), 3)", "1")

    static func resultType(_ element: BitmapElement) -> DataType { .uint8 }
    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 {
        bitmaps[0].members.contains(numbers[0]) ? 1 : 0
    }
}

enum BitmapHasAny: BitmapMeasure {
    static let name = "bitmapHasAny"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "1 if two bitmaps have an element in common.",
        example: "bitmapHasAny(bitmapBuild([1, 2]), bitmapBuild([2, 3]))", "1")

    static func resultType(_ element: BitmapElement) -> DataType { .uint8 }
    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 {
        bitmaps[0].members.isDisjoint(with: bitmaps[1].members) ? 0 : 1
    }
}

enum BitmapHasAll: BitmapMeasure {
    static let name = "bitmapHasAll"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "1 if the first bitmap has all elements of the second.",
        example: "bitmapHasAll(bitmapBuild([1, 2]), bitmapBuild([2]))", "1")

    static func resultType(_ element: BitmapElement) -> DataType { .uint8 }
    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 {
        bitmaps[1].members.isSubset(of: bitmaps[0].members) ? 1 : 0
    }
}
