import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// `system.tables`.
struct SystemTablesTable: SystemTable {
    static let name = "tables"
    static let comment = "All tables and views of this server, and the session's temporary tables."
    static let aliases = ["table": "name"]
    static let columns = """
        database String
        name String
        uuid UUID
        engine String
        is_temporary UInt8
        data_paths Array(String)
        metadata_path String
        metadata_modification_time DateTime
        metadata_version Int32
        dependencies_database Array(String)
        dependencies_table Array(String)
        create_table_query String
        engine_full String
        as_select String
        parameterized_view_parameters Array(Tuple(name String, type String))
        partition_key String
        sorting_key String
        primary_key String
        sampling_key String
        unique_key String
        skipping_indices_types Array(String)
        storage_policy String
        total_rows Nullable(UInt64)
        total_bytes Nullable(UInt64)
        total_bytes_uncompressed Nullable(UInt64)
        parts Nullable(UInt64)
        active_parts Nullable(UInt64)
        total_marks Nullable(UInt64)
        active_on_fly_data_mutations UInt64
        active_on_fly_alter_mutations UInt64
        active_on_fly_metadata_mutations UInt64
        columns_descriptions_cache_size UInt64
        lifetime_rows Nullable(UInt64)
        lifetime_bytes Nullable(UInt64)
        comment String
        has_own_data UInt8
        loading_dependencies_database Array(String)
        loading_dependencies_table Array(String)
        loading_dependent_database Array(String)
        loading_dependent_table Array(String)
        target_database String
        target_table String
        definer String
        table String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (database, entry) in scope.entries(tableColumn: "name") {
            let isOurs = database?.isVirtual ?? false
            let definition = isOurs && entry.table != nil ? nil : entry.definition
            let storage = definition?.storage
            let stored = storedTable(of: entry, scope)
            let merging = entry.table as? MergeTreeTable
            let hidden = scope.hidesTotals(of: database)
            // What is measured of the rows, of all agents.
            let (measured, parts) = hidden ? (nil, nil) : (stored, merging)
            let views = rows.wants("dependencies_table") ? scope.catalog.views(of: entry.name) : []
            let target = entry.viewTarget
            try rows.add([
                "database": .text(entry.name.database), "name": .text(entry.name.table),
                "uuid": .uint128(parseUUID(entry.uuid)), "engine": .text(entry.engineName),
                "is_temporary": .flag(entry.isTemporary), "data_paths": .texts(dataPaths(stored)),
                "metadata_path": .text(metadataPath(database, entry)),
                "metadata_modification_time": .moment(seconds: changeTime(database, entry, scope, rows)),
                "metadata_version": .count(merging?.layout.version ?? 0),
                "dependencies_database": .texts(views.map(\.name.database)),
                "dependencies_table": .texts(views.map(\.name.table)),
                "create_table_query": .text(rows.wants("create_table_query") ? definition?.shownLine ?? "" : ""),
                "engine_full": .text(rows.wants("engine_full") ? storage?.text ?? "" : ""),
                "as_select": .text(entry.viewQuery?.singleLineText ?? ""),
                "partition_key": .text(storage?.partitionBy?.text ?? ""),
                "sorting_key": .text(storage?.orderBy?.keyText ?? ""),
                "primary_key": .text((storage?.primaryKey ?? storage?.orderBy)?.keyText ?? ""),
                "sampling_key": .text(storage?.sampleBy?.text ?? ""),
                "skipping_indices_types": .texts(definition?.structure?.indexes.map(\.type.name) ?? []),
                "storage_policy": .text(merging?.policy.name ?? ""),
                "total_rows": .optionalCount(measured?.totalRows),
                "total_bytes": .optionalCount(measured?.totalBytes),
                "total_bytes_uncompressed": .optionalCount(uncompressedBytes(measured)),
                "parts": .optionalCount(parts.map(\.shownPartCount)),
                "active_parts": .optionalCount(parts?.shownParts.count),
                "total_marks": rows.wants("total_marks") ? .optionalCount(try markCount(parts)) : .null,
                "comment": .text((entry.table as? SystemTableReader)?.declaration.comment ?? entry.comment),
                "has_own_data": .flag(stored != nil && !isOurs && merging != nil),
                "target_database": .text(target?.database ?? ""), "target_table": .text(target?.table ?? ""),
            ])
        }
    }

    /// The table itself, or the one that a materialized view fills.
    private static func storedTable(of entry: CatalogEntry, _ scope: SystemScope) -> (any Table)? {
        if let table = entry.table { return table }
        return entry.viewTarget.flatMap { scope.catalog.find($0)?.table }
    }

    private static func dataPaths(_ table: (any Table)?) -> [String] {
        guard let table = table as? MergeTreeTable else { return [] }
        return table.policy.disks.map { directoryPath($0, table.path) }
    }

    private static func metadataPath(_ database: Catalog.Database?, _ entry: CatalogEntry) -> String {
        guard let database, !database.isVirtual else { return "" }
        return "\(CatalogFiles.store(database.uuid))/\(escapeForFileName(entry.name.table)).sql"
    }

    private static func changeTime(
        _ database: Catalog.Database?, _ entry: CatalogEntry, _ scope: SystemScope, _ rows: SystemRows
    ) -> Int64 {
        guard rows.wants("metadata_modification_time"), let database, !database.isVirtual else { return 0 }
        return scope.catalog.files.disk.modificationSeconds(of: metadataPath(database, entry))
    }

    private static func uncompressedBytes(_ table: (any Table)?) -> Int? {
        guard let table = table as? MergeTreeTable else { return nil }
        return table.activeParts.reduce(0) { $0 + $1.sizes.uncompressedOnDisk }
    }

    private static func markCount(_ table: MergeTreeTable?) throws(QueryError) -> Int? {
        guard let table else { return nil }
        var count = 0
        for part in table.shownParts { count += try part.markCount() }
        return count
    }
}

/// A directory of a disk as `system` tables show it, with a slash at the end.
func directoryPath(_ disk: any Disk, _ path: String) -> String {
    let root = disk.rootPath
    return root + (root.hasSuffix("/") || root.isEmpty ? "" : "/") + path + "/"
}

extension Statement {
    var storage: TableStorage? { if case .createTable(let create) = self { create.storage } else { nil } }
    var structure: TableStructure? { if case .createTable(let create) = self { create.structure } else { nil } }
}

extension Expression {
    /// A key as system tables show it: the elements of a tuple without parentheses, nothing for `tuple()`.
    var keyText: String {
        guard let call = functionCall, call.name == "tuple" else { return text }
        return call.arguments.map(\.text).joined(separator: ", ")
    }
}

extension CatalogEntry {
    /// The query of a view.
    var viewQuery: Statement? {
        switch kind {
        case .table: nil
        case .view(let query, _), .materializedView(let query, _, _): .select(query)
        }
    }

    /// The table that a materialized view fills.
    var viewTarget: QualifiedName? { if case .materializedView(_, _, let target) = kind { target } else { nil } }
}
