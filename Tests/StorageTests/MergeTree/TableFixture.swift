import Columns
import Errors
import Foundation
import Functions
import Simulation
import Storage
import Synchronization
import Testing

/// A clock that a test moves.
final class ManualClock: StorageClock {
    private let moment = Mutex<Int64>(1_700_000_000_000_000_000)
    var nanoseconds: Int64 { moment.withLock { $0 } }
    func advance(seconds: Int64) { moment.withLock { $0 += seconds * 1_000_000_000 } }
    func set(seconds: Int64) { moment.withLock { $0 = seconds * 1_000_000_000 } }
}

/// A table in a directory of its own; no threads: merges run when a test asks for them.
final class TableFixture {
    let directory: TemporaryDirectory
    let clock = ManualClock()
    private(set) var schema: TableSchema
    var definition: MergeTreeDefinition
    private(set) var table: MergeTreeTable

    static let context = QueryContext.background(nanoseconds: 1_700_000_000_000_000_000)

    init(
        _ columns: [(String, String)], orderBy: [String], partitionBy: [BoundExpression] = [], mode: MergeMode = .plain,
        _ change: (inout MergeTreeDefinition, inout TableSchema) -> Void = { _, _ in }
    ) throws {
        directory = try TemporaryDirectory()
        var schema = TableSchema(
            columns: try columns.map { ColumnDeclaration(name: $0.0, type: try DataType(parsing: $0.1)) })
        let keys = try orderBy.map { name in
            let position = try #require(schema.position(of: name))
            return KeyColumn(text: name, expression: .column(position, type: schema.columns[position].type))
        }
        let partition = partitionBy.enumerated().map { KeyColumn(text: "p\($0)", expression: $1) }
        var definition = MergeTreeDefinition(sortingKey: keys, partitionKey: partition, settings: MergeTreeSettings())
        definition.mode = mode
        definition.settings.indexGranularity = 4
        change(&definition, &schema)
        self.schema = schema
        self.definition = definition
        table = try MergeTreeTable(
            engineName: "MergeTree", path: "store/t", policy: StoragePolicy(name: "default", disk: directory.disk),
            schema: schema, definition: definition, scheduler: nil, clock: clock)
    }

    /// Closes the table and opens it again from its directory.
    func restart(schema changed: TableSchema? = nil) throws {
        table.shutdown()
        if let changed { schema = changed }
        table = try MergeTreeTable(
            engineName: "MergeTree", path: "store/t", policy: table.policy, schema: schema, definition: definition,
            scheduler: nil, clock: clock)
    }

    func column(_ name: String) throws -> BoundExpression {
        let position = try #require(schema.position(of: name))
        return .column(position, type: schema.columns[position].type)
    }

    func insert(_ rows: [[Value]], isDurable: Bool = false, token: String = "") throws {
        let prepared = try table.prepareInsert(
            try block(rows), InsertOptions(isDurable: isDurable, deduplicationToken: token, context: Self.context))
        try prepared.commit()
    }

    func block(_ rows: [[Value]]) throws -> Block {
        let columns = try schema.stored.enumerated().map { position, column in
            BlockColumn(
                name: column.name, type: column.type, column: try Column(rows.map { $0[position] }, as: column.type))
        }
        return Block(columns, rowCount: rows.count)
    }

    /// The rows of a scan as literals, in the order of the sources.
    func rows(
        _ columns: [String]? = nil, filter: [BoundExpression] = [], isFinal: Bool = false, sortedPrefix: Int = 0
    ) throws -> [String] {
        var request = ScanRequest(
            columns: columns ?? table.schema.stored.map(\.name), filter: filter, streamsMax: 3, context: Self.context)
        request.isFinal = isFinal
        request.sortedPrefix = sortedPrefix
        let scan = try table.scan(request)
        #expect(scan.filterIsApplied)
        var result: [String] = []
        for source in scan.sources {
            while let block = try source.next() {
                for row in 0..<block.rowCount {
                    result.append(block.columns.map { $0.column.value(at: row).literal }.joined(separator: ","))
                }
            }
        }
        return result
    }

    func statistics(_ filter: [BoundExpression]) throws -> ScanStatistics {
        try table.scan(ScanRequest(columns: [], filter: filter, streamsMax: 1, context: Self.context)).statistics
    }
}

/// `function(arguments)` of the registry.
func call(_ function: String, _ arguments: BoundExpression...) throws -> BoundExpression {
    let type = try #require(FunctionRegistry.scalar(named: function), "function \(function)")
    return try BoundCall.bind(type, arguments, in: TableFixture.context)
}

func literal(_ value: Value, _ type: DataType) throws -> BoundExpression {
    .constant(try Column([value], as: type), type: type)
}

func number(_ value: UInt64) -> Value { .uint64(value) }

extension PreparedInsert {
    /// One block by itself, as an insert without views.
    func commit() throws {
        try CommitLog(disk: SimulatedDisk(seed: 0, clock: ManualClock()), disks: []).commit([[self]], isDurable: true)
    }
}
