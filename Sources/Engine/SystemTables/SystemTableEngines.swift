import Columns
import Errors
import Storage

struct SystemTableEngines: SystemTable {
    static let name = "table_engines"
    static let comment = "All table engines, and what each can do."
    static let columns = """
        name String
        supports_settings UInt8
        supports_skipping_indices UInt8
        supports_projections UInt8
        supports_sort_order UInt8
        supports_ttl UInt8
        supports_replication UInt8
        supports_deduplication UInt8
        supports_parallel_insert UInt8
        description String
        syntax String
        examples String
        introduced_in String
        related Array(String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for engine in TableEngineRegistry.engines {
            let isMergeTree = Value.flag(engine.isMergeTree)
            try rows.add([
                "name": .text(engine.name), "supports_settings": isMergeTree, "supports_skipping_indices": isMergeTree,
                "supports_projections": .flag(false), "supports_sort_order": isMergeTree, "supports_ttl": isMergeTree,
                "supports_replication": .flag(engine.supportsReplication),
                "supports_deduplication": .flag(engine.supportsReplication),
                "supports_parallel_insert": .flag(engine.isMergeTree || !engine.isPersistent),
                "syntax": .text(
                    engine.isMergeTree ? "ENGINE = \(engine.name)() ORDER BY expr" : "ENGINE = \(engine.name)"),
            ])
        }
        for name in ["View", "MaterializedView"] { try rows.add(["name": .text(name)]) }
    }
}
