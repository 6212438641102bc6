import Codecs
import Columns
import Errors
import Functions

/// The smallest and largest value of each granule; NULL counts as largest.
struct MinMaxSkipIndex: SkipIndex {
    private let expressions: [BoundExpression]
    private let types: [DataType]

    let fileExtension = "idx2"

    init(_ declaration: SkipIndexDeclaration) throws(QueryError) {
        try declaration.requireArguments(0...0)
        expressions = declaration.expressions
        types = expressions.map(\.type)
        for type in types {
            switch type.unwrapped {
            case .array, .map, .tuple, .aggregateFunction, .nothing, .variant, .dynamicValue, .object:
                throw QueryError(
                    .badArguments, "Data type of argument for minmax index should be comparable, got \(type.name)")
            default: break
            }
        }
    }

    func serialise(_ columns: [Column], rowCount: Int, to writer: inout ByteWriter) throws(QueryError) {
        for (column, type) in zip(columns, types) {
            let plain = column.materialised.withoutLowCardinality
            let (low, high) = plain.sortable(as: type).extremes
            try writer.writeValue(of: plain, at: low, type: type.withoutLowCardinality)
            try writer.writeValue(of: plain, at: high, type: type.withoutLowCardinality)
        }
    }

    func condition(_ filter: [BoundExpression], in context: QueryContext) -> (any SkipIndexCondition)? {
        let condition = KeyCondition(filter, keys: expressions, in: context)
        return condition.isUseful ? Condition(condition: condition, types: types, context: context) : nil
    }

    private struct Condition: SkipIndexCondition {
        let condition: KeyCondition
        let types: [DataType]
        let context: QueryContext

        func passes(_ reader: inout ByteReader, count: Int) throws(QueryError) -> [Bool] {
            var values = types.map { _ in [Value]() }
            for _ in 0..<count {
                for (position, type) in types.enumerated() {
                    values[position].append(try reader.readValue(of: type))
                    values[position].append(try reader.readValue(of: type))
                }
            }
            var columns: [Column] = []
            for (position, type) in types.enumerated() {
                columns.append(try Column(values[position], as: type.withoutLowCardinality))
            }
            let evaluated = EvaluatedKeyCondition(condition, columns: columns, rowCount: count * 2, in: context)
            return (0..<count).map { granule in
                let range = KeyRange(low: KeyBound(row: granule * 2), high: KeyBound(row: granule * 2 + 1))
                return evaluated.possibilities([KeyRange](repeating: range, count: types.count)).canBeTrue
            }
        }
    }
}
