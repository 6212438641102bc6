import Columns
import Errors
import Functions
import Storage
import Testing

/// Mutations, ALTER, partition commands and TTL.
@Suite struct ChangeTests {
    private func table(_ change: (inout MergeTreeDefinition, inout TableSchema) -> Void = { _, _ in }) throws
        -> TableFixture
    {
        try TableFixture(
            [("k", "UInt32"), ("v", "String"), ("p", "UInt8")], orderBy: ["k"], partitionBy: [.column(2, type: .uint8)],
            change)
    }

    private func fill(_ fixture: TableFixture) throws {
        for start in [0, 10] as [UInt64] {
            try fixture.insert((start..<start + 10).map { [number($0), .text("v\($0)"), number($0 % 2)] })
        }
    }

    @Test("DELETE and UPDATE change the rows that were there, and outlive a restart")
    func mutations() throws {
        let fixture = try table()
        try fill(fixture)
        let k = try fixture.column("k")
        let version = try fixture.table.mutate(
            [
                .delete(condition: try call("less", k, try literal(number(5), .uint8))),
                .update(
                    [("v", try literal(.text("new"), .string))],
                    condition: try call("greaterOrEquals", k, try literal(number(18), .uint8))),
            ], text: "DELETE WHERE k < 5, UPDATE v = 'new' WHERE k >= 18")
        #expect(fixture.directory.disk.exists("store/t/mutation_\(version).txt"))
        try fixture.insert([[number(1), .text("later"), number(1)]])
        try fixture.table.waitForMutation(version)
        #expect(!fixture.directory.disk.exists("store/t/mutation_\(version).txt"))
        let expected =
            (5..<18).map { "\($0),'v\($0)',\($0 % 2)" } + ["1,'later',1", "18,'new',0", "19,'new',1"]
        #expect(try fixture.rows().sorted() == expected.sorted())
        try fixture.restart()
        #expect(try fixture.rows().sorted() == expected.sorted())
        #expect(fixture.table.mutations.isEmpty)
        #expect(fixture.table.check().filter { !$0.isSound }.isEmpty)
    }

    @Test("a key column is not updated")
    func keyUpdate() throws {
        let fixture = try table()
        let error = #expect(throws: QueryError.self) {
            _ = try fixture.table.mutate(
                [.update([("k", try literal(number(1), .uint32))], condition: try literal(number(1), .uint8))], text: ""
            )
        }
        #expect(error?.code == .cannotUpdateColumn)
    }

    @Test("a mutation that fails says why, and leaves the rows")
    func failingMutation() throws {
        let fixture = try table()
        try fill(fixture)
        let condition = try call(
            "equals", try call("intDiv", try literal(number(1), .uint8), try fixture.column("k")),
            try literal(number(7), .uint8))
        let version = try fixture.table.mutate([.delete(condition: condition)], text: "x")
        #expect(throws: QueryError.self) { try fixture.table.waitForMutation(version) }
        #expect(fixture.table.mutations.first?.mutation.failure != nil)
        #expect(try fixture.rows().count == 20)
        #expect(try fixture.table.killMutation(version))
        #expect(try fixture.rows().count == 20)
    }

    @Test("added, dropped, renamed and retyped columns are read through old parts, and rewritten")
    func alter() throws {
        let fixture = try table()
        try fill(fixture)
        var schema = fixture.schema
        var added = ColumnDeclaration(name: "extra", type: .uint64)
        added.defaultKind = .default
        added.defaultExpression = try call("plus", .column(0, type: .uint32), try literal(number(100), .uint8))
        schema.columns.append(added)
        try fixture.table.alter(
            schema: schema, definition: fixture.definition, changes: [], needsRewrite: false, text: "ADD COLUMN")
        #expect(try fixture.rows(["k", "extra"]).sorted().first == "0,100")
        schema.columns[1].name = "text"
        let renamed = try fixture.table.alter(
            schema: schema, definition: fixture.definition, changes: [.renamed(from: "v", to: "text")],
            needsRewrite: true,
            text: "RENAME COLUMN v TO text")
        #expect(try fixture.rows(["k", "text"]).sorted().first == "0,'v0'")
        try fixture.table.waitForMutation(try #require(renamed))
        #expect(try fixture.rows(["k", "text", "extra"]).sorted().first == "0,'v0',100")
        schema.columns.remove(at: 1)
        schema.columns.append(ColumnDeclaration(name: "text", type: .string))
        let plus = try call("plus", .column(0, type: .uint32), try literal(number(100), .uint8))
        schema.columns[2].defaultExpression = plus
        var definition = fixture.definition
        definition.partitionKey = [KeyColumn(text: "p0", expression: .column(1, type: .uint8))]
        let dropped = try fixture.table.alter(
            schema: schema, definition: definition, changes: [.dropped("text")], needsRewrite: true,
            text: "DROP COLUMN text")
        #expect(try fixture.rows(["k", "text"]).sorted().first == "0,''")
        try fixture.table.waitForMutation(try #require(dropped))
        #expect(try fixture.rows(["k", "text", "extra"]).sorted().first == "0,'',100")
    }

    @Test("a crash during ALTER leaves the table before or behind it", arguments: [true, false])
    func crashDuringAlter(isRecorded: Bool) throws {
        let fixture = try table()
        try fill(fixture)
        var schema = fixture.schema
        schema.columns[1].name = "text"
        // The definition is not recorded, or the server stops before parts are rewritten.
        let error = QueryError(.unfinished, "crash")
        do throws(QueryError) {
            try fixture.table.alter(
                schema: schema, definition: fixture.definition, changes: [.renamed(from: "v", to: "text")],
                needsRewrite: true, text: "RENAME COLUMN v TO text"
            ) { () throws(QueryError) in if !isRecorded { throw error } }
        } catch { #expect(!isRecorded) }
        #expect(fixture.directory.disk.exists("store/t/column_changes.json"))
        try fixture.restart(schema: isRecorded ? schema : fixture.schema)
        #expect(try fixture.rows(["k", isRecorded ? "text" : "v"]).sorted().first == "0,'v0'")
        for (version, _) in fixture.table.unboundMutations {
            fixture.table.bindMutation(version, to: [.rewrite])
            try fixture.table.waitForMutation(version)
        }
        try fixture.insert([[number(100), .text("w"), number(0)]])
        try fixture.table.optimize(partition: nil, isFinal: true)
        #expect(try fixture.rows(["k", isRecorded ? "text" : "v"]).sorted().first == "0,'v0'")
        #expect(fixture.directory.disk.exists("store/t/column_changes.json") == !isRecorded)
    }

    @Test("an insert that was prepared before a RENAME keeps its values when it is committed behind it")
    func insertAcrossAlter() throws {
        let fixture = try table()
        let prepared = try fixture.table.prepareInsert(
            try fixture.block([[number(1), .text("a"), number(0)]]),
            InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context))
        var schema = fixture.schema
        schema.columns[1].name = "text"
        try fixture.table.alter(
            schema: schema, definition: fixture.definition, changes: [.renamed(from: "v", to: "text")],
            needsRewrite: true, text: "RENAME COLUMN v TO text")
        try prepared.commit()
        #expect(try fixture.rows(["k", "text"]) == ["1,'a'"])
        try fixture.table.optimize(partition: nil, isFinal: true)
        try fixture.restart(schema: schema)
        #expect(try fixture.rows(["k", "text"]) == ["1,'a'"])
    }

    @Test("partitions are dropped, detached and attached")
    func partitions() throws {
        let fixture = try table()
        try fill(fixture)
        try fixture.table.detachPartition(.partition("1"))
        #expect(try fixture.rows().count == 10)
        #expect(try fixture.table.detachedParts().count == 2)
        try fixture.table.attachPartition(.partition("1"))
        #expect(try fixture.rows().count == 20)
        #expect(try fixture.table.detachedParts().isEmpty)
        try fixture.table.dropPartition(.partition(try fixture.table.partitionIdentifier(of: [number(0)])))
        #expect(try fixture.rows(["p"]).allSatisfy { $0 == "1" })
        try fixture.restart()
        #expect(try fixture.rows().count == 10)
        let error = #expect(throws: QueryError.self) { try fixture.table.dropPartition(.part("1_9_9_0")) }
        #expect(error?.code == .noSuchDataPart)
        try fixture.table.truncate()
        #expect(try fixture.rows().isEmpty)
        #expect(fixture.table.totalRows == 0)
        try fixture.restart()
        #expect(try fixture.rows().isEmpty)
    }

    @Test("a partition moves to, and is copied from, another table")
    func partitionsBetweenTables() throws {
        let source = try table()
        let target = try table()
        try fill(source)
        try source.table.movePartition("0", to: target.table)
        #expect(try source.rows().count == 10)
        #expect(try target.rows().count == 10)
        try target.table.attachPartition("1", from: source.table, isReplacing: false)
        try target.table.attachPartition("1", from: source.table, isReplacing: true)
        #expect(try target.rows().count == 20)
        #expect(try source.rows().count == 10)
    }

    @Test("FREEZE links parts that stay as they are")
    func freeze() throws {
        let fixture = try table()
        try fill(fixture)
        let names = try fixture.table.freeze(.partition("1"), name: "b1")
        #expect(names.count == 2)
        try fixture.table.truncate()
        let disk = fixture.directory.disk
        #expect(try disk.list("shadow/b1/store/t") == names.sorted())
        for name in names { try disk.rename("shadow/b1/store/t/\(name)", to: "store/t/detached/\(name)") }
        try fixture.table.attachPartition(.all)
        #expect(try fixture.rows().count == 10)
    }

    @Test("rows, columns and codecs follow their TTL when time has come")
    func timeToLive() throws {
        let fixture = try TableFixture(
            [("k", "UInt32"), ("t", "DateTime('UTC')"), ("v", "String")], orderBy: ["k"]
        ) { definition, schema in
            let t = BoundExpression.column(1, type: .dateTime(zone: "UTC"))
            definition.ttl = [
                TableTTL(text: "t", expression: t, condition: nil, action: .delete),
                TableTTL(text: "r", expression: t, condition: nil, action: .recompress(codec: "ZSTD(3)")),
            ]
            definition.settings.mergeWithTTLTimeoutSeconds = 0
        }
        fixture.clock.set(seconds: 1000)
        try fixture.insert([[number(1), number(2000), .text("a")], [number(2), number(3000), .text("b")]])
        #expect(!fixture.table.doBackgroundWork())
        #expect(fixture.table.activeParts[0].content.ttl.table == TTLFile.Bounds(min: 2000, max: 3000))
        fixture.clock.set(seconds: 2500)
        #expect(fixture.table.doBackgroundWork())
        #expect(try fixture.rows(["k"]) == ["2"])
        fixture.clock.set(seconds: 3500)
        #expect(fixture.table.doBackgroundWork())
        #expect(try fixture.rows(["k"]).isEmpty)
    }

    @Test("parts move to another volume by command and by TTL, and are found there after a restart")
    func volumes() throws {
        let hot = try TemporaryDirectory()
        let cold = try TemporaryDirectory()
        let policies = StoragePolicies(hot: hot.disk, cold: try LocalDisk(name: "cold", root: cold.path))
        #expect(throws: QueryError.self) { try policies["nowhere"] }
        var schema = TableSchema(columns: [ColumnDeclaration(name: "t", type: .dateTime(zone: "UTC"))])
        schema.columns.append(ColumnDeclaration(name: "v", type: .string))
        let t = BoundExpression.column(0, type: .dateTime(zone: "UTC"))
        var definition = MergeTreeDefinition(
            sortingKey: [KeyColumn(text: "t", expression: t)], partitionKey: [], settings: MergeTreeSettings())
        definition.settings.storagePolicy = "tiered"
        definition.ttl = [TableTTL(text: "t", expression: t, condition: nil, action: .moveToVolume("cold"))]
        let clock = ManualClock()
        clock.set(seconds: 100)
        let environment = StorageEnvironment(policies: policies, scheduler: nil, clock: clock)
        let description = TableDescription(
            engineName: "MergeTree", arguments: [], schema: schema, definition: definition, path: "t")
        let table = try #require(try TableEngineRegistry.open(description, in: environment) as? MergeTreeTable)
        let block = Block(
            [
                BlockColumn(name: "t", type: schema.columns[0].type, column: .uint32([500])),
                BlockColumn(name: "v", type: .string, column: .string(StringColumn(["x"]))),
            ], rowCount: 1)
        try table.prepareInsert(
            block, InsertOptions(isDurable: true, deduplicationToken: "", context: TableFixture.context)
        ).commit()
        #expect(!table.doBackgroundWork())
        clock.set(seconds: 600)
        #expect(table.doBackgroundWork())
        #expect(table.activeParts[0].disk.name == "cold")
        try table.movePartition(.all, toDisk: "default")
        #expect(table.activeParts[0].disk.name == "default")
        try table.movePartition(.all, toVolume: "cold")
        table.shutdown()
        let again = try #require(try TableEngineRegistry.open(description, in: environment) as? MergeTreeTable)
        #expect(again.activeParts.map(\.disk.name) == ["cold"])
        #expect(again.totalRows == 1)
    }
}
