import Columns
import Errors
import Functions
import Storage
import Synchronization
import Testing

/// Many threads insert, read, merge, change and drop at once.
@Suite struct ConcurrencyTests {
    @Test("every scan sees whole inserts only, whatever runs beside it")
    func wholeInserts() throws {
        let scheduler = MergeScheduler(threadCount: 2, idleMilliseconds: 5)
        let directory = try TemporaryDirectory()
        let (schema, definition) = declaration()
        let table = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: StoragePolicy(name: "default", disk: directory.disk),
            schema: schema, definition: definition, scheduler: scheduler, clock: SystemClock())
        let failures = Mutex<[String]>([])
        let rowsPerInsert = 20
        let inserters = (0..<3).map { worker in
            BackgroundThread {
                for number in 0..<25 {
                    let block = batch(UInt32(worker * 1000 + number), rows: rowsPerInsert, salt: number)
                    do {
                        try table.prepareInsert(
                            block,
                            InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context)
                        ).commit()
                    } catch { failures.withLock { $0.append("insert: \(error)") } }
                }
            }
        }
        let readers = (0..<2).map { reader in
            BackgroundThread {
                for _ in 0..<40 {
                    do {
                        var request = ScanRequest(
                            columns: ["batch", "v"], filter: [], streamsMax: 2, context: TableFixture.context)
                        request.sortedPrefix = reader
                        let scan = try table.scan(request)
                        var counts: [UInt32: Int] = [:]
                        for source in scan.sources {
                            while let block = try source.next() {
                                guard case .uint32(let batches) = block.columns[0].column else { continue }
                                for batch in batches { counts[batch, default: 0] += 1 }
                            }
                        }
                        let torn = counts.filter { $0.value != rowsPerInsert }
                        if !torn.isEmpty { failures.withLock { $0.append("torn: \(torn)") } }
                    } catch { failures.withLock { $0.append("scan: \(error)") } }
                }
            }
        }
        let changer = BackgroundThread {
            for number in 0..<6 {
                do {
                    let version = try table.mutate(
                        [
                            .update(
                                [("v", .constant(.string(StringColumn(["u\(number)"])), type: .string))],
                                condition: .constant(.uint8([1]), type: .uint8))
                        ], text: "UPDATE v = 'u\(number)' WHERE 1")
                    if number % 2 == 0 { try table.optimize(partition: nil, isFinal: true) }
                    try table.waitForMutation(version)
                } catch { failures.withLock { $0.append("change: \(error)") } }
            }
        }
        for thread in inserters + readers + [changer] { thread.join() }
        #expect(failures.withLock { $0 } == [] && table.totalRows == 3 * 25 * rowsPerInsert)
        try table.optimize(partition: nil, isFinal: true)
        #expect(table.activeParts.count == 1)
        table.shutdown()
        scheduler.shutdown()
        let names = try directory.disk.list("t")
        #expect(names.count { PartName(parsing: $0) != nil || $0.hasPrefix("tmp_") } == 1)
        let again = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: table.policy, schema: schema, definition: definition,
            scheduler: nil, clock: SystemClock())
        #expect(again.totalRows == 3 * 25 * rowsPerInsert)
    }

    private func declaration() -> (TableSchema, MergeTreeDefinition) {
        let schema = TableSchema(columns: [
            ColumnDeclaration(name: "batch", type: .uint32), ColumnDeclaration(name: "k", type: .uint32),
            ColumnDeclaration(name: "v", type: .string),
        ])
        var definition = MergeTreeDefinition(
            sortingKey: [KeyColumn(text: "k", expression: .column(1, type: .uint32))], partitionKey: [],
            settings: MergeTreeSettings())
        definition.settings.oldPartsLifetimeSeconds = 0
        definition.settings.indexGranularity = 8
        return (schema, definition)
    }

    private func batch(_ batch: UInt32, rows: Int, salt: Int) -> Block {
        let keys = (0..<rows).map { UInt32(($0 * 7919 + salt) % 97) }
        let values = StringColumn((0..<rows).map { "v\($0)" })
        return Block(
            [
                BlockColumn(
                    name: "batch", type: .uint32, column: .uint32([UInt32](repeating: batch, count: rows))),
                BlockColumn(name: "k", type: .uint32, column: .uint32(keys)),
                BlockColumn(name: "v", type: .string, column: .string(values)),
            ], rowCount: rows)
    }

    @Test("rows dropped while merges run do not come back")
    func dropsBesideMerges() throws {
        let scheduler = MergeScheduler(threadCount: 2, idleMilliseconds: 2)
        let fixture = try TableFixture([("k", "UInt64"), ("p", "UInt8")], orderBy: ["k"])
        let directory = try TemporaryDirectory()
        var definition = fixture.definition
        definition.partitionKey = [KeyColumn(text: "p", expression: .column(1, type: .uint8))]
        definition.settings.oldPartsLifetimeSeconds = 0
        let table = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: StoragePolicy(name: "default", disk: directory.disk),
            schema: fixture.schema, definition: definition, scheduler: scheduler, clock: SystemClock())
        for round in 0..<12 as Range<UInt64> {
            for key in 0..<6 as Range<UInt64> {
                let block = try fixture.block([[number(round * 10 + key), number(0)], [number(key), number(1)]])
                try table.prepareInsert(
                    block, InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context)
                ).commit()
            }
            try table.dropPartition(.partition("0"))
        }
        #expect(table.totalRows == 72)
        table.shutdown()
        scheduler.shutdown()
        let again = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: table.policy, schema: fixture.schema, definition: definition,
            scheduler: nil, clock: SystemClock())
        #expect(again.totalRows == 72)
        #expect(again.activeParts.allSatisfy { $0.name.partition == "1" || $0.rowCount == 0 })
    }
}
