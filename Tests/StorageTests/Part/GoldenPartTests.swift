import Codecs
import Columns
import Errors
import Functions
import Storage
import Testing

/// Parts that ClickHouse 26.9 wrote with different settings, and the rows that it read from them.
@Suite struct GoldenPartTests {
    static let archive: [String: [(path: String, bytes: [UInt8])]] = {
        guard let files = try? readTar(testData("golden-parts.tar")) else { return [:] }
        return Dictionary(grouping: files) { String($0.path.split(separator: "/")[1]) }
    }()

    static let names = [
        "compact_cmrk3", "compact_cmrk4", "compact_old", "compact_shared_frames", "wide_aggregate_states",
        "wide_codecs_indexes_partitioned", "wide_default", "wide_merged_sparse_chunks", "wide_no_propagate",
        "wide_nonadaptive", "wide_nullable_sparse", "wide_old_format", "wide_one_granule", "wide_small_blocks",
    ]

    /// Unpacks the part of `name` and loads it.
    static func part(_ name: String, in directory: TemporaryDirectory) throws -> (Part, MergeTreeLayout) {
        let files = try #require(archive[name])
        var folder = ""
        var columns: [ColumnDeclaration] = []
        for file in files {
            let fields = file.path.split(separator: "/")
            guard fields.count == 4 else { continue }
            folder = String(fields[2])
            try directory.disk.createDirectory(folder)
            try directory.disk.write(file.bytes, to: "\(folder)/\(fields[3])")
            guard fields[3] == "columns.txt" else { continue }
            for entry in try ColumnsFile(parsing: String(decoding: file.bytes, as: UTF8.self)).entries {
                if let type = entry.type { columns.append(ColumnDeclaration(name: entry.name, type: type)) }
            }
        }
        var settings = MergeTreeSettings()
        if name == "wide_nonadaptive" { settings.indexGranularity = 64 }
        let schema = TableSchema(columns: columns)
        let definition = MergeTreeDefinition(sortingKey: [], partitionKey: [], settings: settings)
        let layout = try MergeTreeLayout(schema: schema, definition: definition)
        let part = try PartLoader.load(
            try #require(PartName(parsing: folder)), disk: directory.disk, path: folder, layout: layout)
        return (part, layout)
    }

    @Test("every value of a part that ClickHouse wrote is read as ClickHouse reads it", arguments: names)
    func readsAllRows(name: String) throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try Self.part(name, in: directory)
        let expected = try #require(Self.archive[name]?.first { $0.path.hasSuffix(".RowBinaryWithNamesAndTypes") })
        var columns: [String: Column] = [:]
        let reader = try PartReader(part, layout: layout, context: .background())
        for column in layout.schema.columns {
            columns[column.name] = try reader.column(column.name, granules: 0..<reader.granuleCount)
        }
        try compare(
            columns, types: layout.schema.columns.map { ($0.name, $0.type) }, with: expected.bytes, rows: part.rowCount)
        // The same, a granule at a time, backwards: every granule stands for itself.
        for granule in (0..<reader.granuleCount).reversed() where granule % 3 == 0 {
            let rows = reader.rows(of: granule..<granule + 1)
            for column in layout.schema.columns {
                let single = try reader.column(column.name, granules: granule..<granule + 1)
                let whole = try #require(columns[column.name])
                let isEqual = (0..<rows.count).allSatisfy {
                    single.value(at: $0) == whole.value(at: rows.lowerBound + $0)
                }
                #expect(isEqual, "column \(column.name), granule \(granule)")
            }
        }
    }

    private func compare(
        _ columns: [String: Column], types: [(String, DataType)], with bytes: [UInt8], rows: Int
    ) throws {
        var reader = ByteReader(bytes)
        let count = try reader.readCount(max: 1000, of: "columns")
        var names: [String] = []
        for _ in 0..<count { names.append(try reader.readText()) }
        var kinds: [DataType?] = []
        for _ in 0..<count { kinds.append(try? DataType(parsing: reader.readText())) }
        for row in 0..<rows {
            for (name, type) in zip(names, kinds) {
                guard let type else {
                    // BFloat16, which we do not have.
                    try reader.skip(2)
                    continue
                }
                let value = try reader.readValue(of: type)
                let column = try #require(columns[name], "column \(name)")
                let actual = column.value(at: row)
                if case .aggregateFunction(let state) = type, state.name.hasPrefix("uniq") {
                    // ClickHouse writes sets in another order whenever it has read them.
                    guard case .string(let mine) = actual, case .string(let theirs) = value else { continue }
                    #expect(mine.count == theirs.count && Set(mine) == Set(theirs), "column \(name), row \(row)")
                    continue
                }
                #expect(actual.literal == value.literal, "column \(name), row \(row)")
                if actual.literal != value.literal { return }
            }
        }
        #expect(reader.isAtEnd)
    }

    @Test("rows that a lightweight DELETE removed are known")
    func lightweightDelete() throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try Self.part("wide_lightweight_delete", in: directory)
        let reader = try PartReader(part, layout: layout, context: .background())
        let mask = try #require(try reader.existence(granules: 0..<reader.granuleCount))
        #expect(mask.count == part.rowCount)
        #expect(countOnes(in: mask) < part.rowCount && countOnes(in: mask) > 0)
    }

    @Test(
        "a file of a part that is cut off or has a flipped bit is refused, never read",
        arguments: ["wide_default", "compact_cmrk4"])
    func corruption(name: String) throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try Self.part(name, in: directory)
        var random = SplitMix(state: 7)
        for file in part.content.files.sorted().filter({
            ($0.hasSuffix(".bin") || $0.hasPrefix("data.")) && !$0.hasPrefix("bf.")
        }).prefix(40) {
            let path = "\(part.path)/\(file)"
            let bytes = try directory.disk.readAll(path)
            guard !bytes.isEmpty else { continue }
            var flipped = bytes
            flipped[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
            for broken in [flipped, Array(bytes.prefix(bytes.count / 2)), []] {
                try directory.disk.write(broken, to: path)
                #expect(throws: QueryError.self, "file \(file)") {
                    let loaded = try PartLoader.load(part.name, disk: part.disk, path: part.path, layout: layout)
                    let reader = try PartReader(loaded, layout: layout, context: .background())
                    for column in layout.schema.columns {
                        _ = try reader.column(column.name, granules: 0..<reader.granuleCount)
                    }
                }
            }
            try directory.disk.write(bytes, to: path)
        }
    }
}
