import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension Analyser {
    /// The rows of `WITH RECURSIVE name AS (start UNION ALL step)`: the step is run over the rows of the round before
    /// until it gives none.
    func recursion(
        _ definition: WithScope.Query, with: WithScope
    ) throws(QueryError) -> RowsTable {
        if let known = recursions[definition.query] { return known }
        guard case .combined(let setOperator, let parts) = definition.query else {
            throw QueryError(.unknownTable, "Unknown table expression identifier '\(definition.name)'")
        }
        guard setOperator == .unionAll || setOperator == .union else {
            throw QueryError(
                .unsupportedMethod,
                "Recursive CTE subquery \(definition.name) must be UNION ALL of a non-recursive and a recursive part")
        }
        _ = try resolveMode(setOperator)
        let starts = parts.filter { !$0.mentions(definition.name) }
        let steps = parts.filter { $0.mentions(definition.name) }
        guard !starts.isEmpty else {
            throw QueryError(.unknownTable, "Unknown table expression identifier '\(definition.name)'")
        }
        func union(_ parts: [SelectUnion]) -> SelectUnion { parts.count == 1 ? parts[0] : .combined(.unionAll, parts) }
        var scope = with
        let first = try rows(of: union(starts), with: scope)
        var header = first.columns.map { ColumnHeader(name: $0.name, type: $0.type) }
        if !definition.columns.isEmpty {
            guard definition.columns.count == header.count else {
                throw QueryError(
                    .badArguments, "WITH \(definition.name) names another number of columns than it has")
            }
            header = zip(definition.columns, header).map { ColumnHeader(name: $0, type: $1.type) }
        }
        header = try widened(header, union(steps), definition.name, scope)
        var round = try converted(first.block, to: header)
        var blocks: [Block] = []
        var bytes = 0
        let roundsMax = environment.setting("max_recursive_cte_evaluation_depth").flatMap { Int($0) } ?? 1000
        var rounds = 0
        while round.rowCount > 0 {
            blocks += round.pieces
            bytes += round.byteCount
            guard bytes <= Self.recursionBytesMax else {
                throw QueryError(.memoryLimitExceeded, "Recursive CTE \(definition.name) gives more than 1 GiB")
            }
            guard rounds < roundsMax else {
                throw QueryError(
                    .tooDeepRecursion,
                    "Maximum recursive CTE evaluation depth (\(roundsMax)) exceeded, during evaluation of "
                        + "\(definition.name). Consider raising max_recursive_cte_evaluation_depth setting.")
            }
            rounds += 1
            scope.tables[definition.name] = RowsTable(engineName: "Memory", header: header, blocks: round.pieces)
            let next = try rows(of: union(steps), with: scope)
            round = try converted(next.block, to: header)
        }
        let table = RowsTable(engineName: "Memory", header: header, blocks: blocks)
        recursions[definition.query] = table
        return table
    }

    private static let recursionBytesMax = 1 << 30

    /// The types in which the step gives what it takes: each round of `n + 1` is wider, up to the widest.
    private func widened(
        _ header: [ColumnHeader], _ step: SelectUnion, _ name: String, _ with: WithScope
    ) throws(QueryError) -> [ColumnHeader] {
        var header = header
        var scope = with
        for _ in 0..<8 {
            scope.tables[name] = RowsTable(engineName: "Memory", header: header, blocks: [])
            let columns = try analyse(step, with: scope).1
            guard columns.count == header.count else {
                throw QueryError(.typeMismatch, "UNION different number of columns in queries")
            }
            var wider: [ColumnHeader] = []
            for (column, known) in zip(columns, header) {
                wider.append(ColumnHeader(name: known.name, type: try leastSupertype(of: [known.type, column.type])))
            }
            if wider == header { break }
            header = wider
        }
        return header
    }

    /// The rows as the working table has them: its names and types.
    private func converted(_ block: Block, to header: [ColumnHeader]) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for (column, wanted) in zip(block.columns, header) {
            let value =
                column.type == wanted.type
                ? column.column : try convertColumn(column.column, from: column.type, to: wanted.type, in: context)
            columns.append(BlockColumn(name: wanted.name, type: wanted.type, column: value.materialised))
        }
        return Block(columns, rowCount: block.rowCount)
    }
}

extension Block {
    /// The rows in blocks of the usual size.
    fileprivate var pieces: [Block] {
        stride(from: 0, to: rowCount, by: Limits.blockRowsMax).map {
            slice($0..<min(rowCount, $0 + Limits.blockRowsMax))
        }
    }
}
