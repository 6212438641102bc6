import Columns
import Engine
import Errors
import Functions
import Testing

struct WindowTests {
    private typealias Bound = FrameSpecification.Bound

    private static let frames: [FrameSpecification] = {
        let two = Value.uint64(2)
        let one = Value.uint64(1)
        let rows: [(Bound, Bound)] = [
            (.unboundedPreceding, .currentRow), (.unboundedPreceding, .unboundedFollowing),
            (.preceding(two), .currentRow), (.preceding(two), .following(one)), (.following(one), .following(two)),
            (.preceding(two), .preceding(one)), (.currentRow, .unboundedFollowing), (.currentRow, .currentRow),
        ]
        return [FrameSpecification.Unit.rows, .range, .groups].flatMap { unit in
            rows.map { FrameSpecification(unit: unit, begin: $0.0, end: $0.1) }
        }
    }()

    /// Is row `other` of a partition in the frame of row `row`, by the standard's words?
    private func contains(
        _ frame: FrameSpecification, _ keys: [Int64], _ groups: [Int], _ row: Int, _ other: Int, descending: Bool
    ) -> Bool {
        func distance() -> Int64 {
            switch frame.unit {
            case .rows: Int64(other - row)
            case .groups: Int64(groups[other] - groups[row])
            case .range: descending ? keys[row] - keys[other] : keys[other] - keys[row]
            }
        }
        func amount(_ value: Value) -> Int64 { if case .uint64(let number) = value { Int64(number) } else { 0 } }
        func isBehindBegin() -> Bool {
            switch frame.begin {
            case .unboundedPreceding: true
            case .preceding(let value): distance() >= -amount(value)
            case .currentRow: distance() >= 0
            case .following(let value): distance() >= amount(value)
            case .unboundedFollowing: false
            }
        }
        func isBeforeEnd() -> Bool {
            switch frame.end {
            case .unboundedPreceding: false
            case .preceding(let value): distance() <= -amount(value)
            case .currentRow: distance() <= 0
            case .following(let value): distance() <= amount(value)
            case .unboundedFollowing: true
            }
        }
        return isBehindBegin() && isBeforeEnd()
    }

    private func number(_ value: Value) -> Int64 { if case .int64(let number) = value { number } else { 0 } }

    private func expected(_ sample: Sample, _ frame: FrameSpecification, descending: Bool) -> [[Value]] {
        let partitions = Dictionary(grouping: sample.rows) { $0[0] }
        return partitions.values.flatMap { rows -> [[Value]] in
            let sorted = rows.sorted { descending ? number($0[1]) > number($1[1]) : number($0[1]) < number($1[1]) }
            let keys = sorted.map { number($0[1]) }
            var groups = [0]
            for row in keys.indices.dropFirst() {
                groups.append(groups[row - 1] + (keys[row] == keys[row - 1] ? 0 : 1))
            }
            return sorted.indices.map { row in
                let members = sorted.indices.filter {
                    contains(frame, keys, groups, row, $0, descending: descending)
                }
                return sorted[row] + [.int64(members.reduce(0) { $0 + number(sorted[$1][2]) })]
            }
        }
    }

    @Test("aggregates over every kind of frame", arguments: Setup.all, frames.indices)
    func aggregates(setup: Setup, number: Int) throws {
        let frame = Self.frames[number]
        var sample = Sample([.nullable(.int8), .int64, .int64], rowCount: 120, distinct: 12, seed: 6)
        // ROWS frames need one order: keys that do not repeat.
        if frame.unit == .rows { for row in sample.rows.indices { sample.rows[row][1] = .int64(Int64(row * 7 % 120)) } }
        for descending in [false, true] {
            let node = WindowNode(
                input: try sample.scan(blockRows: setup.blockRows, parts: setup.threads),
                partitionBy: [sample.columns[0].identifier],
                orderBy: [
                    SortItem(
                        column: sample.columns[1].identifier, direction: SortDirection(isDescending: descending))
                ],
                frame: frame,
                calls: [
                    .init(
                        column: PlanColumn(identifier: 90, name: "w", type: .int64),
                        function: .aggregate(SampleSum.aggregate), arguments: [sample.expression(2)])
                ])
            let rows = try answer(.window(node), setup.resources()).rows
            #expect(unordered(rows) == unordered(expected(sample, frame, descending: descending)))
        }
    }

    @Test("functions see their partition; without keys all rows are one", arguments: Setup.all, [0, 1, 1000])
    func functions(setup: Setup, rowCount: Int) throws {
        let sample = Sample([.string, .int64], rowCount: rowCount, distinct: 20, seed: 6)
        for partitions in [[], [sample.columns[0].identifier]] {
            let node = WindowNode(
                input: try sample.scan(blockRows: setup.blockRows, parts: setup.threads), partitionBy: partitions,
                orderBy: [], frame: .standard,
                calls: [
                    .init(
                        column: PlanColumn(identifier: 90, name: "n", type: .uint64),
                        function: .window(SampleRowNumber.self, result: .uint64), arguments: []),
                    .init(
                        column: PlanColumn(identifier: 91, name: "s", type: .int64),
                        function: .aggregate(SampleSum.aggregate), arguments: [sample.expression(1)]),
                ])
            var seen: [Value: UInt64] = [:]
            var sums: [Value: Int64] = [:]
            for row in sample.rows { sums[partitions.isEmpty ? .null : row[0], default: 0] += number(row[1]) }
            let rows = try answer(.window(node), setup.resources()).rows
            #expect(unordered(rows.map { Array($0.prefix(2)) }) == unordered(sample.rows))
            for row in rows {
                let key = partitions.isEmpty ? Value.null : row[0]
                seen[key, default: 0] += 1
                #expect(row[2] == .uint64(seen[key, default: 0]) && row[3] == .int64(sums[key, default: 0]))
            }
        }
    }

    @Test("NULL keys are a range of their own", arguments: [1, 2])
    func nullKeys(threads: Int) throws {
        let columns = [
            PlanColumn(identifier: 1, name: "k", type: .nullable(.int64)),
            PlanColumn(identifier: 2, name: "v", type: .int64),
        ]
        let sample = Sample(
            columns, [[.null, .int64(1)], [.int64(5), .int64(10)], [.int64(6), .int64(100)], [.null, .int64(1000)]])
        let node = WindowNode(
            input: .rows(try sample.block(), columns), partitionBy: [],
            orderBy: [SortItem(column: 1, direction: .ascending)],
            frame: FrameSpecification(unit: .range, begin: .preceding(.uint64(1)), end: .currentRow),
            calls: [
                .init(
                    column: PlanColumn(identifier: 3, name: "s", type: .int64),
                    function: .aggregate(SampleSum.aggregate), arguments: [sample.expression(1)])
            ])
        let sums = try answer(.window(node), Setup(blockRows: 10, threads: threads).resources()).rows.map { $0[2] }
        #expect(sums == [.int64(10), .int64(110), .int64(1001), .int64(1001)])
    }
}

/// `row_number`.
private struct SampleRowNumber: WindowFunction {
    static let name = "row_number"
    static let documentation = FunctionDocumentation(summary: "", examples: [])

    static func result(of arguments: [Argument]) throws(QueryError) -> DataType { .uint64 }

    static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        .uint64((0..<partition.rowCount).map { UInt64($0 + 1) })
    }
}
