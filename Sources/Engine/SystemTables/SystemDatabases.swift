import Columns
import Errors
import Functions

struct SystemDatabases: SystemTable {
    static let name = "databases"
    static let header = [
        ColumnHeader(name: "name", type: .string), ColumnHeader(name: "engine", type: .string),
        ColumnHeader(name: "data_path", type: .string), ColumnHeader(name: "metadata_path", type: .string),
        ColumnHeader(name: "uuid", type: .uuid), ColumnHeader(name: "engine_full", type: .string),
        ColumnHeader(name: "comment", type: .string), ColumnHeader(name: "is_external", type: .uint8),
    ]

    static func rows(
        of instance: Instance, in context: QueryContext
    ) throws(QueryError) -> [Column] {
        var rows = RowCollector(width: header.count)
        for database in instance.catalog.databases {
            let path = database.isVirtual ? "" : CatalogFiles.store(database.uuid) + "/"
            rows.append([
                .text(database.name), .text(database.engine), .text("store/"), .text(path),
                .uint128(parseUUID(database.uuid)), .text(database.engine), .text(database.comment), .uint64(0),
            ])
        }
        return try rows.columns(as: header)
    }
}

/// The number of a UUID's text; 0 for no UUID.
func parseUUID(_ text: String) -> UInt128 {
    let bytes = Array(text.utf8)
    var position = 0
    return UUIDText.readOrNil(bytes.span, at: &position) ?? 0
}
