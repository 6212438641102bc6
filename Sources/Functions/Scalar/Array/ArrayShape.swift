import Columns
import Errors

/// Arrays of arrays as one array.
package struct ArrayFlatten: ScalarFunction {
    package static let name = "arrayFlatten"
    package static let aliases = ["flatten"]
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements of nested arrays in one array.",
        examples: [.init(sql: "arrayFlatten([[1], [2, 3]])", result: "[1,2,3]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        var element = try ArrayArgument.element(name, arguments, 0)
        while case .array(let inner) = element { element = inner }
        return .array(element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var array = try ArrayArgument.column(arguments[0])
        var type = arguments[0].type
        while case .array(let element) = type, case .array = element, case .array(let inner) = array.elements {
            array = ArrayColumn(ends: array.ends.map { $0 == 0 ? 0 : inner.ends[$0 - 1] }, elements: inner.elements)
            type = element
        }
        return .array(array)
    }
}

/// An array of tuples out of arrays.
protocol ArrayZipping: ScalarFunction {
    /// Shorter arrays are filled with NULL.
    static var fillsUp: Bool { get }
}

extension ArrayZipping {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ParallelArrays.check(name, arguments)
        var elements: [TupleElement] = []
        for position in arguments.indices {
            let type = try ArrayArgument.element(name, arguments, position)
            elements.append(TupleElement(nil, fillsUp ? type.asNullable : type))
        }
        return .array(.tuple(elements))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard fillsUp, case .array(.tuple(let elements)) = result else {
            let arrays = try ParallelArrays.columns(name, arguments)
            let tuple = TupleColumn(elements: arrays.map(\.elements), count: arrays[0].elements.count)
            return .array(ArrayColumn(ends: arrays[0].ends, elements: .tuple(tuple)))
        }
        var arrays: [ArrayColumn] = []
        for (argument, element) in zip(arguments, elements) {
            arrays.append(try ArrayArgument.column(argument, as: element.type, in: context))
        }
        var ends: [Int] = []
        var rows = [[UInt32]](repeating: [], count: arrays.count)
        for row in 0..<rowCount {
            let longest = arrays.map { $0.range(of: row).count }.max() ?? 0
            for (number, array) in arrays.enumerated() {
                let range = array.range(of: row)
                for position in 0..<longest {
                    let place = position < range.count ? range.lowerBound + position : array.elements.count
                    rows[number].append(UInt32(truncatingIfNeeded: place))
                }
            }
            ends.append(rows[0].count)
        }
        var columns: [Column] = []
        for (number, array) in arrays.enumerated() {
            let filled = Column.concatenating([array.elements, .defaults(of: elements[number].type, count: 1)])
            columns.append(filled.gathering(rows[number]))
        }
        return .array(ArrayColumn(ends: ends, elements: .tuple(TupleColumn(elements: columns, count: ends.last ?? 0))))
    }
}

/// Tuples of elements at one place.
package struct ArrayZip: ArrayZipping {
    package static let name = "arrayZip"
    static let fillsUp = false
    package static let documentation = FunctionDocumentation(
        summary: "An array of the tuples of elements at one place.",
        examples: [.init(sql: "arrayZip([1, 2], ['a', 'b'])", result: "[(1,'a'),(2,'b')]")])
}

/// Tuples of elements at one place, NULL where an array ends.
package struct ArrayZipUnaligned: ArrayZipping {
    package static let name = "arrayZipUnaligned"
    static let fillsUp = true
    package static let documentation = FunctionDocumentation(
        summary: "An array of the tuples of elements at one place, with NULL where an array is shorter.",
        examples: [.init(sql: "arrayZipUnaligned([1], ['a', 'b'])", result: "[(1,'a'),(NULL,'b')]")])
}

/// The scalar product of two arrays.
package struct ArrayDotProduct: ScalarFunction {
    package static let name = "arrayDotProduct"
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the products of the elements at one place.",
        examples: [.init(sql: "arrayDotProduct([1, 2, 3], [4, 5, 6])", result: "32")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let left = try ArrayArgument.element(name, arguments, 0)
        let right = try ArrayArgument.element(name, arguments, 1)
        guard let a = NumberShape(left), let b = NumberShape(right),
            let product = NumberArithmetic.result(.multiply, a, b)
        else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return left == .float32 && right == .float32 ? .float32 : product.type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let left = try ArrayArgument.column(arguments[0], as: result, in: context)
        let right = try ArrayArgument.column(arguments[1], as: result, in: context)
        try ArrayArgument.checkSameEnds(name, [left, right])
        var visitor = DotProducts(left: left, right: right)
        guard let column = try visitor.run(on: result.physicalKind) else { throw wrongLayout(left.elements, result) }
        return column
    }
}

private struct DotProducts: NumberTypeVisitor {
    let left: ArrayColumn
    let right: ArrayColumn

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let a = T.values(of: left.elements), let b = T.values(of: right.elements) else { return left.elements }
        return T.column(
            left.ends.indices.map { row in
                var total = T.zero
                for index in left.range(of: row) { total = T.wrappingSum(total, T.wrappingProduct(a[index], b[index])) }
                return total
            })
    }
}
