import Columns
import Errors
import Functions
import Storage
import Testing

/// Whatever an index skips, the rows are those that a look at every row finds.
@Suite struct PruningTests {
    private func fixture() throws -> TableFixture {
        let fixture = try TableFixture(
            [
                ("a", "LowCardinality(String)"), ("t", "DateTime('UTC')"), ("n", "Nullable(Int32)"), ("x", "UInt32"),
                ("s", "String"),
            ],
            orderBy: ["a", "t"], partitionBy: [try call("toYYYYMM", .column(1, type: .dateTime(zone: "UTC")))]
        ) { definition, schema in
            let x = BoundExpression.column(3, type: .uint32)
            let s = BoundExpression.column(4, type: .string)
            definition.indexes = [
                SkipIndexDeclaration(
                    name: "m", text: "x", expressions: [x], type: "minmax", arguments: [], granularity: 2),
                SkipIndexDeclaration(
                    name: "b", text: "s", expressions: [s], type: "bloom_filter", arguments: [.float64(0.01)],
                    granularity: 1),
                SkipIndexDeclaration(
                    name: "e", text: "x", expressions: [x], type: "set", arguments: [.uint64(100)], granularity: 1),
            ]
        }
        var random = SplitMix(state: 11)
        for _ in 0..<4 {
            try fixture.insert(
                (0..<150).map { _ in
                    [
                        .text(["ant", "bee", "cat", "dog"][Int(random.next() % 4)]),
                        number(1_700_000_000 + random.next() % 8_000_000),
                        random.next() % 5 == 0 ? .null : .int64(Int64(random.next() % 100) - 50),
                        number(random.next() % 1000),
                        .text("s\(random.next() % 300)"),
                    ]
                })
        }
        return fixture
    }

    /// Conditions over the table of `fixture`.
    private func conditions(_ f: TableFixture) throws -> [(String, [BoundExpression])] {
        let a = try f.column("a")
        let t = try f.column("t")
        let n = try f.column("n")
        let x = try f.column("x")
        let s = try f.column("s")
        let moment = try literal(number(1_703_000_000), .dateTime(zone: "UTC"))
        let later = try literal(number(1_704_000_000), .dateTime(zone: "UTC"))
        let bee = try literal(.text("bee"), .string)
        let hour = try call("toStartOfHour", t)
        let set = ValueSet(types: [.string])
        set.insert([.string(StringColumn(["cat", "zebra", "s7", "s123"]))])
        return [
            ("a = bee", [try call("equals", a, bee)]),
            ("bee = a", [try call("equals", bee, a)]),
            ("a = bee and t >= m", [try call("equals", a, bee), try call("greaterOrEquals", t, moment)]),
            ("a > bee", [try call("greater", a, bee)]),
            ("a != bee", [try call("notEquals", a, bee)]),
            ("t < m", [try call("less", t, moment)]),
            ("m < t and t <= l", [try call("less", moment, t), try call("lessOrEquals", t, later)]),
            ("toStartOfHour(t) = h", [try call("equals", hour, try call("toStartOfHour", moment))]),
            ("toStartOfHour(t) > h", [try call("greater", hour, moment)]),
            (
                "toYYYYMM(t) = 202312",
                [try call("equals", try call("toYYYYMM", t), try literal(number(202_312), .uint32))]
            ),
            (
                "toYYYYMM(t) != 202312",
                [try call("notEquals", try call("toYYYYMM", t), try literal(number(202_312), .uint32))]
            ),
            ("or", [try call("or", try call("equals", a, bee), try call("less", x, try literal(number(10), .uint16)))]),
            ("x = 7", [try call("equals", x, try literal(number(7), .uint8))]),
            ("x > 990", [try call("greater", x, try literal(number(990), .uint16))]),
            ("n > 40", [try call("greater", n, try literal(.int64(40), .int64))]),
            ("s = s7", [try call("equals", s, try literal(.text("s7"), .string))]),
            (
                "a in",
                [
                    BoundExpression(
                        type: .uint8, node: .membership(Membership(operands: [a], set: set, isNegated: false)))
                ]
            ),
            (
                "a not in",
                [BoundExpression(type: .uint8, node: .membership(Membership(operands: [a], set: set, isNegated: true)))]
            ),
            (
                "s in",
                [
                    BoundExpression(
                        type: .uint8, node: .membership(Membership(operands: [s], set: set, isNegated: false)))
                ]
            ),
            ("none", [try call("equals", a, try literal(.text("zzz"), .string))]),
        ]
    }

    @Test("every condition finds the rows that a full scan finds, before and after merging", arguments: [false, true])
    func sameRows(isMerged: Bool) throws {
        let f = try fixture()
        if isMerged { try f.table.optimize(partition: nil, isFinal: true) }
        let all = try f.table.scan(
            ScanRequest(columns: f.schema.columns.map(\.name), filter: [], streamsMax: 1, context: TableFixture.context)
        )
        var blocks: [Block] = []
        while let block = try all.sources[0].next() { blocks.append(block) }
        let whole = Block.concatenating(blocks)
        #expect(whole.rowCount == 600)
        let input = EvaluationInput(
            columns: Dictionary(uniqueKeysWithValues: whole.columns.enumerated().map { ($0, $1.column) }),
            rowCount: whole.rowCount)
        for (name, filter) in try conditions(f) {
            var mask = [UInt8](repeating: 1, count: whole.rowCount)
            for conjunct in filter {
                let one = maskOfTrue(try conjunct.evaluate(over: input, in: TableFixture.context))
                for row in mask.indices { mask[row] &= one[row] }
            }
            let expected = whole.filtered(by: mask)
            let wanted = (0..<expected.rowCount).map { row in
                expected.columns.map { $0.column.value(at: row).literal }.joined(separator: ",")
            }
            #expect(try f.rows(filter: filter).sorted() == wanted.sorted(), "\(name)")
            #expect(try f.rows(filter: filter, sortedPrefix: 2).sorted() == wanted.sorted(), "\(name), in order")
        }
    }

    @Test("indexes skip what they can")
    func skips() throws {
        let f = try fixture()
        try f.table.optimize(partition: nil, isFinal: true)
        let conditions = Dictionary(uniqueKeysWithValues: try conditions(f))
        func selected(_ name: String) throws -> ScanStatistics {
            try f.statistics(try #require(conditions[name]))
        }
        let total = try f.statistics([]).marksTotal
        #expect(total > 140)
        #expect(try selected("none").marksSelected == 0)
        #expect(try selected("a = bee").marksSelected < total / 3)
        #expect(try selected("toYYYYMM(t) = 202312").partsSelected == 1)
        #expect(try selected("t < m").partsSelected < f.table.activeParts.count)
        #expect(try selected("toStartOfHour(t) = h").marksSelected < 20)
        #expect(try selected("x = 7").marksSelected < 20)
        #expect(try selected("s = s7").marksSelected < 20)
        #expect(try selected("a in").marksSelected < total / 3)
        #expect(try selected("x > 990").marksSelected < total / 2)
        #expect(try selected("a = bee and t >= m").marksSelected < (try selected("a = bee").marksSelected))
    }

    @Test("a descending key is pruned the right way round")
    func descending() throws {
        let fixture = try TableFixture([("k", "UInt32")], orderBy: ["k"]) { definition, _ in
            definition.sortingKey = [KeyColumn(text: "k", expression: .column(0, type: .uint32), isDescending: true)]
        }
        try fixture.insert((0..<100).map { [number($0)] })
        let filter = [try call("greater", try fixture.column("k"), try literal(number(90), .uint8))]
        #expect(
            try fixture.rows(filter: filter, sortedPrefix: 1).compactMap { Int($0) } == Array((91..<100).reversed()))
        #expect(try fixture.statistics(filter).marksSelected <= 4)
    }

    @Test("addresses are ordered by their first byte, in parts and in pruning")
    func addresses() throws {
        let fixture = try TableFixture([("a", "IPv6"), ("n", "UInt8")], orderBy: ["a"])
        // The first byte of an address is the lowest of its column's number.
        let addresses = (0..<40 as Range<UInt64>).map { Value.uint128(UInt128($0) | UInt128(40 - $0) << 120) }
        try fixture.insert(addresses.reversed().map { [$0, number(1)] })
        #expect(try fixture.rows(["a"], sortedPrefix: 1) == addresses.map(\.literal))
        let filter = [try call("less", try fixture.column("a"), try literal(addresses[4], .ipv6))]
        #expect(try fixture.rows(["a"], filter: filter) == addresses.prefix(4).map(\.literal))
        #expect(try fixture.statistics(filter).marksSelected <= 2)
        let set = ValueSet(types: [.ipv6])
        set.insert([try Column([addresses[7], addresses[30]], as: .ipv6)])
        let member = BoundExpression(
            type: .uint8,
            node: .membership(Membership(operands: [try fixture.column("a")], set: set, isNegated: false)))
        #expect(try fixture.rows(["a"], filter: [member]) == [addresses[7].literal, addresses[30].literal])
    }
}
