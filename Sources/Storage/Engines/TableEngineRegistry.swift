import Columns
import Errors
import Functions

/// A table to be opened: what `CREATE TABLE` said, bound.
package struct TableDescription: Sendable {
    /// As declared: `ReplicatedSummingMergeTree`.
    package var engineName: String
    /// The engine's arguments that are values; columns are in `definition.mode`.
    package var arguments: [Value]
    package var schema: TableSchema
    /// For the MergeTree family.
    package var definition: MergeTreeDefinition?
    /// Where its data goes, relative to the disks' roots.
    package var path: String

    package init(
        engineName: String, arguments: [Value], schema: TableSchema, definition: MergeTreeDefinition?, path: String
    ) {
        self.engineName = engineName
        self.arguments = arguments
        self.schema = schema
        self.definition = definition
        self.path = path
    }
}

/// What tables share.
package struct StorageEnvironment: Sendable {
    package var policies: StoragePolicies
    /// `nil`: merges only when `OPTIMIZE` asks for them.
    package var scheduler: MergeScheduler?
    package var clock: any StorageClock
    /// Where inserts become visible.
    package let commits: CommitLog
    package let partLog = PartLog()

    package init(policies: StoragePolicies, scheduler: MergeScheduler?, clock: any StorageClock) {
        commits = CommitLog(disk: policies.policies[0].mainDisk, disks: policies.policies.flatMap(\.disks))
        self.policies = policies
        self.scheduler = scheduler
        self.clock = clock
    }
}

/// A table engine, for `CREATE TABLE` and `system.table_engines`.
package struct TableEngine: Sendable {
    package let name: String
    package let isMergeTree: Bool
    package let supportsReplication: Bool
    /// The engine's data outlives the server.
    package let isPersistent: Bool
    let open: @Sendable (TableDescription, StorageEnvironment) throws(QueryError) -> any Table
}

/// All table engines by name. To add one: its file, and its line here.
package enum TableEngineRegistry {
    package static let engines: [TableEngine] =
        mergeTrees + [
            plain("Memory", isPersistent: false) { (table, _) throws(QueryError) in MemoryTable(schema: table.schema) },
            plain("Null", isPersistent: false) { (table, _) throws(QueryError) in NullTable(schema: table.schema) },
            plain("Log", isPersistent: true, log),
            plain("TinyLog", isPersistent: true, log),
            plain("StripeLog", isPersistent: true, log),
        ] + catalogEngines.map { name in
            plain(name, isPersistent: true) { (_, _) throws(QueryError) in
                throw QueryError(.notImplemented, "A table of engine \(name) needs a catalog")
            }
        }

    /// Engines that the catalog opens, for they read other tables or stand in one place of a query.
    package static let catalogEngines = ["Buffer", "GenerateRandom", "Join", "Merge", "Set"]

    /// The prefixes and kinds of the MergeTree family.
    private static let mergeTrees: [TableEngine] = ["", "Replicated"].flatMap { prefix in
        ["", "Replacing", "Summing", "Aggregating", "Collapsing", "VersionedCollapsing", "Coalescing"].map { kind in
            TableEngine(
                name: "\(prefix)\(kind)MergeTree", isMergeTree: true, supportsReplication: !prefix.isEmpty,
                isPersistent: true, open: mergeTree)
        }
    }

    /// Engines of ClickHouse that Colonnade does not have.
    private static let refused: Set<String> = [
        "AzureBlobStorage", "AzureQueue", "DeltaLake", "Dictionary", "Distributed", "EmbeddedRocksDB",
        "Executable",
        "ExecutablePool", "File", "FileLog", "GraphiteMergeTree", "HDFS", "Hive", "Hudi", "Iceberg",
        "JDBC", "Kafka", "KeeperMap", "LiveView", "Loop", "MaterializedPostgreSQL", "MaterializedView",
        "MongoDB", "MySQL", "NATS", "ODBC", "PostgreSQL", "RabbitMQ", "Redis", "ReplicatedGraphiteMergeTree", "S3",
        "S3Queue",
        "SQLite", "TimeSeries", "URL", "View", "WindowView",
    ]

    private static let byName = Dictionary(engines.map { ($0.name, $0) }) { first, _ in first }

    /// The engine called `name`. One that ClickHouse has and we have not is `NOT_IMPLEMENTED`, any other
    /// `UNKNOWN_STORAGE`.
    package static func engine(named name: String) throws(QueryError) -> TableEngine {
        if let engine = byName[name] { return engine }
        if refused.contains(name) {
            throw QueryError(.notImplemented, "Table engine \(name) is not supported")
        }
        throw QueryError(.unknownStorage, "Unknown table engine \(name)")
    }

    /// Opens a table, creating its directory where it is new.
    package static func open(
        _ table: TableDescription, in environment: StorageEnvironment
    ) throws(QueryError) -> any Table {
        try engine(named: table.engineName).open(table, environment)
    }

    private static func plain(
        _ name: String, isPersistent: Bool,
        _ open: @escaping @Sendable (TableDescription, StorageEnvironment) throws(QueryError) -> any Table
    ) -> TableEngine {
        TableEngine(name: name, isMergeTree: false, supportsReplication: false, isPersistent: isPersistent) {
            (table, environment) throws(QueryError) in
            guard table.arguments.isEmpty else {
                throw QueryError(
                    .numberOfArgumentsDoesntMatch,
                    "Engine \(name) doesn't support any arguments (\(table.arguments.count) given)")
            }
            guard table.definition == nil else {
                throw QueryError(
                    .badArguments,
                    "Engine \(name) doesn't support PARTITION_BY, PRIMARY_KEY, ORDER_BY or SAMPLE_BY clauses")
            }
            return try open(table, environment)
        }
    }

    private static func log(
        _ table: TableDescription, _ environment: StorageEnvironment
    ) throws(QueryError) -> any Table {
        try LogTable(
            engineName: table.engineName, disk: environment.policies["default"].mainDisk, path: table.path,
            schema: table.schema)
    }

    private static func mergeTree(
        _ table: TableDescription, _ environment: StorageEnvironment
    ) throws(QueryError) -> any Table {
        guard let definition = table.definition else {
            throw QueryError(
                .badArguments,
                "ORDER BY or PRIMARY KEY expression is needed for engine \(table.engineName): "
                    + "write ORDER BY tuple() for none"
            )
        }
        try definition.check(table.schema)
        return try MergeTreeTable(
            engineName: table.engineName, path: table.path,
            policy: environment.policies[definition.settings.storagePolicy], schema: table.schema,
            definition: definition,
            scheduler: environment.scheduler, clock: environment.clock, commits: environment.commits,
            partLog: environment.partLog)
    }
}
