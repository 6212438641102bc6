import Columns
import Engine
import Errors
import Testing

struct SortTests {
    private static let types: [DataType] = [
        .nullable(.int64), .string, .float64, .lowCardinality(.nullable(.string)), .uint32,
    ]

    /// A stable insertion sort over values, as ClickHouse orders them.
    private func sorted(_ sample: Sample, _ items: [(position: Int, descending: Bool, nullsFirst: Bool)]) -> [[Value]] {
        let block = try? sample.block()
        let columns = block?.columns.map(\.column) ?? []
        let order = (0..<sample.rows.count).sorted { a, b in
            for item in items {
                let nulls = (columns[item.position].value(at: a) == .null, columns[item.position].value(at: b) == .null)
                if nulls.0 != nulls.1 { return nulls.0 == item.nullsFirst }
                let order = columns[item.position].compare(a, with: columns[item.position], b)
                if order != 0 { return item.descending ? order > 0 : order < 0 }
            }
            return a < b
        }
        return order.map { sample.rows[$0] }
    }

    @Test(
        "sorted as the reference sorts, whole and cut", arguments: Setup.all,
        [nil, 0, 1, 7, 5000] as [Int?])
    func sorts(setup: Setup, limit: Int?) throws {
        var sample = Sample(Self.types, rowCount: 800, distinct: 9, seed: 3)
        for row in sample.rows.indices { sample.rows[row][4] = .uint64(UInt64(row)) }
        let keys = [(0, true, false), (3, false, true), (2, true, false), (1, false, false)]
        let items = keys.map { position, descending, nullsFirst in
            SortItem(
                column: sample.columns[position].identifier,
                direction: SortDirection(isDescending: descending, nullsFirst: nullsFirst))
        }
        let source = try sample.scan(blockRows: setup.blockRows, parts: setup.threads == 1 ? 1 : 3)
        let plan = PlanNode.sort(SortNode(input: source, items: items, limit: limit))
        let expected = sorted(sample, keys).prefix(limit ?? sample.rows.count)
        let rows = try answer(plan, setup.resources()).rows
        if setup.threads == 1 {
            #expect(rows == Array(expected))
        } else {
            // Equal rows of different sources may come in any order.
            #expect(rows.map { Array($0.dropLast()) } == expected.map { Array($0.dropLast()) })
            #expect(Set(rows.map { $0[4] }).count == rows.count)
        }
    }

    @Test("WITH TIES adds the rows equal to the last", arguments: Setup.all)
    func keepsTies(setup: Setup) throws {
        let sample = Sample([.int64, .string], rowCount: 300, distinct: 6, seed: 5)
        let items = [SortItem(column: sample.columns[0].identifier, direction: .ascending)]
        let sort = SortNode(
            input: try sample.scan(blockRows: setup.blockRows, parts: 2), items: items, limit: nil)
        let plan = PlanNode.limit(LimitNode(input: .sort(sort), offset: 5, count: 60, ties: items))
        let all = sorted(sample, [(0, false, false)])
        let last = all[64][0]
        let expected = all.dropFirst(5).enumerated().filter { $0.offset < 60 || $0.element[0] == last }
            .map { $0.element[0] }
        #expect(try answer(plan, setup.resources()).rows.map { $0[0] } == expected)
    }

    @Test("too many rows to sort, or too much memory, is refused")
    func keepsLimits() throws {
        let setup = Setup(blockRows: 100, threads: 1)
        let sample = Sample([.int64], rowCount: 1000, distinct: 6, seed: 5)
        let items = [SortItem(column: sample.columns[0].identifier, direction: .ascending)]
        let plan = PlanNode.sort(
            SortNode(input: try sample.scan(blockRows: 100), items: items, limit: nil))
        var limits = QueryLimits()
        limits.sortRowsMax = 999
        let rows = #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        #expect(rows?.code == .tooManyRowsOrBytes)
        limits = QueryLimits()
        limits.memoryBytesMax = 4000
        let memory = #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        #expect(memory?.code == .memoryLimitExceeded)
    }
}
