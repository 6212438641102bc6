import Codecs
import Columns
import Errors
import Functions

extension MergeTreeDefinition {
    /// Refuses what ClickHouse refuses when such a table is created.
    package func check(_ schema: TableSchema) throws(QueryError) {
        for (key, what) in sortingKey.map({ ($0, "Sorting") }) + partitionKey.map({ ($0, "Partition") }) {
            let type = key.expression.type
            if key.expression.constantValue != nil {
                throw QueryError(.illegalColumn, "\(what) key cannot contain constants")
            }
            let isNullable = type.isNullable || type.withoutLowCardinality.isNullable
            if isNullable && !settings.allowNullableKey {
                throw QueryError(
                    .illegalColumn,
                    "\(what) key contains nullable columns, but merge tree setting `allow_nullable_key` is disabled")
            }
            switch type.unwrapped {
            case .aggregateFunction, .nothing:
                throw QueryError(
                    .dataTypeCannotBeUsedInKey, "Column with type \(type.name) is not allowed in key expression")
            case let plain where plain.containsMixtures || plain.containsObjects:
                throw QueryError(
                    .dataTypeCannotBeUsedInKey,
                    "Column with type Variant/Dynamic/JSON is not allowed in key expression. Consider using a "
                        + "subcolumn with a specific data type instead (for example 'column.Int64' or "
                        + "'json.some.path.:Int64' if its a JSON path subcolumn) or casting this column to a specific "
                        + "data type")
            default: break
            }
        }
        for key in partitionKey where key.expression.type.unwrapped.isFloat {
            throw QueryError(.badArguments, "Floating point partition key is not supported: \(key.text)")
        }
        try checkMode(schema)
        for rule in ttl { try Self.checkTTL(rule.expression.type) }
        for column in schema.stored {
            if let ttl = column.ttl { try Self.checkTTL(ttl.type) }
            if !column.codec.isEmpty {
                _ = try ColumnCodec(
                    CodecDescription.list(parsing: column.codec), for: column.type, permissions: .all)
            }
        }
        for index in indexes { _ = try BoundSkipIndex(index) }
    }

    private static func checkTTL(_ type: DataType) throws(QueryError) {
        guard type.unwrapped.isDateOrDateTime else {
            throw QueryError(
                .badTtlExpression,
                "TTL expression result column should have DateTime or Date type, but has \(type.name)")
        }
    }

    private func checkMode(_ schema: TableSchema) throws(QueryError) {
        switch mode {
        case .plain, .aggregating: break
        case .replacing(let version, let isDeleted):
            if let version { try checkVersion(schema, version) }
            if let isDeleted {
                guard try schema.column(named: isDeleted).type == .uint8 else {
                    throw QueryError(
                        .badTypeOfField,
                        "is_deleted column (\(isDeleted)) for storage ReplacingMergeTree must have type UInt8")
                }
            }
        case .summing(let columns), .coalescing(let columns):
            for name in columns where !schema.columns.contains(where: { $0.name.hasPrefix("\(name).") }) {
                _ = try schema.column(named: name)
            }
        case .collapsing(let sign): try checkSign(schema, sign)
        case .versionedCollapsing(let sign, let version):
            try checkSign(schema, sign)
            try checkVersion(schema, version)
        }
    }

    private func checkSign(_ schema: TableSchema, _ name: String) throws(QueryError) {
        let type = try schema.column(named: name).type
        guard type == .int8 else {
            throw QueryError(
                .badTypeOfField,
                "Sign column (\(name)) for storage CollapsingMergeTree must have type Int8. Provided column of "
                    + "type \(type.name).")
        }
    }

    private func checkVersion(_ schema: TableSchema, _ name: String) throws(QueryError) {
        let type = try schema.column(named: name).type
        guard type.isInteger || type.isDateOrDateTime || type.isEnum || type == .bool else {
            throw QueryError(
                .badTypeOfField,
                "The column \(name) cannot be used as a version column for a MergeTree because it is of type "
                    + "\(type.name) "
                    + "(must be of an integer type or of type Date/DateTime/DateTime64)")
        }
    }
}
