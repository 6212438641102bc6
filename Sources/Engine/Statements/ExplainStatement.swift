import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ explain: Explain) throws(QueryError) -> StatementAnswer {
        try Explanation(environment).answer(explain)
    }
}

/// What EXPLAIN says of a statement.
struct Explanation {
    private let environment: QueryEnvironment
    private var catalog: Catalog { environment.instance.catalog }

    init(_ environment: QueryEnvironment) { self.environment = environment }

    func answer(_ explain: Explain) throws(QueryError) -> StatementAnswer {
        guard case .select(let query) = explain.statement else {
            if explain.kind == .syntax { return .strings("explain", [explain.statement.multilineText]) }
            throw QueryError(.notImplemented, "EXPLAIN is supported for SELECT only")
        }
        switch explain.kind {
        case .syntax:
            let passes = explain.settings.first { $0.name == "run_query_tree_passes" }
            guard passes.map({ $0.value.text == "0" }) ?? true else {
                throw QueryError(.notImplemented, "EXPLAIN SYNTAX run_query_tree_passes = 1 is not supported")
            }
            let isOneLine = explain.settings.contains { $0.name == "oneline" && $0.value.text == "1" }
            return .strings("explain", [explain.statement.explainedText(isMultiline: !isOneLine)])
        case .plan:
            let plan = try plan(of: query)
            if !explain.settings.isEmpty { try principal.authoriseTotals("EXPLAIN with settings") }
            let showsIndexes = explain.settings.contains { $0.name == "indexes" && $0.value.text == "1" }
            return .strings("explain", try PlanPrinter(environment.context, showsIndexes: showsIndexes).lines(of: plan))
        case .estimate:
            try principal.authoriseTotals("EXPLAIN ESTIMATE")
            return try estimate(try plan(of: query))
        case .pipeline:
            try principal.authoriseTotals("EXPLAIN PIPELINE")
            let printer = PipelinePrinter(threads: environment.resources.threadsMax)
            return .strings("explain", printer.lines(of: try plan(of: query)))
        case .ast, .queryTree, .tableOverride, .currentTransaction:
            throw QueryError(
                .notImplemented,
                "EXPLAIN \(explain.kind) is not supported: EXPLAIN, EXPLAIN SYNTAX, EXPLAIN PIPELINE and EXPLAIN "
                    + "ESTIMATE are")
        }
    }

    private var principal: Principal { environment.session.principal }

    private func plan(of query: SelectUnion) throws(QueryError) -> PlanNode {
        let analysed = try Analyser(environment).analyseStatement(query)
        return Planner(environment.settings).plan(analysed.plan)
    }

    /// What a query would read of each MergeTree table: parts, rows and marks.
    private func estimate(_ plan: PlanNode) throws(QueryError) -> StatementAnswer {
        var found: [(name: QualifiedName, statistics: ScanStatistics)] = []
        try collectEstimates(plan, into: &found)
        found.sort { ($0.name.database, $0.name.table) < ($1.name.database, $1.name.table) }
        let numbers: [(String, (ScanStatistics) -> Int)] = [
            ("parts", \.partsSelected), ("rows", \.rowsSelected), ("marks", \.marksSelected),
        ]
        var columns = [
            BlockColumn(name: "database", type: .string, column: .string(StringColumn(found.map(\.name.database)))),
            BlockColumn(name: "table", type: .string, column: .string(StringColumn(found.map(\.name.table)))),
        ]
        for (name, number) in numbers {
            let values = found.map { UInt64(clamping: number($0.statistics)) }
            columns.append(BlockColumn(name: name, type: .uint64, column: .uint64(values)))
        }
        let block = Block(columns, rowCount: found.count)
        return .rows(block.header, [block])
    }

    private func collectEstimates(
        _ plan: PlanNode, into found: inout [(name: QualifiedName, statistics: ScanStatistics)]
    ) throws(QueryError) {
        if case .scan(let node) = plan, node.table is MergeTreeTable, let name = name(of: node.table) {
            let read = try node.table.scan(node.request(streamsMax: 1, environment.context)).statistics
            if let place = found.firstIndex(where: { $0.name == name }) {
                found[place].statistics.partsSelected += read.partsSelected
                found[place].statistics.rowsSelected += read.rowsSelected
                found[place].statistics.marksSelected += read.marksSelected
            } else {
                found.append((name, read))
            }
        }
        for input in plan.inputs { try collectEstimates(input, into: &found) }
    }

    private func name(of table: any Table) -> QualifiedName? {
        for database in catalog.databases where !database.isVirtual {
            for entry in database.entries.values where entry.table === table { return entry.name }
        }
        return nil
    }
}
