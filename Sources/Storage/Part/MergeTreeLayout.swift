import Codecs
import Columns
import Errors
import Functions

/// What reading and writing parts needs to know of a table, worked out once for each version of its definition.
package struct MergeTreeLayout: Sendable {
    package let schema: TableSchema
    package let definition: MergeTreeDefinition
    package let indexes: [BoundSkipIndex]
    /// The columns that the partition key reads: each has a minimum and a maximum in every part.
    package let partitionSources: [ColumnHeader]
    /// The codec of columns that declare none.
    package let defaultCodec: CodecChain
    package let codecs: [String: ColumnCodec]
    /// Grows with every ALTER.
    package var version: Int
    /// Renamed and dropped columns that some parts do not know of, oldest first.
    package var changes: [ColumnChange] = []

    /// Refuses unknown codecs and index types.
    package init(
        schema: TableSchema, definition: MergeTreeDefinition, defaultCodec: CodecChain = .lz4, version: Int = 0
    ) throws(QueryError) {
        self.schema = schema
        var definition = definition
        if case .versionedCollapsing(_, let version) = definition.mode, let position = schema.position(of: version) {
            // The version is part of the sorting key, declared or not.
            let key = BoundExpression.column(position, type: schema.columns[position].type)
            if !definition.sortingKey.contains(where: { $0.expression.isSame(as: key) }) {
                definition.sortingKey.append(KeyColumn(text: version, expression: key))
            }
        }
        self.definition = definition
        self.defaultCodec = defaultCodec
        self.version = version
        var bound: [BoundSkipIndex] = []
        for index in definition.indexes { bound.append(try BoundSkipIndex(index)) }
        indexes = bound
        var sources: Set<Int> = []
        for key in definition.partitionKey { key.expression.collectColumns(into: &sources) }
        partitionSources = sources.sorted().map {
            ColumnHeader(name: schema.columns[$0].name, type: schema.columns[$0].type)
        }
        var codecs: [String: ColumnCodec] = [:]
        for column in schema.stored where !column.codec.isEmpty {
            codecs[column.name] = try ColumnCodec(
                CodecDescription.list(parsing: column.codec), for: column.type, permissions: .all)
        }
        self.codecs = codecs
    }

    package var sortingKey: [KeyColumn] { definition.sortingKey }
    package var primaryKey: ArraySlice<KeyColumn> { definition.sortingKey.prefix(definition.primaryKeyCount) }
    package var order: SortingOrder { SortingOrder(definition.sortingKey) }
    package var partitionTypes: [DataType] { definition.partitionKey.map(\.expression.type) }

    /// The columns of `block`, by their positions in the schema: what expressions over the table are computed over.
    package func input(_ block: Block) -> EvaluationInput {
        var columns: [Int: Column] = [:]
        for column in block.columns {
            if let position = schema.position(of: column.name) { columns[position] = column.column }
        }
        return EvaluationInput(columns: columns, rowCount: block.rowCount)
    }

    /// The names of the columns that `expressions` read.
    package func columnNames(readBy expressions: [BoundExpression]) -> [String] {
        var positions: Set<Int> = []
        for expression in expressions { expression.collectColumns(into: &positions) }
        return positions.sorted().filter { $0 < schema.columns.count }.map { schema.columns[$0].name }
    }

    /// The values of the sorting key for the rows of `block`.
    package func sortingKeys(of block: Block, in context: QueryContext) throws(QueryError) -> [Column] {
        try sortableKeys(sortingKey.map(\.expression), of: block, in: context)
    }

    /// The values of `keys` in layouts whose order is that of the types.
    package func sortableKeys(
        _ keys: [BoundExpression], of block: Block, in context: QueryContext
    ) throws(QueryError) -> [Column] {
        zip(try evaluate(keys, over: block, in: context), keys).map { $0.sortable(as: $1.type) }
    }

    package func evaluate(
        _ expressions: [BoundExpression], over block: Block, in context: QueryContext
    ) throws(QueryError) -> [Column] {
        var evaluator = Evaluator(input: input(block), context: context)
        var result: [Column] = []
        for expression in expressions { result.append(try evaluator.evaluate(expression).materialised) }
        return result
    }

    /// Columns of the sorting and partition keys: merges do not sum them, and updates may not change them.
    package var keyColumnNames: Set<String> {
        Set(columnNames(readBy: sortingKey.map(\.expression) + definition.partitionKey.map(\.expression)))
    }
}

extension QueryContext {
    /// For work that no query asked for: merges and loading.
    package static func background(nanoseconds: Int64 = 0) -> QueryContext {
        QueryContext(
            timeZone: "UTC", startNanoseconds: nanoseconds, database: "", user: "", queryIdentifier: "", settings: [:])
    }
}

extension Column {
    /// The column with its values' order that of `type`: an IPv6 address lies with its first byte lowest, but its
    /// first byte
    /// decides. Applied twice it gives the column back.
    func sortable(as type: DataType) -> Column {
        guard type.unwrapped.storedValue.unwrapped == .ipv6 else { return self }
        switch self {
        case .uint128(let addresses): return .uint128(addresses.map(\.byteSwapped))
        case .nullable(let nullable):
            return .nullable(NullableColumn(nulls: nullable.nulls, values: nullable.values.sortable(as: .ipv6)))
        case .lowCardinality(let low):
            return .lowCardinality(
                LowCardinalityColumn(
                    dictionary: low.dictionary.sortable(as: .ipv6), codes: low.codes, isNullable: low.isNullable))
        case .constant(let constant):
            return .constant(ConstantColumn(constant.value.sortable(as: type), count: constant.count))
        default: return self
        }
    }
}
