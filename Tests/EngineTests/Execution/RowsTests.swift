import Columns
import Engine
import Errors
import Functions
import Testing

/// DISTINCT, LIMIT BY, INTERSECT, EXCEPT and ARRAY JOIN.
struct RowsTests {
    private func sample() -> Sample {
        Sample([.nullable(.int8), .string, .int64], rowCount: 400, distinct: 6, seed: 11)
    }

    @Test("DISTINCT keeps the first of equal rows", arguments: Setup.all, [nil, 1, 9, 1000] as [Int?])
    func distinct(setup: Setup, limit: Int?) throws {
        let sample = sample()
        let keys = [sample.columns[0].identifier, sample.columns[1].identifier]
        let input = PlanNode.project(
            try sample.scan(blockRows: setup.blockRows, parts: setup.threads), sample.computed([0, 1]))
        let rows = try answer(.distinct(input, keys: keys, limit: limit), setup.resources()).rows
        var seen: Set<[Value]> = []
        let wanted = sample.rows.map { Array($0.prefix(2)) }.filter { seen.insert($0).inserted }
        if setup.threads == 1 || limit == nil {
            #expect(unordered(rows) == unordered(Array(wanted.prefix(limit ?? wanted.count))))
        } else {
            #expect(Set(rows).count == min(limit ?? 0, wanted.count) && Set(rows).isSubset(of: Set(wanted)))
        }
    }

    @Test("LIMIT BY cuts every group", arguments: Setup.all, [(0, 2), (3, 5), (0, 0)])
    func limitBy(setup: Setup, range: (Int, Int)) throws {
        let sample = sample()
        let plan = PlanNode.limitBy(
            try sample.scan(blockRows: setup.blockRows), keys: [sample.columns[1].identifier], offset: range.0,
            count: range.1)
        var seen: [Value: Int] = [:]
        let wanted = sample.rows.filter { row in
            seen[row[1], default: 0] += 1
            let number = seen[row[1], default: 0] - 1
            return number >= range.0 && number < range.0 + range.1
        }
        #expect(try answer(plan, setup.resources()).rows == wanted)
    }

    @Test("INTERSECT and EXCEPT count rows, or see them once", arguments: Setup.all, [0, 1, 2, 3])
    func setOperations(setup: Setup, number: Int) throws {
        let keepsCommon = number & 1 == 1
        let isDistinct = number & 2 == 2
        let left = Sample([.nullable(.int8), .string], rowCount: 300, distinct: 5, seed: 3)
        let right = Sample([.nullable(.int8), .string], rowCount: 40, distinct: 6, seed: 4, first: 10)
        let plan = PlanNode.setOperation(
            try left.scan(blockRows: setup.blockRows, parts: setup.threads),
            try right.scan(blockRows: setup.blockRows, parts: setup.threads), keepsCommon: keepsCommon,
            isDistinct: isDistinct)
        var counts: [[Value]: Int] = [:]
        for row in right.rows { counts[row, default: 0] += 1 }
        var seen: Set<[Value]> = []
        let wanted = left.rows.filter { row in
            let isCommon = counts[row, default: 0] > 0
            if isCommon, !isDistinct { counts[row, default: 0] -= 1 }
            return isCommon == keepsCommon && (!isDistinct || seen.insert(row).inserted)
        }
        #expect(try unordered(answer(plan, setup.resources()).rows) == unordered(wanted))
    }

    @Test("ARRAY JOIN gives a row per element", arguments: Setup.all, [false, true])
    func arrayJoin(setup: Setup, isLeft: Bool) throws {
        let sample = Sample([.string, .array(.nullable(.int64))], rowCount: 200, distinct: 7, seed: 3)
        let node = ArrayJoinNode(
            input: try sample.scan(blockRows: setup.blockRows, parts: setup.threads),
            arrays: [
                (PlanColumn(identifier: 50, name: "e", type: .nullable(.int64)), sample.expression(1)),
                (PlanColumn(identifier: 51, name: "f", type: .nullable(.int64)), sample.expression(1)),
            ], isLeft: isLeft)
        let wanted = sample.rows.flatMap { row -> [[Value]] in
            guard case .array(let elements) = row[1] else { return [] }
            let padded = elements.isEmpty && isLeft ? [.null] : elements
            return padded.map { row + [$0, $0] }
        }
        #expect(try unordered(answer(.arrayJoin(node), setup.resources()).rows) == unordered(wanted))
    }

    @Test("arrays of different lengths are refused")
    func arrayJoinLengths() throws {
        let columns = [1, 2].map { PlanColumn(identifier: $0, name: "c\($0)", type: .array(.int64)) }
        let sample = Sample(columns, [[.array([.int64(1)]), .array([.int64(1), .int64(2)])]])
        let node = ArrayJoinNode(
            input: .rows(try sample.block(), columns),
            arrays: [0, 1].map {
                (PlanColumn(identifier: 5 + $0, name: "e", type: .int64), sample.expression($0))
            }, isLeft: false)
        let setup = Setup(blockRows: 10, threads: 1)
        let error = #expect(throws: QueryError.self) { try answer(.arrayJoin(node), setup.resources()) }
        #expect(error?.code == .sizesOfArraysDontMatch)
    }
}
