import Columns
import Engine
import Errors
import Functions
import Testing

struct AggregateTests {
    /// Shapes that meet every kind of key table.
    private static let shapes: [[DataType]] = [
        [], [.uint8], [.bool, .int8], [.nullable(.uint8)], [.uint16], [.lowCardinality(.string)],
        [.lowCardinality(.nullable(.string)), .uint8], [.lowCardinality(.uint64), .int64], [.int64], [.float64],
        [.nullable(.int32)], [.int32, .uint32], [.int64, .nullable(.int16)], [.uint128], [.uint64, .uint64],
        [.fixedString(size: 5)], [.fixedString(size: 20)], [.string], [.nullable(.string)], [.string, .int64],
        [.array(.nullable(.string))],
        [.tuple([TupleElement(nil, .string), TupleElement(nil, .uint8)]), .nullable(.string)],
        [.lowCardinality(.string), .string], [.uint64, .uint64, .uint8],
    ]

    private static let total = PlanColumn(identifier: 100, name: "total", type: .int64)

    private func plan(_ sample: Sample, _ setup: Setup, keys: [Int]) throws -> AggregateNode {
        let last = sample.columns.count - 1
        return AggregateNode(
            input: try sample.scan(blockRows: setup.blockRows, parts: setup.threads),
            keys: sample.computed(keys),
            calls: [.init(column: Self.total, aggregate: SampleSum.aggregate, arguments: [sample.expression(last)])])
    }

    /// Keys in the order they first came, and their sums.
    private func expected(_ rows: [[Value]], keys: [Int]) -> [[Value]] {
        var order: [[Value]] = []
        var sums: [[Value]: Int64] = [:]
        for row in rows {
            let key = keys.map { row[$0] }
            if sums[key] == nil { order.append(key) }
            if case .int64(let number)? = row.last { sums[key, default: 0] += number }
        }
        return order.map { $0 + [.int64(sums[$0] ?? 0)] }
    }

    @Test("groups by keys of every shape", arguments: Setup.all, shapes.indices)
    func groups(setup: Setup, shape: Int) throws {
        let types = Self.shapes[shape] + [.int64]
        for distinct in [3, 300] {
            let sample = Sample(types, rowCount: 900, distinct: distinct, seed: UInt64(shape + 1))
            let keys = Array(Self.shapes[shape].indices)
            let rows = try answer(.aggregate(plan(sample, setup, keys: keys)), setup.resources()).rows
            let wanted = expected(sample.rows, keys: keys)
            if setup.threads == 1 { #expect(rows == wanted) } else { #expect(unordered(rows) == unordered(wanted)) }
        }
    }

    @Test("runs of equal keys are added as runs", arguments: [1, 2])
    func groupsRuns(threads: Int) throws {
        let setup = Setup(blockRows: 65_536, threads: threads)
        var sample = Sample([.int64, .int64], rowCount: 4000, distinct: 50, seed: 2)
        for row in sample.rows.indices { sample.rows[row][0] = .int64(Int64(row / 1100)) }
        let rows = try answer(.aggregate(plan(sample, setup, keys: [0])), setup.resources()).rows
        #expect(unordered(rows) == unordered(expected(sample.rows, keys: [0])))
    }

    @Test("dictionaries that differ from block to block are one key", arguments: [1, 2])
    func mergesDictionaries(threads: Int) throws {
        let setup = Setup(blockRows: 10, threads: threads)
        let sample = Sample([.lowCardinality(.string), .int64], rowCount: 600, distinct: 400, seed: 4)
        let blocks = try stride(from: 0, to: 600, by: 10).map { start in
            PlanNode.rows(
                try Sample(sample.columns, Array(sample.rows[start..<start + 10])).block(), sample.columns)
        }
        var node = try plan(sample, setup, keys: [0])
        node.input = .union(blocks, columns: sample.columns)
        let rows = try answer(.aggregate(node), setup.resources()).rows
        #expect(unordered(rows) == unordered(expected(sample.rows, keys: [0])))
    }

    @Test("no rows: one row without keys, none with keys", arguments: Setup.all)
    func emptyInput(setup: Setup) throws {
        let sample = Sample([.uint8, .int64], rowCount: 0, distinct: 3, seed: 1)
        #expect(try answer(.aggregate(plan(sample, setup, keys: [])), setup.resources()).rows == [[.int64(0)]])
        #expect(try answer(.aggregate(plan(sample, setup, keys: [0])), setup.resources()).rows.isEmpty)
    }

    @Test("ROLLUP and GROUPING SETS aggregate each set", arguments: Setup.all, [true, false])
    func groupingSets(setup: Setup, isRollup: Bool) throws {
        let sample = Sample([.uint8, .string, .int64], rowCount: 300, distinct: 5, seed: 8)
        var node = try plan(sample, setup, keys: [0, 1])
        let sets = isRollup ? [[0, 1], [0], []] : [[0], [1], []]
        node.groupingSets = sets
        node.groupingSetColumn = PlanColumn(identifier: 101, name: "set", type: .uint64)
        var wanted: [[Value]] = []
        for (number, set) in sets.enumerated() {
            for row in expected(sample.rows, keys: set) {
                let first: Value = set.firstIndex(of: 0).map { row[$0] } ?? .uint64(0)
                let second: Value = set.firstIndex(of: 1).map { row[$0] } ?? .text("")
                wanted.append([first, second, row[row.count - 1], .uint64(UInt64(number))])
            }
        }
        #expect(try unordered(answer(.aggregate(node), setup.resources()).rows) == unordered(wanted))
    }

    @Test("totals are over the groups that pass HAVING", arguments: Setup.all)
    func totals(setup: Setup) throws {
        let sample = Sample([.uint8, .int64], rowCount: 300, distinct: 20, seed: 8)
        var node = try plan(sample, setup, keys: [0])
        node.hasTotals = true
        let groups = expected(sample.rows, keys: [0])
        let whole = try answer(.aggregate(node), setup.resources())
        #expect(whole.totals == [.uint64(0), .int64(total(groups))])
        let condition = try call(
            SampleLess.self, .column(Self.total.identifier, type: .int64), .constant(.int64([0]), type: .int64))
        let some = try answer(.filter(.aggregate(node), condition: condition), setup.resources())
        let kept = groups.filter { SampleSum.below($0[1], 0) }
        #expect(unordered(some.rows) == unordered(kept))
        #expect(some.totals == [.uint64(0), .int64(total(kept))])
    }

    private func total(_ groups: [[Value]]) -> Int64 {
        groups.reduce(0) { sum, row in
            if case .int64(let number) = row[1] { sum + number } else { sum }
        }
    }

    @Test("too many groups, or too much memory, is refused", arguments: Setup.all)
    func keepsLimits(setup: Setup) throws {
        let sample = Sample([.int64, .int64], rowCount: 1000, distinct: 500, seed: 8)
        let plan = PlanNode.aggregate(try plan(sample, setup, keys: [0]))
        var limits = QueryLimits()
        limits.groupsMax = 20
        let groups = #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        #expect(groups?.code == .tooManyRows)
        limits = QueryLimits()
        limits.memoryBytesMax = 1000
        let memory = #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        #expect(memory?.code == .memoryLimitExceeded)
    }
}
