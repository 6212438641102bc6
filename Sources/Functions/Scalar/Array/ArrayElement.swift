import Columns
import Errors

/// `a[n]`, counted from 1, from the end where negative; `m[key]` on maps.
protocol ElementFunction: ScalarFunction {
    /// What is outside the array is NULL, not the default.
    static var missingIsNull: Bool { get }
}

extension ElementFunction {
    package static var nulls: NullRule { .seen }
    package static var mixtures: MixtureRule { .unwrapped }
    package static var dictionaries: DictionaryRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let index = arguments[1].type
        let found: DataType
        switch arguments[0].type.storedValue {
        case .array(let element):
            guard index.unwrapped.isInteger || index.unwrapped.isEnum || index == .nullable(.nothing) else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Second argument for function '\(name)' must be integer, got '\(index.name)' instead")
            }
            if let constant = arguments[1].constant, arguments[0].constant == nil,
                let zero: Int = constant.value(at: 0).exactInteger(), zero == 0
            {
                throw QueryError(.zeroArrayOrTupleIndex, "Array indices are 1-based: \(name) has no element 0")
            }
            found = element.withoutLowCardinality
        case .map(let key, let value):
            _ = try FunctionCall.result(
                Equals.self, [Argument(type: key), Argument(type: index, constant: arguments[1].constant)], in: context)
            found = value.withoutLowCardinality
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
        let isNullable = missingIsNull || index.withoutLowCardinality.isNullable
        return isNullable ? found.asNullable : found
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        switch arguments[0].type.storedValue {
        case .array(let element):
            let array = try ArrayArgument.column(arguments[0])
            let indexes = try ArrayArgument.integers(arguments[1], rowCount: rowCount)
            let places = (0..<rowCount).map { row -> Int? in
                let range = array.range(of: row)
                guard let index = indexes[row], index != 0, index.magnitude <= UInt64(range.count) else { return nil }
                return index > 0 ? range.lowerBound + Int(index) - 1 : range.upperBound + Int(index)
            }
            let nullRows = indexes.map { $0 == nil }
            return try take(places, of: array.elements, element, nullRows: nullRows, to: result, in: context)
        case .map(let key, let value):
            return try lookUp(arguments, key, value, to: result, rowCount: rowCount, in: context)
        default: throw wrongLayout(arguments[0].column, arguments[0].type)
        }
    }

    private static func take(
        _ places: [Int?], of elements: Column, _ type: DataType, nullRows: [Bool], to result: DataType,
        in context: QueryContext
    ) throws(QueryError) -> Column {
        let all = Column.concatenating([
            try convertColumn(elements, from: type, to: result, in: context).materialised,
            missing(type, result), .defaults(of: result, count: 1),
        ])
        let end = UInt32(truncatingIfNeeded: elements.count)
        return all.gathering(
            places.enumerated().map { row, place in
                if let place { return UInt32(truncatingIfNeeded: place) }
                return nullRows[row] ? end &+ 1 : end
            })
    }

    /// What stands for an element that is not there.
    private static func missing(_ type: DataType, _ result: DataType) -> Column {
        guard case .nullable(let inner) = result, !type.isNullable, !missingIsNull else {
            return .defaults(of: result, count: 1)
        }
        return .nullable(NullableColumn(nulls: [0], values: .defaults(of: inner, count: 1)))
    }

    private static func lookUp(
        _ arguments: [TypedColumn], _ key: DataType, _ value: DataType, to result: DataType, rowCount: Int,
        in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let array) = arguments[0].column.materialised, case .tuple(let pairs) = array.elements else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let needles = TypedColumn(
            type: arguments[1].type,
            column: arguments[1].column.isConstant
                ? .constant(ConstantColumn(arguments[1].column.single, count: pairs.count))
                : arguments[1].column.gathering(array.outerRows))
        let keys = TypedColumn(type: key, column: pairs.elements[0])
        let equal = try FunctionCall.evaluate(Equals.self, [keys, needles], rowCount: pairs.count, in: context)
        let mask = maskOfTrue(equal.column.materialised)
        let places = (0..<rowCount).map { row in array.range(of: row).first { mask[$0] != 0 } }
        let nullRows = isNullMask(arguments[1].column.materialised).map { $0 != 0 }
        return try take(places, of: pairs.elements[1], value, nullRows: nullRows, to: result, in: context)
    }
}

/// `arrayElement`.
package struct ArrayElement: ElementFunction {
    package static let name = "arrayElement"
    static let missingIsNull = false
    package static let documentation = FunctionDocumentation(
        summary: "The element of an array at an index from 1, or a map's value; the default where there is none.",
        examples: [.init(sql: "arrayElement([1, 2, 3], -1)", result: "3")])
}

/// `arrayElementOrNull`.
package struct ArrayElementOrNull: ElementFunction {
    package static let name = "arrayElementOrNull"
    static let missingIsNull = true
    package static let documentation = FunctionDocumentation(
        summary: "The element of an array at an index from 1; NULL where there is none.",
        examples: [.init(sql: "arrayElementOrNull([1, 2, 3], 5)", result: "\\N")])
}
