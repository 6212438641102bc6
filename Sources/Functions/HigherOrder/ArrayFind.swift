import Columns
import Errors

/// The first or last element for which the lambda is true.
protocol FindFunction: ConditionFunction {
    static var fromEnd: Bool { get }
    static var missingIsNull: Bool { get }
}

extension FindFunction {
    static func conditionResult(_ elements: [DataType]) -> DataType {
        missingIsNull ? elements[0].asNullable : elements[0]
    }

    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        let missing = UInt32(truncatingIfNeeded: arrays[0].elements.count)
        var elements = arrays[0].elements
        if case .nullable(let inner) = result, missingIsNull {
            if case .nullable = elements {
            } else {
                elements = .nullable(
                    NullableColumn(nulls: [UInt8](repeating: 0, count: elements.count), values: elements))
            }
            elements.append(.nullable(NullableColumn(nulls: [1], values: .defaults(of: inner, count: 1))))
        } else {
            elements.append(.defaults(of: result, count: 1))
        }
        return elements.gathering(
            arrays[0].ends.indices.map { row in
                let range = arrays[0].range(of: row)
                let place = fromEnd ? range.last { mask[$0] != 0 } : range.first { mask[$0] != 0 }
                return place.map { UInt32(truncatingIfNeeded: $0) } ?? missing
            })
    }
}

/// The first such element.
package struct ArrayFirst: FindFunction {
    package static let name = "arrayFirst"
    static let fromEnd = false
    static let missingIsNull = false
    package static let documentation = FunctionDocumentation(
        summary: "The first element for which the lambda is true, else the default.",
        examples: [.init(sql: "arrayFirst(x -> x > 1, [1, 2, 3])", result: "2")])
}

/// The first such element, or NULL.
package struct ArrayFirstOrNull: FindFunction {
    package static let name = "arrayFirstOrNull"
    static let fromEnd = false
    static let missingIsNull = true
    package static let documentation = FunctionDocumentation(
        summary: "The first element for which the lambda is true, else NULL.",
        examples: [.init(sql: "arrayFirstOrNull(x -> x > 5, [1, 2, 3])", result: "\\N")])
}

/// The last such element.
package struct ArrayLast: FindFunction {
    package static let name = "arrayLast"
    static let fromEnd = true
    static let missingIsNull = false
    package static let documentation = FunctionDocumentation(
        summary: "The last element for which the lambda is true, else the default.",
        examples: [.init(sql: "arrayLast(x -> x < 3, [1, 2, 3])", result: "2")])
}

/// The last such element, or NULL.
package struct ArrayLastOrNull: FindFunction {
    package static let name = "arrayLastOrNull"
    static let fromEnd = true
    static let missingIsNull = true
    package static let documentation = FunctionDocumentation(
        summary: "The last element for which the lambda is true, else NULL.",
        examples: [.init(sql: "arrayLastOrNull(x -> x > 5, [1, 2, 3])", result: "\\N")])
}

/// The index of such an element.
protocol FindIndexFunction: ConditionFunction {
    static var fromEnd: Bool { get }
}

extension FindIndexFunction {
    static func conditionResult(_ elements: [DataType]) -> DataType { .uint32 }

    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        .uint32(
            arrays[0].ends.indices.map { row in
                let range = arrays[0].range(of: row)
                let place = fromEnd ? range.last { mask[$0] != 0 } : range.first { mask[$0] != 0 }
                return place.map { UInt32(truncatingIfNeeded: $0 - range.lowerBound + 1) } ?? 0
            })
    }
}

/// The index of the first such element.
package struct ArrayFirstIndex: FindIndexFunction {
    package static let name = "arrayFirstIndex"
    static let fromEnd = false
    package static let documentation = FunctionDocumentation(
        summary: "The index of the first element for which the lambda is true, from 1; else 0.",
        examples: [.init(sql: "arrayFirstIndex(x -> x > 1, [1, 2, 3])", result: "2")])
}

/// The index of the last such element.
package struct ArrayLastIndex: FindIndexFunction {
    package static let name = "arrayLastIndex"
    static let fromEnd = true
    package static let documentation = FunctionDocumentation(
        summary: "The index of the last element for which the lambda is true, from 1; else 0.",
        examples: [.init(sql: "arrayLastIndex(x -> x < 3, [1, 2, 3])", result: "2")])
}
