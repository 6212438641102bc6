import Codecs
import Columns
import Errors
import Functions
import Storage
import Testing

/// A part that is written and read again has the same rows.
@Suite struct PartRoundTripTests {
    static let types = [
        "Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128",
        "UInt256",
        "Float32", "Float64", "Bool", "String", "FixedString(3)", "UUID", "IPv4", "IPv6", "Date", "Date32",
        "DateTime('UTC')",
        "DateTime64(9, 'UTC')", "Enum8('a' = -1, 'b' = 5)", "Enum16('y' = -2, 'x' = 1000)", "Decimal(9, 2)",
        "Decimal(18, 4)", "Decimal(38, 5)", "Decimal(76, 6)", "Nullable(Int32)", "Nullable(String)",
        "LowCardinality(String)",
        "LowCardinality(Nullable(String))", "LowCardinality(UInt32)", "Array(UInt16)", "Array(Array(String))",
        "Array(Nullable(UInt8))", "Array(LowCardinality(String))", "Map(String, UInt8)",
        "Map(LowCardinality(String), Array(String))", "Tuple(x UInt8, y String, z Nullable(UInt16))",
        "Tuple(UInt8, String)",
        "SimpleAggregateFunction(sum, UInt64)", "Tuple()", "Array(Tuple(a String, b LowCardinality(Nullable(String))))",
    ]

    /// A value of the type, from random bits.
    static func value(_ type: DataType, _ random: inout SplitMix) -> Value {
        switch type {
        case .nullable(let inner): return random.next() % 3 == 0 ? .null : value(inner, &random)
        case .lowCardinality(let inner): return value(inner, &random)
        case .simpleAggregateFunction: return value(type.storedValue, &random)
        case .array(let element): return .array((0..<Int(random.next() % 4)).map { _ in value(element, &random) })
        case .map(let key, let item):
            return .array(
                (0..<Int(random.next() % 3)).map { _ in .tuple([value(key, &random), value(item, &random)]) })
        case .tuple(let elements): return .tuple(elements.map { value($0.type, &random) })
        case .enum8(let values), .enum16(let values):
            return .int64(Int64(values.numbers[Int(random.next() % UInt64(values.numbers.count))]))
        case .bool: return .uint64(random.next() % 2)
        default: break
        }
        let bits = random.next() % 4 == 0 ? random.next() % 3 : random.next()
        switch type.physicalKind {
        case .string: return .text(String(repeating: "ü\(bits % 97)", count: Int(bits % 4)))
        case .fixedString: return .text(["", "a", "bcd"][Int(bits % 3)])
        case .float32: return .float64(Double(Float(Int64(bitPattern: bits) % 1000) / 4))
        case .float64: return .float64(Double(Int64(bitPattern: bits)) / 3)
        case .int8: return .int64(Int64(Int8(truncatingIfNeeded: bits)))
        case .int16: return .int64(Int64(Int16(truncatingIfNeeded: bits)))
        case .int32: return .int64(Int64(Int32(truncatingIfNeeded: bits)))
        case .int64: return .int64(Int64(bitPattern: bits))
        case .int128: return .int128(Int128(Int64(bitPattern: bits)) * 12_345)
        case .int256: return .int256(Int256(Int64(bitPattern: bits)))
        case .uint8: return .uint64(bits & 0xFF)
        case .uint16: return .uint64(bits & 0xFFFF)
        case .uint32: return .uint64(bits & 0xFFFF_FFFF)
        case .uint64: return .uint64(bits)
        case .uint128: return .uint128(UInt128(bits) << 64 | UInt128(random.next()))
        case .uint256: return .uint256(UInt256(bits))
        case .array, .tuple, .nullable, .lowCardinality, .nothing: return .null
        }
    }

    private func roundTrip(
        _ columns: [ColumnDeclaration], isWide: Bool, rows: Int, granularity: Int, policy: String = "declared"
    ) throws {
        let directory = try TemporaryDirectory()
        var random = SplitMix(state: UInt64(rows))
        var settings = MergeTreeSettings()
        settings.indexGranularity = granularity
        settings.codecPolicy = policy
        let layout = try MergeTreeLayout(
            schema: TableSchema(columns: columns),
            definition: MergeTreeDefinition(sortingKey: [], partitionKey: [], settings: settings))
        let blockColumns = try columns.map { column in
            BlockColumn(
                name: column.name, type: column.type,
                column: try Column((0..<rows).map { _ in Self.value(column.type, &random) }, as: column.type))
        }
        let block = Block(blockColumns, rowCount: rows)
        let writer = try PartWriter(
            layout, disk: directory.disk, path: "tmp_p",
            options: PartWriter.Options(isWide: isWide, codec: .lz4, isDurable: true, context: .background()))
        // In uneven pieces, as a merge writes.
        var start = 0
        while start < rows {
            let end = min(rows, start + 1 + Int(random.next() % 50))
            try writer.write(SortedBlock(block.slice(start..<end), keys: []))
            start = end
        }
        let name = try #require(PartName(parsing: "all_1_1_0"))
        let written = try writer.finish(name, partitionValues: [])
        let loaded = try PartLoader.load(name, disk: directory.disk, path: "tmp_p", layout: layout)
        #expect(loaded.content.checksums.entries == written.content.checksums.entries)
        #expect(loaded.content.files == written.content.files)
        #expect(loaded.isWide == isWide)
        try loaded.verify()
        for part in [written, loaded] {
            let reader = try PartReader(part, layout: layout, context: .background())
            for column in block.columns {
                let all = try reader.column(column.name, granules: 0..<reader.granuleCount)
                #expect(all.count == rows)
                for row in 0..<rows where all.value(at: row) != column.column.value(at: row) {
                    Issue.record("column \(column.name) \(column.type), row \(row): \(all.value(at: row).literal)")
                    return
                }
            }
        }
    }

    @Test("every type, Wide and Compact", arguments: [true, false], [0, 1, 300])
    func allTypes(isWide: Bool, rows: Int) throws {
        let columns = try Self.types.enumerated().map {
            ColumnDeclaration(name: "c \($0)", type: try DataType(parsing: $1))
        }
        try roundTrip(columns, isWide: isWide, rows: rows, granularity: 7)
    }

    @Test(
        "every codec, Wide and Compact",
        arguments: [
            "NONE", "LZ4", "LZ4HC(9)", "ZSTD(5)", "Delta, LZ4", "DoubleDelta, ZSTD(1)", "Gorilla, ZSTD(1)",
            "T64, ZSTD(1)",
            "FPC", "GCD, LZ4", "Delta(2), DoubleDelta, LZ4",
        ], [true, false])
    func allCodecs(codec: String, isWide: Bool) throws {
        let isFloat = codec.contains("Gorilla") || codec.contains("FPC")
        let names =
            isFloat
            ? ["Float32", "Float64", "Nullable(Float64)"] : ["UInt32", "Int64", "DateTime('UTC')", "Nullable(Int16)"]
        let columns = try names.enumerated().map { position, name in
            var column = ColumnDeclaration(name: "c\(position)", type: try DataType(parsing: name))
            column.codec = codec
            return column
        }
        try roundTrip(columns, isWide: isWide, rows: 500, granularity: 64)
    }

    @Test("the best codec for each block", arguments: [true, false])
    func bestCodecs(isWide: Bool) throws {
        let columns = try Self.types.enumerated().map {
            ColumnDeclaration(name: "c\($0)", type: try DataType(parsing: $1))
        }
        try roundTrip(columns, isWide: isWide, rows: 200, granularity: 50, policy: "best")
    }

    @Test("nested columns have their sizes in one file; long names are hashed")
    func sharedSizes() throws {
        let long = String(repeating: "long name ", count: 20)
        let columns = try [("n.a", "Array(UInt8)"), ("n.b", "Array(String)"), (long, "Nullable(String)")].map {
            ColumnDeclaration(name: $0.0, type: try DataType(parsing: $0.1))
        }
        let directory = try TemporaryDirectory()
        let layout = try MergeTreeLayout(
            schema: TableSchema(columns: columns),
            definition: MergeTreeDefinition(sortingKey: [], partitionKey: [], settings: MergeTreeSettings()))
        let block = Block(
            [
                BlockColumn(
                    name: "n.a", type: columns[0].type,
                    column: try Column([.array([number(1), number(2)])], as: columns[0].type)),
                BlockColumn(
                    name: "n.b", type: columns[1].type,
                    column: try Column([.array([.text("x"), .text("y")])], as: columns[1].type)),
                BlockColumn(name: long, type: columns[2].type, column: try Column([.text("z")], as: columns[2].type)),
            ], rowCount: 1)
        let writer = try PartWriter(
            layout, disk: directory.disk, path: "p",
            options: PartWriter.Options(isWide: true, codec: .lz4, isDurable: false, context: .background()))
        try writer.write(SortedBlock(block, keys: []))
        let part = try writer.finish(try #require(PartName(parsing: "all_1_1_0")), partitionValues: [])
        #expect(part.content.files.contains("n.size0.bin") && !part.content.files.contains("n%2Eb.size0.bin"))
        #expect(part.content.files.allSatisfy { $0.utf8.count < 150 })
        let reader = try PartReader(part, layout: layout, context: .background())
        #expect(try reader.column("n.b", granules: 0..<1).value(at: 0) == .array([.text("x"), .text("y")]))
        #expect(try reader.column(long, granules: 0..<1).value(at: 0) == .text("z"))
    }
}
