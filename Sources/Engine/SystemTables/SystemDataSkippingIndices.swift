import Columns
import Errors
import SQLSyntax
import Storage

struct SystemDataSkippingIndices: SystemTable {
    static let name = "data_skipping_indices"
    static let comment = "The skip indexes of all tables."
    static let columns = """
        database String
        table String
        name String
        type String
        type_full String
        expr String
        creation Enum8('Explicit' = 0, 'Implicit' = 1)
        granularity UInt64
        data_compressed_bytes UInt64
        data_uncompressed_bytes UInt64
        marks_bytes UInt64
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, entry, table) in scope.mergeTrees() {
            let indexes = table.layout.indexes
            for declared in entry.definition.structure?.indexes ?? [] {
                let bound = indexes.first { $0.declaration.name == declared.name }
                let size = bound.map { Self.size(of: $0, in: table) } ?? ColumnSize()
                try rows.add([
                    "database": .text(name.database), "table": .text(name.table), "name": .text(declared.name),
                    "type": .text(declared.type.name), "type_full": .text(declared.type.declarationText),
                    "expr": .text(declared.expression.keyText), "granularity": .uint64(declared.granularity),
                    "data_compressed_bytes": .count(size.compressed),
                    "data_uncompressed_bytes": .count(size.uncompressed), "marks_bytes": .count(size.marks),
                ])
            }
        }
    }

    private static func size(of index: BoundSkipIndex, in table: MergeTreeTable) -> ColumnSize {
        var size = ColumnSize()
        for part in table.activeParts {
            let files = part.content.checksums.entries
            if let file = files[index.fileName] {
                size.compressed += file.size
                size.uncompressed += file.uncompressed?.size ?? file.size
            }
            size.marks += files["\(index.fileStem).\(part.content.marksFormat.rawValue)"]?.size ?? 0
        }
        return size
    }
}
