import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct SystemDictionaries: SystemTable {
    static let name = "dictionaries"
    static let comment = "The dictionaries, and what they hold."
    static let columns = """
        database String
        name String
        uuid UUID
        status Enum8('NOT_LOADED' = 0, 'LOADED' = 1, 'FAILED' = 2, 'LOADING' = 3, 'FAILED_AND_RELOADING' = 4, \
        'LOADED_AND_RELOADING' = 5, 'NOT_EXIST' = 6)
        origin String
        type String
        key.names Array(String)
        key.types Array(String)
        attribute.names Array(String)
        attribute.types Array(String)
        bytes_allocated UInt64
        hierarchical_index_bytes_allocated UInt64
        query_count UInt64
        hit_rate Float64
        found_rate Float64
        element_count UInt64
        load_factor Float64
        source String
        lifetime_min UInt64
        lifetime_max UInt64
        loading_start_time DateTime
        last_successful_update_time DateTime
        error_count UInt64
        loading_duration Float32
        last_exception String
        comment String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for database in scope.catalog.databases {
            for entry in database.entries.values.sorted(by: { $0.name.table < $1.name.table }) {
                guard let table = entry.table as? DictionaryTable else { continue }
                try add(table, entry, to: &rows)
            }
        }
    }

    private static func add(
        _ table: DictionaryTable, _ entry: CatalogEntry, to rows: inout SystemRows
    ) throws(QueryError) {
        let definition = table.definition
        let state = table.current
        func types(_ names: [String]) -> [String] {
            names.compactMap { name in table.schema.columns.first { $0.name == name }?.type.name }
        }
        // As in its Enum8: not loaded, loaded, failed.
        let status: Int64 = state.content != nil ? 1 : state.failure != nil ? 2 : 0
        try rows.add([
            "database": .text(entry.name.database), "name": .text(entry.name.table), "status": .int64(status),
            "origin": .text("\(entry.name)"), "type": .text(state.content == nil ? "" : table.layoutName),
            "key.names": .texts(table.keyNames), "key.types": .texts(types(table.keyNames)),
            "attribute.names": .texts(table.attributeNames),
            "attribute.types": .texts(types(table.attributeNames)),
            "element_count": .count(state.content?.rowCount ?? 0),
            "source": .text(DictionarySource.description(of: definition, in: entry.name.database)),
            "lifetime_min": .count(Int(clamping: definition.lifetime?.min ?? 0)),
            "lifetime_max": .count(Int(clamping: definition.lifetime?.max ?? 0)),
            "last_successful_update_time": .moment(seconds: state.loadedNanoseconds / 1_000_000_000),
            "last_exception": .text(state.failure?.message ?? ""), "comment": .text(entry.comment),
        ])
    }
}
