import Columns
import Errors
import Functions

struct SystemDatabases: SystemTable {
    static let name = "databases"
    static let comment = "All databases of this server."
    static let aliases = ["database": "name"]
    static let columns = """
        name String
        engine String
        data_path String
        metadata_path String
        uuid UUID
        engine_full String
        comment String
        is_external UInt8
        database String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for database in scope.catalog.databases
        where scope.wants(database.name, in: "name") && scope.sees(database.name)
        {
            try rows.add([
                "name": .text(database.name), "engine": .text(database.engine),
                "data_path": .text(database.isVirtual ? "" : "store/"),
                "metadata_path": .text(database.isVirtual ? "" : CatalogFiles.store(database.uuid) + "/"),
                "uuid": .uint128(parseUUID(database.uuid)), "engine_full": .text(database.engine),
                "comment": .text(database.comment),
            ])
        }
    }
}

/// The number of a UUID's text; 0 for no UUID.
func parseUUID(_ text: String) -> UInt128 {
    let bytes = Array(text.utf8)
    var position = 0
    return UUIDText.readOrNil(bytes.span, at: &position) ?? 0
}
