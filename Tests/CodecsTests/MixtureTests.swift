import Codecs
import Columns
import Errors
import Testing

/// Values of several types in Native blocks.
@Suite struct MixtureTests {
    private static let variant = "Variant(Array(UInt8), LowCardinality(String), UInt64)"

    private static func block() throws -> Block {
        let types = try DataType(parsing: variant).alternatives
        let numbers: [UInt8] = [2, 255, 0, 1, 1, 2]
        let dense = [
            try Column([.array([.uint64(1), .uint64(2)])], as: types[0]),
            try Column([.text("a"), .text("b")], as: types[1]),
            try Column([.uint64(7), .uint64(8)], as: types[2]),
        ]
        let mixed = VariantColumn(discriminators: numbers, dense: dense, types: types).column
        let dynamic = Column.string(DynamicRows.encoding(mixed, of: .variant(types)))
        var objects = StringColumn()
        for row in 0..<6 {
            var paths = [ObjectPath(path: Array("t".utf8), type: .uint8, value: .uint64(UInt64(row)))]
            let second = ObjectPath(path: Array("a.b".utf8), type: .string, value: .text("x"))
            if row % 2 == 0 { paths.insert(second, at: 0) }
            objects.append(ObjectPath.completed(paths, of: ObjectType(typed: [.init(path: "t", type: .uint8)])))
        }
        let ends = [0, 1, 3, 3, 6, 6]
        let array = Column.array(ArrayColumn(ends: ends, elements: dynamic))
        return Block(
            [
                BlockColumn(name: "v", type: .variant(types), column: mixed),
                BlockColumn(name: "d", type: .dynamicValue(typesMax: 1), column: dynamic),
                BlockColumn(name: "a", type: .array(.dynamic), column: array),
                BlockColumn(name: "j", type: try DataType(parsing: "JSON(t UInt8)"), column: .string(objects)),
                BlockColumn(
                    name: "l", type: try DataType(parsing: "JSON(max_dynamic_paths=0, t UInt8)"),
                    column: .string(objects)),
            ], rowCount: 6)
    }

    private static func read(_ bytes: [UInt8]) throws(QueryError) -> Block? {
        var reader = NativeReader(revision: 0)
        reader.append(bytes)
        reader.finish()
        return try reader.next()
    }

    @Test("a Native block comes back as it was")
    func roundTrip() throws {
        let block = try Self.block()
        let bytes = try NativeWriter(revision: 0).write(block)
        let read = try #require(try Self.read(bytes))
        for (mine, theirs) in zip(block.columns, read.columns) {
            #expect(mine.type == theirs.type)
            for row in 0..<6 {
                #expect(mine.column.value(at: row) == theirs.column.value(at: row), "\(mine.name) \(row)")
            }
        }
    }

    @Test("a block that is cut or changed is refused or read, and nothing else")
    func damage() throws {
        let bytes = try NativeWriter(revision: 0).write(try Self.block())
        for end in 1..<bytes.count {
            #expect(throws: QueryError.self) { try Self.read(Array(bytes[..<end])) }
        }
        for place in bytes.indices {
            for change: UInt8 in [1, 0x80, 0xFF] {
                var changed = bytes
                changed[place] ^= change
                guard let block = try? Self.read(changed) else { continue }
                // What was read can be used.
                for column in block.columns { _ = (0..<block.rowCount).map { column.column.value(at: $0) } }
                _ = try? NativeWriter(revision: 0).write(block)
            }
        }
    }

    @Test("a value that is nested too deep is refused")
    func depth() {
        let bytes = [UInt8](repeating: 0x1E, count: 100_000)
        var reader = ValueBytesReader(bytes, in: 0..<bytes.count)
        #expect(throws: QueryError.self) { _ = try reader.readType() }
        let dynamics = [UInt8](repeating: 0, count: 0) + (0..<10_000).flatMap { _ in [UInt8(0x2B), 0x20] }
        var values = ValueBytesReader(dynamics, in: 0..<dynamics.count)
        #expect(throws: QueryError.self) { _ = try values.readDynamic() }
    }

    @Test("types have the binary names that ClickHouse gives them")
    func binaryNames() throws {
        let names: [(String, [UInt8])] = [
            ("Array(Nullable(UInt8))", [0x1E, 0x23, 0x01]), ("DateTime('UTC')", [0x12, 3, 0x55, 0x54, 0x43]),
            ("DateTime64(3)", [0x13, 3]), ("Enum8('a' = 1)", [0x17, 1, 1, 0x61, 1]),
            ("Decimal(5, 2)", [0x19, 5, 2]), ("Tuple(a UInt8)", [0x20, 1, 1, 0x61, 1]), ("IntervalDay", [0x22, 6]),
            ("Map(String, UInt8)", [0x27, 0x15, 1]), ("Variant(String, UInt8)", [0x2A, 2, 0x15, 1]),
            ("Dynamic", [0x2B, 32]),
            (
                "JSON(a UInt8, SKIP b, SKIP REGEXP 'c')",
                [0x30, 0, 0x80, 8, 0x20, 1, 1, 0x61, 1, 1, 1, 0x62, 1, 1, 0x63]
            ),
            ("SimpleAggregateFunction(sum, UInt64)", [0x2E, 3, 0x73, 0x75, 0x6D, 0, 1, 4]),
        ]
        for (name, code) in names {
            let type = try DataType(parsing: name)
            var bytes: [UInt8] = []
            TypeBytes.write(type, to: &bytes)
            #expect(bytes == code, "\(name)")
            var reader = ValueBytesReader(code, in: 0..<code.count)
            #expect(try reader.readType() == type)
            #expect(reader.isAtEnd)
        }
    }
}
