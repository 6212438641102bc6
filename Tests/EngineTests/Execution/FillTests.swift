import Columns
import Engine
import Errors
import Functions
import Testing

/// Answers are those of ClickHouse 26.9.
struct FillTests {
    private struct Item {
        var column = 0
        var descending = false
        var from: Int64?
        var to: Int64?
        var step: Int64?
        var isFilled = true
    }

    private static func columns(_ count: Int, _ type: DataType = .int64) -> [PlanColumn] {
        (0..<count).map { PlanColumn(identifier: $0 + 1, name: "c\($0)", type: type) }
    }

    private func constant(_ number: Int64?) -> BoundExpression? {
        number.map { .constant(.int64([$0]), type: .int64) }
    }

    private func plan(
        _ sample: Sample, _ items: [Item], _ setup: Setup, interpolations: [ComputedColumn] = []
    ) throws -> PlanNode {
        let sorts = items.map { item in
            SortItem(
                column: sample.columns[item.column].identifier,
                direction: SortDirection(isDescending: item.descending))
        }
        let sorted = SortNode(
            input: try sample.scan(blockRows: setup.blockRows, parts: setup.threads), items: sorts, limit: nil)
        let filled = zip(items, sorts).map { item, sort in
            FillNode.Item(
                sort: sort, from: constant(item.from), to: constant(item.to), step: constant(item.step),
                staleness: nil, isFilled: item.isFilled)
        }
        return .fill(FillNode(input: .sort(sorted), items: filled, interpolations: interpolations))
    }

    private static let pairs: [[Int64]] = [[1, 2], [1, 4], [3, 1]]
    private static let four: [[Int64]] = [[1, 2], [1, 4], [3, 1], [3, 3]]

    private static let cases: [(rows: [[Int64]], items: [Item], expected: [[Int64]])] = [
        ([[3], [5], [9]], [Item()], [[3], [4], [5], [6], [7], [8], [9]]),
        ([[3], [5], [9]], [Item(from: 1, to: 12, step: 2)], [[1], [3], [5], [7], [9], [11]]),
        ([[3], [5], [9]], [Item(from: 4, to: 7)], [[3], [4], [5], [6], [9]]),
        (
            [[3], [5], [9]], [Item(descending: true, from: 11, to: 1, step: -3)],
            [[11], [9], [8], [5], [3], [2]]
        ),
        ([[3], [3], [5]], [Item(to: 8)], [[3], [3], [4], [5], [6], [7]]),
        ([], [Item(from: 1, to: 4)], [[1], [2], [3]]),
        ([], [Item(to: 4)], []),
        ([[3], [5], [9]], [Item(from: 10)], [[3], [5], [9]]),
        ([[3], [5], [9]], [Item(from: 0, to: 2)], [[0], [1], [3], [5], [9]]),
        (pairs, [Item(), Item(column: 1)], [[1, 2], [1, 3], [1, 4], [2, 0], [3, 1]]),
        (
            pairs, [Item(), Item(column: 1, from: 0, to: 5)],
            [1, 2, 3].flatMap { a in (0..<5).map { [a, $0] } }
        ),
        (four, [Item(isFilled: false), Item(column: 1)], [[1, 2], [1, 3], [1, 4], [3, 1], [3, 2], [3, 3]]),
        (
            [], [Item(isFilled: false), Item(column: 1, from: 0, to: 2)],
            [[0, 0], [0, 1]]
        ),
        (
            four, [Item(isFilled: false), Item(column: 1, from: 0, to: 5)],
            [1, 3].flatMap { a in (0..<5).map { [a, $0] } }
        ),
        (four, [Item(), Item(column: 1, isFilled: false)], [[1, 2], [1, 4], [2, 0], [3, 1], [3, 3]]),
        (
            pairs, [Item(to: 6), Item(column: 1, to: 4)],
            [[1, 2], [1, 3], [1, 4], [2, 0], [3, 1], [3, 2], [3, 3], [4, 0], [5, 0]]
        ),
        (
            pairs, [Item(from: 0, to: 5), Item(column: 1, from: 0, to: 3, step: 2)],
            [
                [0, 0], [0, 2], [1, 0], [1, 2], [1, 4], [2, 0], [2, 2], [3, 0], [3, 1], [3, 2], [4, 0], [4, 2],
            ]
        ),
        (
            [[3, 1], [1, 2], [1, 4]], [Item(descending: true), Item(column: 1, from: 0)],
            [[3, 0], [3, 1], [2, 0], [1, 0], [1, 1], [1, 2], [1, 3], [1, 4]]
        ),
        (
            pairs, [Item(isFilled: false), Item(column: 1, from: 0, to: 3)],
            [[1, 0], [1, 1], [1, 2], [1, 4], [3, 0], [3, 1], [3, 2]]
        ),
    ]

    @Test("missing rows are added as ClickHouse adds them", arguments: Setup.all, cases.indices)
    func fills(setup: Setup, number: Int) throws {
        let (rows, items, expected) = Self.cases[number]
        let columns = Self.columns(items.map(\.column).max().map { $0 + 1 } ?? 1)
        let sample = Sample(columns, rows.map { $0.map { .int64($0) } })
        let answer = try answer(plan(sample, items, setup), setup.resources()).rows
        #expect(answer == expected.map { $0.map { .int64($0) } })
    }

    @Test("INTERPOLATE takes columns from the row before", arguments: Setup.all)
    func interpolates(setup: Setup) throws {
        let columns = Self.columns(3)
        let sample = Sample(columns, [3, 5, 9].map { [.int64($0), .int64($0 * 10), .int64($0 * 100)] })
        let doubled = try call(SampleNext.self, sample.expression(1))
        let plan = try plan(
            sample, [Item(from: 1, to: 12, step: 2)], setup,
            interpolations: [
                ComputedColumn(columns[1], doubled), ComputedColumn(columns[2], sample.expression(2)),
            ])
        let expected: [[Int64]] = [
            [1, 1, 0], [3, 30, 300], [5, 50, 500], [7, 51, 500], [9, 90, 900], [11, 91, 900],
        ]
        #expect(try answer(plan, setup.resources()).rows == expected.map { $0.map { .int64($0) } })
    }

    @Test("steps of calendar units follow the calendar", arguments: Setup.all)
    func fillsMonths(setup: Setup) throws {
        let columns = Self.columns(1, .date)
        // 2020-01-31 and 2020-05-01
        let sample = Sample(columns, [[.uint64(18_292)], [.uint64(18_383)]])
        guard case .fill(var node) = try plan(sample, [Item()], setup) else { return }
        node.items = [
            FillNode.Item(
                sort: node.items[0].sort, from: nil, to: nil,
                step: .constant(.int64([1]), type: .interval(.month)), staleness: nil, isFilled: true)
        ]
        // … 2020-02-29, 03-29, 04-29
        let expected: [UInt64] = [18_292, 18_321, 18_350, 18_381, 18_383]
        #expect(try answer(.fill(node), setup.resources()).rows == expected.map { [.uint64($0)] })
    }

    @Test("plain steps of times are seconds", arguments: Setup.all)
    func fillsTicks(setup: Setup) throws {
        let sample = Sample(Self.columns(1, .dateTime64(precision: 3, zone: "UTC")), [[.int64(0)], [.int64(3000)]])
        let rows = try answer(plan(sample, [Item()], setup), setup.resources()).rows
        #expect(rows == [0, 1000, 2000, 3000].map { [.int64($0)] })
    }

    @Test("a long gap comes block by block, and can be cancelled")
    func staysBounded() throws {
        let setup = Setup(blockRows: 1000, threads: 1)
        let sample = Sample(Self.columns(1), [[.int64(0)]])
        let resources = setup.resources()
        let run = try Executor.run(plan(sample, [Item(to: 1 << 60)], setup), resources)
        _ = try run.next()
        for _ in 0..<5 { #expect(try run.next()?.rowCount == 1000) }
        resources.cancel()
        #expect(throws: QueryError.self) { try run.next() }
    }

    @Test("steps and bounds that lead nowhere are refused")
    func refuses() throws {
        let setup = Setup(blockRows: 10, threads: 1)
        let sample = Sample(Self.columns(1), [[.int64(1)]])
        for item in [
            Item(step: 0), Item(step: -1), Item(descending: true, step: 1), Item(from: 5, to: 1),
            Item(descending: true, from: 1, to: 5),
        ] {
            let error = #expect(throws: QueryError.self) { try answer(plan(sample, [item], setup), setup.resources()) }
            #expect(error?.code == .invalidWithFillExpression)
        }
        let strings = Sample(Self.columns(1, .string), [[.text("a")]])
        let error = #expect(throws: QueryError.self) { try answer(plan(strings, [Item()], setup), setup.resources()) }
        #expect(error?.code == .invalidWithFillExpression)
    }
}

/// `a + 1` over Int64.
private struct SampleNext: ScalarFunction {
    static let name = "next"
    static let documentation = FunctionDocumentation(summary: "", examples: [])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .int64 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .int64((0..<rowCount).map { SampleSum.number(arguments[0].column, $0) + 1 })
    }
}
