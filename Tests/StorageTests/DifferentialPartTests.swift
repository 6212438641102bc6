import Codecs
import Columns
import Errors
import Foundation
import Functions
import Storage
import Synchronization
import Testing

/// The Swift half of `Tests/Differential/parts.py`, which gives it a directory: parts that ClickHouse wrote are merged
/// with ours, and the script lets ClickHouse attach the result. Without the directory there is nothing to do.
@Suite struct DifferentialPartTests {
    static let directory = ProcessInfo.processInfo.environment["COLONNADE_DIFFERENTIAL_DIRECTORY"]

    struct Case: Sendable {
        let name: String
        let columns: [(name: String, type: String, codec: String)]
        let orderBy: [String]
        let partitionBy: String?
        let mode: MergeMode
        let minBytesForWide: Int
    }

    static let trades: [(name: String, type: String, codec: String)] = [
        ("trade_id", "UUID", ""), ("agent_id", "String", ""), ("strategy_name", "LowCardinality(String)", ""),
        ("session_id", "String", ""), ("timestamp", "DateTime64(9, 'UTC')", "DoubleDelta, ZSTD(1)"),
        ("created_at", "DateTime", ""), ("market", "LowCardinality(String)", ""),
        ("side", "Enum8('buy' = 1, 'sell' = 2)", ""), ("quantity", "Float64", "Gorilla, ZSTD(1)"),
        ("slippage_bps", "Float32", "Gorilla, ZSTD(1)"), ("fill_latency_ms", "UInt32", "T64, ZSTD(1)"),
        ("pnl_usd", "Nullable(Float64)", "Gorilla, ZSTD(1)"), ("referral_code", "Nullable(String)", ""),
        ("extra", "Map(String, String)", ""),
    ]

    static let cases: [Case] = [("compact", 1 << 30), ("wide", 0)].flatMap { kind, bytes in
        [
            Case(
                name: "trades_\(kind)", columns: trades, orderBy: ["agent_id", "timestamp"], partitionBy: "timestamp",
                mode: .plain, minBytesForWide: bytes),
            Case(
                name: "types_\(kind)",
                columns: [("k", "UInt64", "")]
                    + PartRoundTripTests.types.filter { !$0.hasPrefix("Simple") && $0 != "Tuple()" }.enumerated().map {
                        ("c\($0)", $1, "")
                    },
                orderBy: ["k"], partitionBy: nil, mode: .plain, minBytesForWide: bytes),
            Case(
                name: "summing_\(kind)",
                columns: [("k", "UInt64", ""), ("n", "Int64", "Delta, LZ4"), ("s", "String", "")],
                orderBy: ["k"], partitionBy: nil, mode: .summing(columns: []), minBytesForWide: bytes),
        ]
    }

    static func definition(_ test: Case) throws -> (TableSchema, MergeTreeDefinition) {
        var schema = TableSchema(columns: [])
        for column in test.columns {
            var declaration = ColumnDeclaration(name: column.name, type: try DataType(parsing: column.type))
            declaration.codec = column.codec
            schema.columns.append(declaration)
        }
        func column(_ name: String) throws -> BoundExpression {
            let position = try #require(schema.position(of: name))
            return .column(position, type: schema.columns[position].type)
        }
        let keys = try test.orderBy.map { KeyColumn(text: $0, expression: try column($0)) }
        let partition = try test.partitionBy.map {
            [KeyColumn(text: "toYYYYMM(\($0))", expression: try call("toYYYYMM", try column($0)))]
        }
        var definition = MergeTreeDefinition(
            sortingKey: keys, partitionKey: partition ?? [], settings: MergeTreeSettings())
        definition.mode = test.mode
        definition.settings.indexGranularity = 64
        definition.settings.minBytesForWidePart = test.minBytesForWide
        if test.name.hasPrefix("trades") {
            let agent = try column("agent_id")
            let session = try column("session_id")
            definition.indexes = [
                SkipIndexDeclaration(
                    name: "b", text: "agent_id", expressions: [agent], type: "bloom_filter",
                    arguments: [.float64(0.01)],
                    granularity: 1),
                SkipIndexDeclaration(
                    name: "m", text: "session_id", expressions: [session], type: "minmax", arguments: [], granularity: 2
                ),
                SkipIndexDeclaration(
                    name: "s", text: "session_id", expressions: [session], type: "set", arguments: [.uint64(50)],
                    granularity: 1),
            ]
        }
        return (schema, definition)
    }

    static func createStatement(_ test: Case) -> String {
        let columns = test.columns.map { column in
            "`\(column.name)` \(column.type)" + (column.codec.isEmpty ? "" : " CODEC(\(column.codec))")
        }
        let indexes =
            test.name.hasPrefix("trades")
            ? [
                "INDEX b agent_id TYPE bloom_filter(0.01) GRANULARITY 1",
                "INDEX m session_id TYPE minmax GRANULARITY 2",
                "INDEX s session_id TYPE set(50) GRANULARITY 1",
            ] : []
        let engine = test.mode == .plain ? "MergeTree" : "SummingMergeTree"
        return "(\((columns + indexes).joined(separator: ", "))) ENGINE = \(engine)"
            + (test.partitionBy.map { " PARTITION BY toYYYYMM(\($0))" } ?? "")
            + " ORDER BY (\(test.orderBy.joined(separator: ", ")))"
            + " SETTINGS index_granularity = 64, min_rows_for_wide_part = 0, "
            + "min_bytes_for_wide_part = \(test.minBytesForWide)"
    }

    static func block(_ schema: TableSchema, rows: Int, seed: UInt64) throws -> Block {
        var random = SplitMix(state: seed)
        var columns: [BlockColumn] = []
        for column in schema.columns {
            var values: [Value] = []
            for row in 0..<rows {
                switch column.name {
                case "k": values.append(.uint64(UInt64(row) * 2 + seed % 2))
                case "timestamp":
                    values.append(.int64(1_700_000_000_000_000_000 + Int64(random.next() % 9_000_000_000_000_000)))
                case "agent_id": values.append(.text("agent\(random.next() % 9)"))
                default: values.append(PartRoundTripTests.value(column.type, &random))
                }
            }
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: try Column(values, as: column.type)))
        }
        return Block(columns, rowCount: rows)
    }

    @Test(
        "statements for the script, and parts of ours for ClickHouse", .enabled(if: directory != nil),
        arguments: cases.map(\.name))
    func write(name: String) throws {
        let test = try #require(Self.cases.first { $0.name == name })
        let disk = try LocalDisk(name: "default", root: try #require(Self.directory) + "/ours/\(name)")
        let (schema, definition) = try Self.definition(test)
        let table = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: StoragePolicy(name: "default", disk: disk), schema: schema,
            definition: definition, scheduler: nil, clock: SystemClock())
        for seed in [1, 2] as [UInt64] {
            try table.prepareInsert(
                Self.block(schema, rows: 700, seed: seed),
                InsertOptions(isDurable: true, deduplicationToken: "", context: TableFixture.context)
            ).commit()
        }
        try disk.write(Array(Self.createStatement(test).utf8), to: "create.sql")
        try disk.write(try Self.rowBinary(table), to: "expected.bin")
    }

    @Test(
        "parts of ClickHouse are read, and merged with ours", .enabled(if: directory != nil),
        arguments: cases.map(\.name))
    func merge(name: String) throws {
        let test = try #require(Self.cases.first { $0.name == name })
        let root = try #require(Self.directory) + "/theirs/\(name)"
        guard FileManager.default.fileExists(atPath: root) else { return }
        let disk = try LocalDisk(name: "default", root: root)
        let (schema, definition) = try Self.definition(test)
        let table = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: StoragePolicy(name: "default", disk: disk), schema: schema,
            definition: definition, scheduler: nil, clock: SystemClock())
        #expect(table.brokenParts.withLock { $0.map(\.reason.message) } == [])
        #expect(table.check().filter { !$0.isSound }.map(\.message) == [])
        try disk.write(try Self.rowBinary(table), to: "read.bin")
        try table.prepareInsert(
            Self.block(schema, rows: 300, seed: 3),
            InsertOptions(isDurable: true, deduplicationToken: "", context: TableFixture.context)
        ).commit()
        try table.optimize(partition: nil, isFinal: true)
        table.removeOutdatedParts(olderThan: 0)
        try disk.write(try Self.rowBinary(table), to: "expected.bin")
    }

    /// All rows as RowBinary.
    static func rowBinary(_ table: MergeTreeTable) throws -> [UInt8] {
        let schema = table.schema
        let scan = try table.scan(
            ScanRequest(columns: schema.columns.map(\.name), filter: [], streamsMax: 1, context: TableFixture.context))
        var writer = ByteWriter()
        for source in scan.sources {
            while let block = try source.next() {
                for row in 0..<block.rowCount {
                    for column in block.columns { try writer.writeValue(of: column.column, at: row, type: column.type) }
                }
            }
        }
        return writer.bytes
    }
}
