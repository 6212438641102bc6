import Columns
import Engine
import Errors
import Functions
import Testing

struct StreamingTests {
    private func sample() -> Sample {
        Sample([.int64, .nullable(.uint8), .string, .lowCardinality(.string)], rowCount: 500, distinct: 20, seed: 7)
    }

    @Test("a filter keeps exactly the rows for which it is true", arguments: Setup.all)
    func filters(setup: Setup) throws {
        let sample = sample()
        let condition = try call(
            SampleAnd.self, sample.expression(1),
            call(SampleLess.self, .constant(.int64([-3]), type: .int64), sample.expression(0)))
        let plan = PlanNode.filter(try sample.scan(blockRows: setup.blockRows, parts: 3), condition: condition)
        let expected = sample.rows.filter { row in
            guard case .int64(let number) = row[0], case .uint64(let flag) = row[1] else { return false }
            return flag != 0 && number > -3
        }
        #expect(try unordered(answer(plan, setup.resources()).rows) == unordered(expected))
    }

    @Test("the filter of a scan is applied where the table does not", arguments: Setup.all)
    func scanFilters(setup: Setup) throws {
        let sample = sample()
        guard case .scan(var scan) = try sample.scan(blockRows: setup.blockRows) else { return }
        scan.filter = [try call(SampleLess.self, sample.expression(0), .constant(.int64([2]), type: .int64))]
        let plan = PlanNode.project(.scan(scan), sample.computed([3, 2]))
        let expected = sample.rows.filter { row in SampleSum.below(row[0], 2) }.map { [$0[3], $0[2]] }
        #expect(try unordered(answer(plan, setup.resources()).rows) == unordered(expected))
    }

    @Test("a conjunct sees only what the one before it left", arguments: Setup.all)
    func guardsConjuncts(setup: Setup) throws {
        let sample = sample()
        let condition = try call(
            SampleAnd.self,
            call(SampleLess.self, .constant(.int64([0]), type: .int64), sample.expression(0)),
            call(SampleNonZero.self, sample.expression(0)))
        let plan = PlanNode.filter(try sample.scan(blockRows: setup.blockRows), condition: condition)
        let expected = sample.rows.filter { !SampleSum.below($0[0], 1) }
        #expect(try unordered(answer(plan, setup.resources()).rows) == unordered(expected))
    }

    @Test(
        "limit and offset cut the rows in order", arguments: Setup.all, [(0, 10), (3, 1), (499, 5), (600, 5), (0, 0)])
    func limits(setup: Setup, range: (Int, Int)) throws {
        let sample = sample()
        let (offset, count) = range
        let plan = PlanNode.limit(
            LimitNode(input: try sample.scan(blockRows: setup.blockRows), offset: offset, count: count, ties: nil))
        #expect(try answer(plan, setup.resources()).rows == Array(sample.rows.dropFirst(offset).prefix(count)))
    }

    @Test("a limit over several sources gives that many rows", arguments: Setup.all)
    func limitsParallel(setup: Setup) throws {
        let plan = PlanNode.limit(
            LimitNode(
                input: try sample().scan(blockRows: setup.blockRows, parts: 4), offset: 10, count: 100, ties: nil))
        #expect(try answer(plan, setup.resources()).rows.count == 100)
    }

    @Test("a union has the rows of all its inputs", arguments: Setup.all)
    func unites(setup: Setup) throws {
        let first = sample()
        let second = Sample(first.types, rowCount: 70, distinct: 5, seed: 9, first: 30)
        let output = first.columns.indices.map { position in
            PlanColumn(identifier: 50 + position, name: "u\(position)", type: first.types[position])
        }
        let union = PlanNode.union(
            [try first.scan(blockRows: setup.blockRows, parts: 2), try second.scan(blockRows: setup.blockRows)],
            columns: output)
        #expect(try unordered(answer(union, setup.resources()).rows) == unordered(first.rows + second.rows))
    }

    @Test("one thread gives the same order every time")
    func isDeterministic() throws {
        let setup = Setup(blockRows: 3, threads: 1)
        let plan = try sample().scan(blockRows: 3, parts: 4)
        #expect(try answer(plan, setup.resources()).rows == answer(plan, setup.resources()).rows)
    }

    @Test("a cancelled query stops", arguments: Setup.all)
    func cancels(setup: Setup) throws {
        let resources = setup.resources()
        let run = try Executor.run(try sample().scan(blockRows: 1, parts: 2), resources)
        _ = try run.next()
        resources.cancel()
        let error = #expect(throws: QueryError.self) { while try run.next() != nil {} }
        #expect(error?.code == .queryWasCancelled)
        #expect(try run.next() == nil)
    }

    @Test("limits on reading and on the result are kept", arguments: Setup.all)
    func keepsLimits(setup: Setup) throws {
        let plan = try sample().scan(blockRows: setup.blockRows)
        var limits = QueryLimits()
        limits.readRowsMax = 10
        #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        limits = QueryLimits()
        limits.resultRowsMax = 100
        let error = #expect(throws: QueryError.self) { try answer(plan, setup.resources(limits)) }
        #expect(error?.code == .tooManyRowsOrBytes)
        limits.resultOverflow = .break
        #expect(try answer(plan, setup.resources(limits)).rows.count >= 100)
    }
}

extension SampleSum {
    static func below(_ value: Value, _ bound: Int64) -> Bool {
        if case .int64(let number) = value { number < bound } else { false }
    }
}
