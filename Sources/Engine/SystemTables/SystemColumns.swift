import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct SystemColumns: SystemTable {
    static let name = "columns"
    static let comment = "All columns of all tables and views."
    static let aliases = ["column": "name"]
    static let columns = """
        database String
        table String
        name String
        type String
        position UInt64
        default_kind String
        default_expression String
        data_compressed_bytes UInt64
        data_uncompressed_bytes UInt64
        marks_bytes UInt64
        comment String
        is_in_partition_key UInt8
        is_in_sorting_key UInt8
        is_in_primary_key UInt8
        is_in_sampling_key UInt8
        compression_codec String
        character_octet_length Nullable(UInt64)
        numeric_precision Nullable(UInt64)
        numeric_precision_radix Nullable(UInt64)
        numeric_scale Nullable(UInt64)
        datetime_precision Nullable(UInt64)
        serialization_hint Nullable(String)
        statistics String
        column String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (database, entry) in scope.entries(tableColumn: "table") {
            let keys = KeyColumns(of: entry)
            let sizes = wantsSizes(rows) && !scope.hidesTotals(of: database) ? columnSizes(of: entry) : [:]
            for (position, column) in entry.shownColumns.enumerated() where scope.wants(column.name, in: "name") {
                let digits = NumericFacts(column.type)
                let size = sizes[column.name] ?? ColumnSize()
                try rows.add([
                    "database": .text(entry.name.database), "table": .text(entry.name.table),
                    "name": .text(column.name),
                    "type": .text(column.type.name), "position": .count(position + 1),
                    "default_kind": .text(column.defaultKind.rawValue), "default_expression": .text(column.defaultText),
                    "data_compressed_bytes": .count(size.compressed),
                    "data_uncompressed_bytes": .count(size.uncompressed),
                    "marks_bytes": .count(size.marks), "comment": .text(column.comment),
                    "is_in_partition_key": .flag(keys.partition.contains(column.name)),
                    "is_in_sorting_key": .flag(keys.sorting.contains(column.name)),
                    "is_in_primary_key": .flag(keys.primary.contains(column.name)),
                    "compression_codec": .text(column.codec.isEmpty ? "" : "CODEC(\(column.codec))"),
                    "character_octet_length": .optionalCount(digits.octets),
                    "numeric_precision": .optionalCount(digits.precision),
                    "numeric_precision_radix": .optionalCount(digits.radix),
                    "numeric_scale": .optionalCount(digits.scale),
                    "datetime_precision": .optionalCount(digits.timePrecision),
                    "serialization_hint": hint(column, entry),
                ])
            }
        }
    }

    private static func wantsSizes(_ rows: SystemRows) -> Bool {
        rows.wants("data_compressed_bytes") || rows.wants("data_uncompressed_bytes") || rows.wants("marks_bytes")
    }

    private static func columnSizes(of entry: CatalogEntry) -> [String: ColumnSize] {
        guard let table = entry.table as? MergeTreeTable else { return [:] }
        var result: [String: ColumnSize] = [:]
        for part in table.activeParts {
            for column in part.content.columns.entries {
                result[column.name, default: ColumnSize()].add(part.size(of: column))
            }
        }
        return result
    }

    private static func hint(_ column: Storage.ColumnDeclaration, _ entry: CatalogEntry) -> Value {
        guard entry.table is MergeTreeTable, column.isStored, !column.type.isNullable else { return .null }
        return .text("Default")
    }
}

/// The columns that a table's keys read.
private struct KeyColumns {
    var partition: Set<String> = []
    var sorting: Set<String> = []
    var primary: Set<String> = []

    init(of entry: CatalogEntry) {
        guard let layout = (entry.table as? MergeTreeTable)?.layout else { return }
        let definition = layout.definition
        partition = Set(layout.columnNames(readBy: definition.partitionKey.map(\.expression)))
        sorting = Set(layout.columnNames(readBy: definition.sortingKey.map(\.expression)))
        primary = Set(layout.columnNames(readBy: layout.primaryKey.map(\.expression)))
    }
}

extension CatalogEntry {
    /// The columns that `system.columns` and `DESCRIBE` show.
    var shownColumns: [Storage.ColumnDeclaration] {
        switch kind {
        case .table(let table): table.schema.columns
        case .view(_, let columns), .materializedView(_, let columns, _):
            columns.map { Storage.ColumnDeclaration(name: $0.name, type: $0.type) }
        }
    }
}

/// What SQL's standard asks of a type.
private struct NumericFacts {
    var octets: Int?
    var precision: Int?
    var radix: Int?
    var scale: Int?
    var timePrecision: Int?

    init(_ type: DataType) {
        switch type.withoutNullable {
        case .int8, .uint8, .bool: setBits(8)
        case .int16, .uint16: setBits(16)
        case .int32, .uint32: setBits(32)
        case .int64, .uint64: setBits(64)
        case .int128, .uint128: setBits(128)
        case .int256, .uint256: setBits(256)
        case .decimal(let digits, let point):
            precision = digits
            radix = 10
            scale = point
        case .fixedString(let size): octets = size
        case .date, .date32, .dateTime: timePrecision = 0
        case .dateTime64(let digits, _): timePrecision = digits
        default: break
        }
    }

    private mutating func setBits(_ bits: Int) {
        precision = bits
        radix = 2
        scale = 0
    }
}
