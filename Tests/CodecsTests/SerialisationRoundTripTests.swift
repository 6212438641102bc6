import Codecs
import Columns
import Errors
import Testing

struct SerialisationRoundTripTests {
    static let leaves = [
        "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256", "Int8", "Int16", "Int32", "Int64", "Int128",
        "Int256", "Float32", "Float64", "Bool", "String", "FixedString(5)", "UUID", "IPv4", "IPv6", "Date", "Date32",
        "DateTime('UTC')", "DateTime64(3, 'UTC')", "Enum8('a' = -1, 'b' = 5)", "Enum16('x' = -300, 'y' = 300)",
        "Decimal(9, 2)", "Decimal(18, 4)", "Decimal(38, 5)", "Decimal(76, 6)", "IntervalDay",
        "SimpleAggregateFunction(max, UInt32)", "AggregateFunction(count)", "AggregateFunction(sum, UInt64)",
    ]

    /// `leaf` itself, in one type, and in two.
    static func nestings(of leaf: DataType) -> [DataType] {
        func wrapped(_ type: DataType) -> [DataType] {
            var result: [DataType] = [
                .array(type), .map(key: .string, value: type),
                .tuple([TupleElement("x", type), TupleElement("y z", .string)]),
                .tuple([TupleElement(nil, .lowCardinality(.string)), TupleElement(nil, type)]),
            ]
            if type.canBeInsideNullable { result.append(.nullable(type)) }
            if type.canBeInsideLowCardinality { result.append(.lowCardinality(type)) }
            return result
        }
        let once = wrapped(leaf)
        return [leaf] + once + once.flatMap(wrapped)
    }

    private func same(_ left: Column, _ right: [Value], _ type: DataType, _ what: String) {
        #expect(left.count == right.count, "\(type) \(what)")
        guard left.count == right.count else { return }
        for row in right.indices where left.value(at: row) != right[row] {
            Issue.record("\(type) \(what), row \(row): \(left.value(at: row)), not \(right[row])")
            return
        }
    }

    @Test(arguments: leaves) func nativeBlocksComeBack(leaf: String) throws {
        var random = RandomColumn(seed: 1)
        for type in Self.nestings(of: try DataType(parsing: leaf)) {
            let values = random.values(of: type, count: 37)
            let column = try Column(values, as: type)
            let block = Block([BlockColumn(name: "c", type: type, column: column)], rowCount: 37)
            for revision in [0, NativeRevision.current] {
                let bytes = try NativeWriter(revision: revision).write(block)
                var reader = ByteReader(bytes)
                let read = try NativeBlockParser.read(from: &reader, revision: revision)
                #expect(reader.isAtEnd)
                same(read.columns[0].column, values, type, "at revision \(revision)")
            }
        }
    }

    static let options: [SerialisationOptions] = [
        .wide, .part(isWide: true, stringVersion: 0, propagates: false),
        .part(isWide: true, stringVersion: 1, propagates: false),
        SerialisationOptions(
            strings: .sized, nestedStrings: .sized, arraysAsEnds: false, dictionaries: .shared(sizeMax: 6)),
    ]

    /// Written granule by granule, read in one go, and in two.
    @Test(arguments: leaves) func wideStreamsComeBack(leaf: String) throws {
        var random = RandomColumn(seed: 2)
        for type in Self.nestings(of: try DataType(parsing: leaf)) {
            let values = random.values(of: type, count: 60)
            let column = try Column(values, as: type)
            for options in Self.options {
                let plan = try ColumnSerialisation(column: "c", type: type, options: options)
                var writer = ColumnWriter(plan)
                var buffers = SubstreamBuffers(separateFor: plan)
                writer.writePrefix(to: &buffers)
                for start in stride(from: 0, to: 60, by: 20) {
                    try writer.write(column, rows: start..<start + 20, to: &buffers)
                }
                try writer.writeSuffix(to: &buffers)
                for sizes in [[60], [20, 40]] {
                    var readers = SubstreamReaders(separate: buffers.writers.map { ByteReader($0.bytes) })
                    var reader = ColumnReader(plan)
                    try reader.readPrefix(from: &readers)
                    var parts: [Column] = []
                    for size in sizes { parts.append(try reader.read(rowCount: size, from: &readers)) }
                    same(Column.concatenating(parts), values, type, "with \(options)")
                    #expect(readers.readers.allSatisfy { $0.isAtEnd }, "\(type) with \(options)")
                }
            }
        }
    }

    /// Every granule stands for itself, its streams one behind the other.
    @Test(arguments: leaves) func compactGranulesComeBack(leaf: String) throws {
        var random = RandomColumn(seed: 3)
        for type in Self.nestings(of: try DataType(parsing: leaf)) {
            let values = random.values(of: type, count: 40)
            let column = try Column(values, as: type)
            let plan = try ColumnSerialisation(column: "c", type: type, options: .compact)
            for rows in [0..<17, 17..<40] {
                var writer = ColumnWriter(plan)
                var separate = SubstreamBuffers(separateFor: plan)
                writer.writePrefix(to: &separate)
                try writer.write(column, rows: rows, to: &separate)
                var readers = SubstreamReaders(joined: ByteReader(separate.writers.flatMap(\.bytes)))
                var reader = ColumnReader(plan)
                try reader.readPrefix(from: &readers)
                let read = try reader.read(rowCount: rows.count, from: &readers)
                same(read, Array(values[rows]), type, "rows \(rows)")
                #expect(readers.readers[0].isAtEnd)
            }
        }
    }

    static let sparse = [
        "UInt8", "Int32", "UInt64", "Int128", "Float64", "String", "FixedString(3)", "UUID", "Date", "DateTime64(3)",
        "Nullable(UInt32)", "Nullable(String)", "SimpleAggregateFunction(sum, UInt64)",
        "Enum8('a' = -1, 'z' = 0, 'b' = 5)",
    ]

    @Test(arguments: sparse) func sparseColumnsComeBack(name: String) throws {
        let type = try DataType(parsing: name)
        var random = RandomColumn(seed: 4)
        for defaults in [0, 9, 10] as [UInt64] {
            let values = random.values(of: type, count: 90, defaults: defaults)
            let column = try Column(values, as: type)
            let plan = try ColumnSerialisation(column: "c", type: type, kind: .sparse, options: .wide)
            var writer = ColumnWriter(plan)
            var buffers = SubstreamBuffers(separateFor: plan)
            for start in stride(from: 0, to: 90, by: 30) {
                try writer.write(column, rows: start..<start + 30, to: &buffers)
            }
            for sizes in [[90], [30, 60]] {
                var readers = SubstreamReaders(separate: buffers.writers.map { ByteReader($0.bytes) })
                var reader = ColumnReader(plan)
                var parts: [Column] = []
                for size in sizes { parts.append(try reader.read(rowCount: size, from: &readers)) }
                same(Column.concatenating(parts), values, type, "sparse")
                #expect(readers.readers.allSatisfy { $0.isAtEnd })
            }
        }
    }

    @Test func sparseOffsetsAreClickHouses() throws {
        var values = [UInt64](repeating: 0, count: 200)
        values[0] = 1
        values[100] = 2
        let plan = try ColumnSerialisation(column: "x", type: .uint64, kind: .sparse, options: .wide)
        var writer = ColumnWriter(plan)
        var buffers = SubstreamBuffers(separateFor: plan)
        try writer.write(.uint64(values), rows: 0..<200, to: &buffers)
        #expect(buffers.writers[0].bytes == bytes(ofHex: "0063e38080808080808040"))
        #expect(plan.substreams.map(\.name) == ["x.sparse.idx", "x"])
    }

    /// ClickHouse leaves out the number 0 of an enum, also where the enum has no such value.
    @Test func sparseEnumsLeaveOutZero() throws {
        let type = try DataType(parsing: "Enum8('a' = 1, 'b' = 2, 'z' = 0)")
        let plan = try ColumnSerialisation(column: "e", type: type, kind: .sparse, options: .wide)
        var readers = SubstreamReaders(separate: [ByteReader(bytes(ofHex: "01818080808080808040")), ByteReader([2])])
        var reader = ColumnReader(plan)
        let column = try reader.read(rowCount: 3, from: &readers)
        #expect((0..<3).map { column.value(at: $0) } == [.int64(0), .int64(2), .int64(0)])
    }

    @Test(arguments: leaves) func singleValuesComeBack(leaf: String) throws {
        var random = RandomColumn(seed: 5)
        for type in Self.nestings(of: try DataType(parsing: leaf)) {
            let values = random.values(of: type, count: 10)
            let column = try Column(values, as: type)
            var writer = ByteWriter()
            for row in 0..<10 { try writer.writeValue(of: column, at: row, type: type) }
            var reader = ByteReader(writer.bytes)
            let read = try reader.readRows(of: [type], count: 10)
            #expect(reader.isAtEnd)
            same(read[0], values, type, "single")
        }
    }
}
