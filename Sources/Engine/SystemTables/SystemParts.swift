import Columns
import Errors
import Functions
import Storage

struct SystemParts: SystemTable {
    static let name = "parts"
    static let comment = "The parts of all MergeTree tables."
    static let aliases = ["bytes": "bytes_on_disk", "marks_size": "marks_bytes", "part_name": "name"]
    static let columns = """
        partition String
        name String
        uuid UUID
        part_type String
        part_storage_type String
        active UInt8
        marks UInt64
        rows UInt64
        files UInt64
        bytes_on_disk UInt64
        data_compressed_bytes UInt64
        data_uncompressed_bytes UInt64
        primary_key_size UInt64
        marks_bytes UInt64
        secondary_indices_compressed_bytes UInt64
        secondary_indices_uncompressed_bytes UInt64
        secondary_indices_marks_bytes UInt64
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
        index_granularity_bytes_in_memory UInt64
        index_granularity_bytes_in_memory_allocated UInt64
        is_frozen UInt8
        database String
        table String
        engine String
        disk_name String
        path String
        hash_of_all_files String
        hash_of_uncompressed_files String
        uncompressed_hash_of_compressed_files String
        delete_ttl_info_min DateTime
        delete_ttl_info_max DateTime
        move_ttl_info.expression Array(String)
        move_ttl_info.min Array(DateTime)
        move_ttl_info.max Array(DateTime)
        default_compression_codec String
        recompression_ttl_info.expression Array(String)
        recompression_ttl_info.min Array(DateTime)
        recompression_ttl_info.max Array(DateTime)
        group_by_ttl_info.expression Array(String)
        group_by_ttl_info.min Array(DateTime)
        group_by_ttl_info.max Array(DateTime)
        rows_where_ttl_info.expression Array(String)
        rows_where_ttl_info.min Array(DateTime)
        rows_where_ttl_info.max Array(DateTime)
        projections Array(String)
        visible UInt8
        creation_tid Tuple(UInt64, UInt64, UUID)
        removal_tid_lock UInt64
        removal_tid Tuple(UInt64, UInt64, UUID)
        creation_csn UInt64
        removal_csn UInt64
        has_lightweight_delete UInt8
        last_removal_attempt_time DateTime
        removal_state String
        bytes UInt64
        marks_size UInt64
        part_name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            for part in table.shownParts { try add(PartFacts(part, name, table, isActive: true, scope), to: &rows) }
            for part in table.outdatedParts where part.rowCount > 0 {
                try add(PartFacts(part, name, table, isActive: false, scope), to: &rows)
            }
        }
    }

    private static func add(_ facts: PartFacts, to rows: inout SystemRows) throws(QueryError) {
        let part = facts.part
        let content = part.content
        let sizes = part.sizes
        let wantsIndex =
            rows.wants("primary_key_bytes_in_memory") || rows.wants("primary_key_bytes_in_memory_allocated")
        let keyBytes = wantsIndex ? part.primaryKeyBytesInMemory : 0
        let ttl = content.ttl
        try rows.add([
            "partition": .text(try facts.partitionText()), "name": .text(part.name.text),
            "part_type": .text(part.isWide ? "Wide" : "Compact"), "part_storage_type": .text("Full"),
            "active": .flag(facts.isActive), "marks": rows.wants("marks") ? .count(try part.markCount()) : .count(0),
            "rows": .count(part.rowCount), "files": .count(sizes.fileCount), "bytes_on_disk": .count(part.byteCount),
            "data_compressed_bytes": .count(sizes.data.compressed),
            "data_uncompressed_bytes": .count(sizes.data.uncompressed), "primary_key_size": .count(sizes.primaryKey),
            "marks_bytes": .count(sizes.data.marks),
            "secondary_indices_compressed_bytes": .count(sizes.indexes.compressed),
            "secondary_indices_uncompressed_bytes": .count(sizes.indexes.uncompressed),
            "secondary_indices_marks_bytes": .count(sizes.indexes.marks),
            "modification_time": .moment(seconds: content.modificationSeconds), "refcount": .count(1),
            "min_date": .count(facts.bound(of: \.isDate, \.min)), "max_date": .count(facts.bound(of: \.isDate, \.max)),
            "min_time": .count(facts.bound(of: \.isDateTime, \.min)),
            "max_time": .count(facts.bound(of: \.isDateTime, \.max)), "partition_id": .text(part.name.partition),
            "min_block_number": .int64(part.name.blockMin), "max_block_number": .int64(part.name.blockMax),
            "level": .count(part.name.level), "data_version": .count(Int(part.name.dataVersion)),
            "primary_key_bytes_in_memory": .count(keyBytes), "primary_key_bytes_in_memory_allocated": .count(keyBytes),
            "database": .text(facts.table.database), "table": .text(facts.table.table), "engine": .text(facts.engine),
            "disk_name": .text(part.disk.name), "path": .text(directoryPath(part.disk, part.path)),
            "hash_of_all_files": .text(
                rows.wants("hash_of_all_files") ? content.checksums.hashOfAllFiles.hexadecimal : ""),
            "delete_ttl_info_min": .moment(seconds: ttl.table?.min ?? 0),
            "delete_ttl_info_max": .moment(seconds: ttl.table?.max ?? 0),
            "move_ttl_info.expression": .texts(ttl.moves.keys.sorted()),
            "move_ttl_info.min": moments(ttl.moves, \.min), "move_ttl_info.max": moments(ttl.moves, \.max),
            "default_compression_codec": .text(content.defaultCodec),
            "recompression_ttl_info.expression": .texts(ttl.recompressions.keys.sorted()),
            "recompression_ttl_info.min": moments(ttl.recompressions, \.min),
            "recompression_ttl_info.max": moments(ttl.recompressions, \.max),
            "rows_where_ttl_info.expression": .texts(ttl.rowsWhere.keys.sorted()),
            "rows_where_ttl_info.min": moments(ttl.rowsWhere, \.min),
            "rows_where_ttl_info.max": moments(ttl.rowsWhere, \.max), "visible": .flag(facts.isActive),
        ])
    }

    private static func moments(
        _ bounds: [String: TTLFile.Bounds], _ end: KeyPath<TTLFile.Bounds, Int64>
    ) -> Value {
        .array(bounds.sorted { $0.key < $1.key }.map { .moment(seconds: $0.value[keyPath: end]) })
    }
}

/// A part with what `system.parts` and `system.parts_columns` say of it.
struct PartFacts {
    let part: Part
    let table: QualifiedName
    let engine: String
    let isActive: Bool
    private let types: [DataType]
    private let context: QueryContext

    init(_ part: Part, _ table: QualifiedName, _ mergeTree: MergeTreeTable, isActive: Bool, _ scope: SystemScope) {
        self.part = part
        self.table = table
        engine = mergeTree.engineName
        self.isActive = isActive
        types = mergeTree.layout.partitionTypes
        context = scope.context
    }

    /// The partition as SQL writes it: `202601`, `(202601,'x')`, `tuple()`.
    func partitionText() throws(QueryError) -> String {
        let values = part.content.partitionValues
        guard !values.isEmpty, values.count == types.count else { return "tuple()" }
        let type = types.count == 1 ? types[0] : .tuple(types.map { TupleElement(nil, $0) })
        let column = try Column([types.count == 1 ? values[0] : .tuple(values)], as: type)
        let text = try convertColumn(column, from: type, to: .string, in: context).materialised
        guard case .string(let bytes) = text.value(at: 0) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The smallest or largest value of the partition key's first column of the wanted kind; 0 without one.
    func bound(of kind: (DataType) -> Bool, _ end: KeyPath<MinMaxIndex.Entry, Value>) -> Int {
        guard let entry = part.content.minMax.entries.first(where: { kind($0.type.withoutNullable) }) else { return 0 }
        let value: Int? = entry[keyPath: end].exactInteger()
        return value ?? 0
    }
}

extension DataType {
    fileprivate var isDate: Bool { self == .date }
    fileprivate var isDateTime: Bool { if case .dateTime = self { true } else { false } }
}
