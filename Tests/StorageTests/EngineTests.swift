import Columns
import Errors
import Functions
import Storage
import Testing

@Suite struct EngineTests {
    private let schema = TableSchema(columns: [
        ColumnDeclaration(name: "k", type: .uint64), ColumnDeclaration(name: "v", type: .string),
    ])

    private func open(_ engine: String, in directory: TemporaryDirectory) throws -> any Table {
        let environment = StorageEnvironment(
            policies: StoragePolicies(hot: directory.disk, cold: directory.disk), scheduler: nil, clock: ManualClock())
        let isMergeTree = engine.hasSuffix("MergeTree")
        let definition = MergeTreeDefinition(
            sortingKey: [KeyColumn(text: "k", expression: .column(0, type: .uint64))], partitionKey: [],
            settings: MergeTreeSettings())
        return try TableEngineRegistry.open(
            TableDescription(
                engineName: engine, arguments: [], schema: schema, definition: isMergeTree ? definition : nil, path: "t"
            ),
            in: environment)
    }

    private func insert(_ table: any Table, _ keys: [UInt64]) throws {
        let block = Block(
            [
                BlockColumn(name: "v", type: .string, column: .string(StringColumn(keys.map { "v\($0)" }))),
                BlockColumn(name: "k", type: .uint64, column: .uint64(keys)),
            ], rowCount: keys.count)
        try table.prepareInsert(
            block, InsertOptions(isDurable: true, deduplicationToken: "", context: TableFixture.context)
        ).commit()
    }

    private func keys(_ table: any Table) throws -> [UInt64] {
        let scan = try table.scan(
            ScanRequest(columns: ["v", "k"], filter: [], streamsMax: 2, context: TableFixture.context))
        var result: [UInt64] = []
        for source in scan.sources {
            while let block = try source.next() {
                #expect(block.columns.map(\.name) == ["v", "k"])
                if case .uint64(let keys) = block.columns[1].column { result += keys }
            }
        }
        return result.sorted()
    }

    @Test(
        "rows come back, truncated ones do not",
        arguments: ["Memory", "Log", "TinyLog", "StripeLog", "MergeTree", "ReplicatedMergeTree"])
    func rowsComeBack(engine: String) throws {
        let directory = try TemporaryDirectory()
        let table = try open(engine, in: directory)
        #expect(try keys(table).isEmpty)
        try insert(table, [1, 2])
        try insert(table, [3])
        let snapshot = try table.scan(
            ScanRequest(columns: ["k"], filter: [], streamsMax: 1, context: TableFixture.context))
        try insert(table, [4])
        var seen = 0
        for source in snapshot.sources { while let block = try source.next() { seen += block.rowCount } }
        #expect(seen == 3)
        #expect(try keys(table) == [1, 2, 3, 4])
        #expect(table.totalRows == 4)
        if engine != "Memory" {
            table.shutdown()
            let again = try open(engine, in: directory)
            #expect(try keys(again) == [1, 2, 3, 4])
            try again.truncate()
            #expect(try keys(again).isEmpty)
            again.shutdown()
            try again.drop()
            #expect(!directory.disk.exists("t"))
        }
    }

    @Test("what a crash left behind the committed bytes of a log is not read")
    func logRecovery() throws {
        let directory = try TemporaryDirectory()
        let table = try open("Log", in: directory)
        try insert(table, [1])
        try directory.disk.append([1, 2, 3, 4], to: "t/data.bin")
        let again = try open("Log", in: directory)
        try insert(again, [2])
        #expect(try keys(again) == [1, 2])
    }

    @Test("Null keeps nothing")
    func null() throws {
        let table = try open("Null", in: try TemporaryDirectory())
        try insert(table, [1, 2])
        #expect(try keys(table).isEmpty)
    }

    @Test(
        "engines that are not there are refused by name",
        arguments: [("Kafka", ErrorCode.notImplemented), ("Nonsense", .unknownStorage)])
    func refused(engine: String, code: ErrorCode) throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: QueryError.self) { try open(engine, in: directory) }
        #expect(error?.code == code)
        #expect(error?.message.contains(engine) == true)
    }

    @Test("many small blocks in memory are joined")
    func memoryBlocks() throws {
        let table = try open("Memory", in: try TemporaryDirectory())
        for key in 0..<1000 { try insert(table, [UInt64(key)]) }
        #expect(try keys(table).count == 1000)
        let scan = try table.scan(ScanRequest(columns: [], filter: [], streamsMax: 1, context: TableFixture.context))
        var blocks = 0
        while try scan.sources[0].next() != nil { blocks += 1 }
        #expect(blocks < 20)
    }
}
