import Codecs
import Columns
import Errors
import Functions

/// The distinct rows of each granule, in order of appearance, if there are not too many.
///
/// | bytes | content |
/// |---|---|
/// | 8 | count of rows; 0: more than the limit, nothing is known |
/// | | for each column its values, NULL bytes before them |
struct SetSkipIndex: SkipIndex {
    private let expressions: [BoundExpression]
    /// 0 for no limit.
    private let limit: Int

    let fileExtension = "idx"

    init(_ declaration: SkipIndexDeclaration) throws(QueryError) {
        try declaration.requireArguments(1...1)
        expressions = declaration.expressions
        limit = try declaration.count(0, "The size")
    }

    func serialise(_ columns: [Column], rowCount: Int, to writer: inout ByteWriter) throws(QueryError) {
        let plain = columns.map { $0.materialised.withoutLowCardinality }
        var hashes = [UInt64](repeating: rowHashSeed, count: rowCount)
        for column in plain { column.hash(into: &hashes) }
        var rowsOfHash: [UInt64: [Int]] = [:]
        var distinct: [UInt32] = []
        for row in 0..<rowCount {
            let known = rowsOfHash[hashes[row]] ?? []
            if known.contains(where: { other in plain.allSatisfy { $0.compare(other, with: $0, row) == 0 } }) {
                continue
            }
            rowsOfHash[hashes[row], default: []].append(row)
            distinct.append(UInt32(truncatingIfNeeded: row))
            if limit > 0 && distinct.count > limit {
                writer.writeFixed(UInt64(0))
                return
            }
        }
        writer.writeFixed(UInt64(distinct.count))
        for (column, expression) in zip(plain, expressions) {
            try writer.writeSetColumn(column.gathering(distinct), type: expression.type.withoutLowCardinality)
        }
    }

    func condition(_ filter: [BoundExpression], in context: QueryContext) -> (any SkipIndexCondition)? {
        // Only conjuncts over the indexed expressions alone: they are computed for the rows of the set.
        let usable = filter.compactMap { $0.rewritten(over: expressions) }.filter { !$0.columnsRead.isEmpty }
        guard !usable.isEmpty else { return nil }
        return Condition(conjuncts: usable, types: expressions.map(\.type), context: context)
    }

    private struct Condition: SkipIndexCondition {
        let conjuncts: [BoundExpression]
        let types: [DataType]
        let context: QueryContext

        func passes(_ reader: inout ByteReader, count: Int) throws(QueryError) -> [Bool] {
            var result: [Bool] = []
            for _ in 0..<count {
                let rowCount = try reader.readFixedCount(max: 1 << 32, of: "rows of a set index")
                guard rowCount > 0 else {
                    result.append(true)
                    continue
                }
                var columns: [Int: Column] = [:]
                for (position, type) in types.enumerated() {
                    let plain = try reader.readSetColumn(type.withoutLowCardinality, count: rowCount)
                    if case .lowCardinality(let inner) = type {
                        columns[position] = plain.dictionaryEncoded(isNullable: inner.isNullable)
                    } else {
                        columns[position] = plain
                    }
                }
                result.append(passes(EvaluationInput(columns: columns, rowCount: rowCount)))
            }
            return result
        }

        private func passes(_ input: EvaluationInput) -> Bool {
            var mask = [UInt8](repeating: 1, count: input.rowCount)
            for conjunct in conjuncts {
                // What cannot be computed for these rows decides nothing.
                guard let column = try? conjunct.evaluate(over: input, in: context) else { continue }
                let one = maskOfTrue(column)
                for row in mask.indices { mask[row] &= one[row] }
            }
            return mask.contains(1)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func writeSetColumn(_ column: Column, type: DataType) throws(QueryError) {
        var values = column
        if case .nullable(let nullable) = column {
            writeBytes(nullable.nulls)
            values = nullable.values
        }
        for row in 0..<values.count {
            try writeValue(of: values, at: row, type: type.withoutNullable)
        }
    }
}

extension ByteReader {
    fileprivate mutating func readSetColumn(_ type: DataType, count: Int) throws(QueryError) -> Column {
        let nulls = type.isNullable ? try readBytes(count) : []
        var values: [Value] = []
        for _ in 0..<count { values.append(try self.readValue(of: type.withoutNullable)) }
        let column = try Column(values, as: type.withoutNullable)
        return type.isNullable
            ? .nullable(NullableColumn(nulls: nulls.map { $0 == 0 ? 0 : 1 }, values: column)) : column
    }
}
