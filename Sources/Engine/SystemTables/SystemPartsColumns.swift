import Columns
import Errors
import Storage

struct SystemPartsColumns: SystemTable {
    static let name = "parts_columns"
    static let comment = "The columns of the parts of all MergeTree tables."
    static let aliases = ["bytes": "bytes_on_disk", "marks_size": "marks_bytes", "part_name": "name"]
    static let columns = """
        partition String
        name String
        uuid UUID
        part_type String
        active UInt8
        marks UInt64
        rows UInt64
        bytes_on_disk UInt64
        data_compressed_bytes UInt64
        data_uncompressed_bytes UInt64
        marks_bytes UInt64
        modification_time DateTime
        remove_time DateTime
        refcount UInt32
        min_date Date
        max_date Date
        min_time DateTime
        max_time DateTime
        partition_id String
        min_block_number Int64
        max_block_number Int64
        level UInt32
        data_version UInt64
        primary_key_bytes_in_memory UInt64
        primary_key_bytes_in_memory_allocated UInt64
        database String
        table String
        engine String
        disk_name String
        path String
        column String
        type String
        column_position UInt64
        default_kind String
        default_expression String
        column_bytes_on_disk UInt64
        column_data_compressed_bytes UInt64
        column_data_uncompressed_bytes UInt64
        column_marks_bytes UInt64
        column_modification_time Nullable(DateTime)
        column_ttl_min Nullable(DateTime)
        column_ttl_max Nullable(DateTime)
        statistics Array(String)
        estimates.min Nullable(String)
        estimates.max Nullable(String)
        estimates.cardinality Nullable(UInt64)
        estimates.null_count Nullable(UInt64)
        estimates.default_count Nullable(UInt64)
        serialization_kind String
        substreams Array(String)
        filenames Array(String)
        subcolumns.names Array(String)
        subcolumns.types Array(String)
        subcolumns.serializations Array(String)
        subcolumns.bytes_on_disk Array(UInt64)
        subcolumns.data_compressed_bytes Array(UInt64)
        subcolumns.data_uncompressed_bytes Array(UInt64)
        subcolumns.marks_bytes Array(UInt64)
        bytes UInt64
        marks_size UInt64
        part_name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            for part in table.shownParts {
                try add(PartFacts(part, name, table, isActive: true, scope), table.schema, to: &rows)
            }
            for part in table.outdatedParts where part.rowCount > 0 {
                try add(PartFacts(part, name, table, isActive: false, scope), table.schema, to: &rows)
            }
        }
    }

    private static func add(_ facts: PartFacts, _ schema: TableSchema, to rows: inout SystemRows) throws(QueryError) {
        let part = facts.part
        let sizes = part.sizes
        let partition = try facts.partitionText()
        let marks = rows.wants("marks") ? try part.markCount() : 0
        for (position, column) in part.content.columns.entries.enumerated() {
            let size = part.size(of: column)
            let declaration = schema.position(of: column.name).map { schema.columns[$0] }
            let ttl = part.content.ttl.columns[column.name]
            try rows.add([
                "partition": .text(partition), "name": .text(part.name.text),
                "part_type": .text(part.isWide ? "Wide" : "Compact"), "active": .flag(facts.isActive),
                "marks": .count(marks), "rows": .count(part.rowCount), "bytes_on_disk": .count(part.byteCount),
                "data_compressed_bytes": .count(sizes.data.compressed),
                "data_uncompressed_bytes": .count(sizes.data.uncompressed), "marks_bytes": .count(sizes.data.marks),
                "modification_time": .moment(seconds: part.content.modificationSeconds),
                "remove_time": .count(Int(UInt32.max)), "refcount": .count(1),
                "partition_id": .text(part.name.partition), "min_block_number": .int64(part.name.blockMin),
                "max_block_number": .int64(part.name.blockMax), "level": .count(part.name.level),
                "data_version": .count(Int(part.name.dataVersion)), "database": .text(facts.table.database),
                "table": .text(facts.table.table), "engine": .text(facts.engine), "disk_name": .text(part.disk.name),
                "path": .text(directoryPath(part.disk, part.path)), "column": .text(column.name),
                "type": .text(column.typeName), "column_position": .count(position + 1),
                "default_kind": .text(declaration?.defaultKind.rawValue ?? ""),
                "default_expression": .text(declaration?.defaultText ?? ""),
                "column_bytes_on_disk": .count(size.compressed + size.marks),
                "column_data_compressed_bytes": .count(size.compressed),
                "column_data_uncompressed_bytes": .count(size.uncompressed), "column_marks_bytes": .count(size.marks),
                "column_modification_time": .moment(seconds: part.content.modificationSeconds),
                "column_ttl_min": ttl.map { .moment(seconds: $0.min) } ?? .null,
                "column_ttl_max": ttl.map { .moment(seconds: $0.max) } ?? .null,
                "serialization_kind": .text("Default"),
            ])
        }
    }
}
