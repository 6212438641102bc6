import Columns
import Errors
import Foundation
import Functions
import Storage
import Testing

@Suite struct MergeTreeTableTests {
    private func plain(_ change: (inout MergeTreeDefinition, inout TableSchema) -> Void = { _, _ in }) throws
        -> TableFixture
    {
        try TableFixture([("k", "UInt64"), ("v", "String")], orderBy: ["k"], change)
    }

    @Test("rows are sorted, read back, merged and found again after a restart")
    func lifeOfRows() throws {
        let fixture = try plain()
        try fixture.insert([[number(3), .text("c")], [number(1), .text("a")]])
        try fixture.insert([[number(2), .text("b")]], isDurable: true)
        #expect(try fixture.rows(sortedPrefix: 1).sorted() == ["1,'a'", "2,'b'", "3,'c'"])
        #expect(fixture.table.activeParts.map(\.name.text) == ["all_1_1_0", "all_2_2_0"])
        #expect(fixture.table.totalRows == 3)
        try fixture.restart()
        #expect(try fixture.rows().sorted() == ["1,'a'", "2,'b'", "3,'c'"])
        try fixture.table.optimize(partition: nil, isFinal: true)
        #expect(fixture.table.activeParts.map(\.name.text) == ["all_1_2_1"])
        #expect(try fixture.rows() == ["1,'a'", "2,'b'", "3,'c'"])
        try fixture.restart()
        #expect(try fixture.rows() == ["1,'a'", "2,'b'", "3,'c'"])
        #expect(try fixture.directory.disk.list("store/t").filter { $0.hasPrefix("all_") } == ["all_1_2_1"])
        let broken = fixture.table.check().filter { !$0.isSound }
        #expect(broken.isEmpty)
    }

    @Test("a merge keeps the rows, whatever parts they lie in", arguments: [0, 1, 2, 3] as [UInt64])
    func mergesKeepRows(seed: UInt64) throws {
        let fixture = try plain { definition, _ in if seed % 2 == 0 { definition.settings.minBytesForWidePart = 0 } }
        var random = SplitMix(state: seed)
        var expected: [String] = []
        for _ in 0..<6 {
            var rows: [[Value]] = []
            for _ in 0..<Int(random.next() % 200) {
                let key = random.next() % 50
                let text = "x\(random.next() % 1000)"
                rows.append([number(key), .text(text)])
                expected.append("\(key),'\(text)'")
            }
            try fixture.insert(rows)
        }
        #expect(try fixture.rows().sorted() == expected.sorted())
        let keys = try fixture.rows(["k"], sortedPrefix: 1).compactMap { Int($0) }
        #expect(keys.count == expected.count)
        try fixture.table.optimize(partition: nil, isFinal: true)
        #expect(fixture.table.activeParts.count == 1)
        #expect(try fixture.rows().sorted() == expected.sorted())
        let merged = try fixture.rows(["k"]).compactMap { Int($0) }
        #expect(merged == merged.sorted())
    }

    @Test("an insert that is abandoned, and one that is refused, leave nothing")
    func abandonedInserts() throws {
        let fixture = try plain()
        let prepared = try fixture.table.prepareInsert(
            try fixture.block([[number(1), .text("a")]]),
            InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context))
        #expect(try fixture.rows().isEmpty)
        prepared.abandon()
        #expect(throws: QueryError.self) {
            try fixture.table.prepareInsert(
                Block([BlockColumn(name: "k", type: .uint64, column: .uint64([1]))], rowCount: 1),
                InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context))
        }
        #expect(try fixture.directory.disk.list("store/t") == ["detached", "format_version.txt"])
    }

    @Test("what a crash left is cleaned up, and a broken part is set aside, not deleted")
    func recovery() throws {
        let fixture = try plain()
        try fixture.insert([[number(1), .text("a")]])
        try fixture.insert([[number(2), .text("b")]])
        let disk = fixture.directory.disk
        try disk.createDirectory("store/t/tmp_insert_9")
        try disk.write([1, 2, 3], to: "store/t/all_2_2_0/count.txt")
        try fixture.restart()
        #expect(try fixture.rows() == ["1,'a'"])
        #expect(try disk.list("store/t/detached") == ["broken-on-start_all_2_2_0"])
        #expect(!disk.exists("store/t/tmp_insert_9"))
        #expect(try fixture.table.detachedParts().map(\.reason) == ["broken-on-start"])
        try fixture.insert([[number(3), .text("c")]])
        #expect(try fixture.rows().sorted() == ["1,'a'", "3,'c'"])
    }

    @Test("a part that a merge replaced is ignored and removed when a crash left it")
    func coveredParts() throws {
        let fixture = try plain()
        try fixture.insert([[number(1), .text("a")]])
        let disk = fixture.directory.disk
        try disk.copyDirectory("store/t/all_1_1_0", to: disk, "saved", isDurable: false)
        try fixture.insert([[number(2), .text("b")]])
        try fixture.table.optimize(partition: nil, isFinal: true)
        fixture.table.shutdown()
        try disk.rename("saved", to: "store/t/all_1_1_0")
        try fixture.restart()
        #expect(try fixture.rows() == ["1,'a'", "2,'b'"])
        // The start does not wait for it.
        while fixture.table.doBackgroundWork() {}
        #expect(!disk.exists("store/t/all_1_1_0"))
    }

    @Test("too many parts refuse an insert")
    func tooManyParts() throws {
        let fixture = try plain { definition, _ in
            definition.settings.partsToDelayInsert = 100
            definition.settings.partsToThrowInsert = 3
        }
        for key in 0..<3 { try fixture.insert([[number(UInt64(key)), .text("")]]) }
        let error = #expect(throws: QueryError.self) { try fixture.insert([[number(9), .text("")]]) }
        #expect(error?.code == .tooManyParts)
    }

    @Test("the same block is stored once where deduplication is on, also after a restart")
    func deduplication() throws {
        let fixture = try plain { definition, _ in definition.settings.nonReplicatedDeduplicationWindow = 10 }
        try fixture.insert([[number(1), .text("a")]])
        try fixture.insert([[number(1), .text("a")]])
        try fixture.restart()
        try fixture.insert([[number(1), .text("a")]])
        try fixture.insert([[number(2), .text("b")]], token: "t")
        try fixture.insert([[number(3), .text("c")]], token: "t")
        #expect(try fixture.rows().sorted() == ["1,'a'", "2,'b'"])
    }

    @Test("many small inserts stay few parts with background merges")
    func backgroundMerges() throws {
        let fixture = try plain()
        for key in 0..<60 {
            try fixture.insert([[number(UInt64(key)), .text("x")]])
            fixture.clock.advance(seconds: 1)
            _ = fixture.table.doBackgroundWork()
        }
        while fixture.table.doBackgroundWork() {}
        #expect(fixture.table.activeParts.count < 15)
        #expect(try fixture.rows(["k"]).compactMap { Int($0) }.sorted() == Array(0..<60))
    }

    @Test("a scheduler's threads merge by themselves, and stop")
    func schedulerThreads() throws {
        let scheduler = MergeScheduler(threadCount: 2, idleMilliseconds: 20)
        let directory = try TemporaryDirectory()
        let fixture = try plain()
        let table = try MergeTreeTable(
            engineName: "MergeTree", path: "t", policy: StoragePolicy(name: "default", disk: directory.disk),
            schema: fixture.schema, definition: fixture.definition, scheduler: scheduler, clock: SystemClock())
        for key in 0..<40 {
            let block = try fixture.block([[number(UInt64(key)), .text("x")]])
            try table.prepareInsert(
                block, InsertOptions(isDurable: false, deduplicationToken: "", context: TableFixture.context)
            ).commit()
        }
        let limit = SystemClock().nanoseconds + 20_000_000_000
        while table.activeParts.count > 20, SystemClock().nanoseconds < limit { Signal().wait(milliseconds: 20) }
        #expect(table.activeParts.count <= 20)
        #expect(table.totalRows == 40)
        table.shutdown()
        scheduler.shutdown()
    }

    @Test("a scan sees what was there when it began")
    func snapshots() throws {
        let fixture = try plain()
        try fixture.insert([[number(1), .text("a")]])
        let scan = try fixture.table.scan(
            ScanRequest(columns: ["k"], filter: [], streamsMax: 1, context: TableFixture.context))
        try fixture.insert([[number(2), .text("b")]])
        try fixture.table.optimize(partition: nil, isFinal: true)
        fixture.table.removeOutdatedParts(olderThan: 0)
        let block = try scan.sources[0].next()
        #expect(block?.rowCount == 1)
        #expect(try fixture.rows(["k"]) == ["1", "2"])
    }

    @Test("a query without columns counts rows; virtual columns say where they are")
    func virtualColumns() throws {
        let fixture = try plain()
        try fixture.insert((0..<10).map { [number($0), .text("x")] })
        #expect(try fixture.rows([]).count == 10)
        #expect(try fixture.rows(["_part", "_part_offset", "k"]).last == "'all_1_1_0',9,9")
    }
}

@Suite struct LoadingTests {
    @Test("many parts are loaded, and a broken one gives way to the parts that it covers")
    func manyParts() throws {
        let fixture = try TableFixture([("k", "UInt64")], orderBy: ["k"])
        for key in 0..<60 as Range<UInt64> { try fixture.insert([[number(key)]]) }
        let disk = fixture.directory.disk
        for name in ["all_3_3_0", "all_4_4_0"] {
            try disk.copyDirectory("store/t/\(name)", to: disk, "saved/\(name)", isDurable: false)
        }
        try fixture.restart()
        #expect(fixture.table.totalRows == 60)
        try fixture.table.dropPartition(.part("all_1_1_0"))
        // A broken part over 3 and 4.
        fixture.table.shutdown()
        try disk.createDirectory("store/t/all_3_4_1")
        try disk.write([], to: "store/t/all_3_4_1/count.txt")
        try disk.write([], to: "store/t/all_3_4_1/data.cmrk4")
        try fixture.restart()
        #expect(fixture.table.totalRows == 59)
        #expect(try disk.list("store/t/detached") == ["broken-on-start_all_3_4_1"])
        #expect(try fixture.rows().compactMap { Int($0) }.sorted() == Array(1..<60))
    }
}
