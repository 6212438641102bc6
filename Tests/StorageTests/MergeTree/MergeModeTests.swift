import Columns
import Errors
import Functions
import Storage
import Testing

/// What merges make of rows of one key, as ClickHouse 26.9 does it.
@Suite struct MergeModeTests {
    /// Inserts each list as a part of its own, merges all, and gives the rows.
    private func merged(
        _ columns: [(String, String)], _ mode: MergeMode, orderBy: [String] = ["k"], parts: [[[Value]]]
    ) throws -> (merged: [String], final: [String]) {
        let fixture = try TableFixture(columns, orderBy: orderBy, mode: mode)
        for rows in parts { try fixture.insert(rows) }
        let final = try fixture.rows(isFinal: true)
        try fixture.table.optimize(partition: nil, isFinal: true)
        return (try fixture.rows(), final)
    }

    @Test("Replacing keeps the last row, or the one of the greatest version")
    func replacing() throws {
        let plain = try merged(
            [("k", "UInt8"), ("v", "String")], .replacing(version: nil, isDeleted: nil),
            parts: [[[number(1), .text("a")], [number(2), .text("b")]], [[number(1), .text("c")]]])
        #expect(plain.merged == ["1,'c'", "2,'b'"])
        #expect(plain.final == plain.merged)
        let versioned = try merged(
            [("k", "UInt8"), ("v", "String"), ("n", "UInt32"), ("d", "UInt8")],
            .replacing(version: "n", isDeleted: "d"),
            parts: [
                [[number(1), .text("a"), number(5), number(0)], [number(2), .text("x"), number(1), number(0)]],
                [[number(1), .text("c"), number(6), number(1)], [number(2), .text("y"), number(1), number(0)]],
                [[number(1), .text("b"), number(5), number(0)]],
            ])
        #expect(versioned.merged == ["1,'c',6,1", "2,'y',1,0"])
        #expect(versioned.final == ["2,'y',1,0"])
    }

    @Test("Summing adds numbers, keeps the first of the rest, and drops rows of zeros")
    func summing() throws {
        let result = try merged(
            [
                ("k", "UInt8"), ("a", "UInt8"), ("f", "Float64"), ("n", "Nullable(Int32)"), ("s", "String"),
                ("d", "Date"),
            ],
            .summing(columns: []),
            parts: [
                [
                    [number(1), number(200), .float64(1.5), .null, .text("x"), number(10)],
                    [number(2), number(1), .float64(-1), .null, .text("z"), number(1)],
                ],
                [
                    [number(1), number(100), .float64(2), .int64(-3), .text("y"), number(20)],
                    [number(2), number(255), .float64(1), .null, .text("z"), number(1)],
                ],
            ])
        #expect(result.merged == ["1,44,3.5,-3,'x',10"])
    }

    @Test("Summing sums maps that lie in nested columns by key")
    func summingMaps() throws {
        let result = try merged(
            [("k", "UInt8"), ("xMap.id", "Array(UInt16)"), ("xMap.n", "Array(UInt32)")], .summing(columns: []),
            parts: [
                [[number(1), .array([number(7), number(3)]), .array([number(1), number(2)])]],
                [[number(1), .array([number(3), number(9)]), .array([number(5), number(1)])]],
            ])
        #expect(result.merged == ["1,[3, 7, 9],[7, 1, 1]"])
    }

    @Test("Aggregating merges states and simple aggregates")
    func aggregating() throws {
        let bound = try AggregateRegistry.bind(
            state: AggregateStateType(name: "sum", parameters: [], arguments: [.uint64]))
        func state(_ values: [UInt64]) throws -> Value {
            var states = bound.prototype
            states.grow(to: 1)
            try states.update([.uint64(values)], rowCount: values.count, group: 0)
            var bytes: [UInt8] = []
            states.serialise(0, into: &bytes)
            return .string(bytes)
        }
        let result = try merged(
            [("k", "UInt8"), ("s", "AggregateFunction(sum, UInt64)"), ("m", "SimpleAggregateFunction(max, UInt32)")],
            .aggregating,
            parts: [
                [[number(1), try state([1, 2]), number(5)], [number(2), try state([0]), number(0)]],
                [[number(1), try state([10]), number(4)]],
            ])
        let expected = [
            "1,\(try state([13]).literal),5", "2,\(try state([0]).literal),0",
        ]
        #expect(result.merged == expected)
    }

    @Test(
        "Collapsing cancels opposite signs",
        arguments: [
            ([[1], [-1, 1]], ["1,1"]), ([[1, 1]], ["1,1"]), ([[-1]], ["1,-1"]), ([[-1, 1]], ["1,-1", "1,1"]),
            ([[1], [-1]], []),
        ] as [([[Int64]], [String])])
    func collapsing(parts: [[Int64]], expected: [String]) throws {
        let result = try merged(
            [("k", "UInt8"), ("sign", "Int8")], .collapsing(sign: "sign"),
            parts: parts.map { $0.map { [number(1), .int64($0)] } })
        #expect(result.merged == expected)
    }

    @Test("VersionedCollapsing cancels within a version only")
    func versionedCollapsing() throws {
        let result = try merged(
            [("k", "UInt8"), ("sign", "Int8"), ("ver", "UInt32")], .versionedCollapsing(sign: "sign", version: "ver"),
            parts: [
                [[number(1), .int64(1), number(1)], [number(1), .int64(1), number(2)]],
                [[number(1), .int64(-1), number(1)], [number(2), .int64(1), number(1)]],
            ])
        #expect(result.merged == ["1,1,2", "2,1,1"])
    }

    @Test("Coalescing keeps the last value that is not NULL")
    func coalescing() throws {
        let result = try merged(
            [("k", "UInt8"), ("a", "Nullable(String)"), ("b", "Nullable(UInt8)")], .coalescing(columns: []),
            parts: [[[number(1), .text("x"), number(1)]], [[number(1), .null, number(2)]]])
        #expect(result.merged == ["1,'x',2"])
    }

    @Test("FINAL equals a merge, whatever the parts", arguments: 0..<6 as Range<UInt64>)
    func finalEqualsMerge(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let modes: [MergeMode] = [
            .replacing(version: "n", isDeleted: nil), .summing(columns: []), .coalescing(columns: []),
        ]
        let parts: [[[Value]]] = (0..<5).map { _ in
            (0..<Int(random.next() % 40)).map { _ in
                [number(random.next() % 7), number(random.next() % 3), number(random.next() % 5)]
            }
        }
        let result = try merged(
            [("k", "UInt8"), ("j", "UInt8"), ("n", "UInt32")], modes[Int(seed) % 3], orderBy: ["k", "j"], parts: parts)
        #expect(result.merged == result.final)
    }

    @Test("FINAL merges partitions side by side only where the key decides the partition", arguments: [true, false])
    func finalAcrossPartitions(isApart: Bool) throws {
        let fixture = try TableFixture(
            [("k", "UInt8"), ("p", "UInt8"), ("v", "UInt32")], orderBy: isApart ? ["k", "p"] : ["k"],
            partitionBy: [.column(1, type: .uint8)], mode: .replacing(version: "v", isDeleted: nil))
        for version in 1...3 as ClosedRange<UInt64> {
            try fixture.insert((0..<6).map { [number($0), number($0 % 2), number(version)] })
            try fixture.insert((0..<6).map { [number($0), number(1 - $0 % 2), number(version + 10)] })
        }
        let rows = try fixture.rows(["k", "v"], isFinal: true).sorted()
        let newest = (0..<6).map { "\($0),13" }
        #expect(rows == (isApart ? (newest + (0..<6).map { "\($0),3" }).sorted() : newest))
    }

    @Test("equal rows are kept once by DEDUPLICATE")
    func deduplicate() throws {
        let fixture = try TableFixture([("k", "UInt8"), ("v", "String")], orderBy: ["k"])
        try fixture.insert([[number(1), .text("a")], [number(1), .text("b")]])
        try fixture.insert([[number(1), .text("a")]])
        try fixture.table.optimize(partition: nil, isFinal: true, deduplicated: [])
        #expect(try fixture.rows() == ["1,'a'", "1,'b'"])
    }

    @Test("FINAL of a plain table is refused")
    func finalOfPlain() throws {
        let fixture = try TableFixture([("k", "UInt8")], orderBy: ["k"])
        let error = #expect(throws: QueryError.self) { try fixture.rows(isFinal: true) }
        #expect(error?.code == .illegalFinal)
    }
}
