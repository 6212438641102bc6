import Columns
import Errors
import Functions
import SQLSyntax

extension StatementRunner {
    /// `KILL QUERY WHERE …`: the condition is one over `system.processes`.
    func run(_ kill: Kill) throws(QueryError) -> StatementAnswer {
        try refuseCluster(kill.cluster)
        guard kill.object == .query else {
            throw QueryError(.notImplemented, "KILL is supported for queries only")
        }
        let sql = "SELECT query_id, user, query FROM system.processes WHERE \(kill.where.text)"
        let block = try environment.run(try Analyser(environment).analyse(try Parser.parseSelect(sql)), limit: .max)
        var status: [String] = []
        for row in 0..<block.rowCount {
            guard case .string(let names) = block.columns[0].column.materialised else { break }
            let identifier = names.text(at: row)
            let process = instance.processes.processes.first { $0.queryIdentifier == identifier }
            if kill.mode != .test { process?.resources.cancel() }
            status.append("waiting")
        }
        let column = BlockColumn(name: "kill_status", type: .string, column: .string(StringColumn(status)))
        let answer = Block([column] + block.columns, rowCount: block.rowCount)
        return .rows(answer.header, [answer])
    }

    func run(_ command: SystemCommand) throws(QueryError) -> StatementAnswer {
        try refuseCluster(command.cluster)
        switch command.words {
        // Logs and caches of ours are in memory and always current: there is nothing to wait for.
        case "FLUSH LOGS", "CLEAR DNS CACHE", "CLEAR MARK CACHE", "CLEAR UNCOMPRESSED CACHE", "CLEAR QUERY CACHE",
            "CLEAR COMPILED EXPRESSION CACHE", "CLEAR QUERY CONDITION CACHE", "RELOAD CONFIG":
            return .nothing
        default: throw QueryError(.notImplemented, "SYSTEM \(command.words) is not supported")
        }
    }

    func run(_ explain: Explain) throws(QueryError) -> StatementAnswer {
        guard case .select(let query) = explain.statement else {
            throw QueryError(.notImplemented, "EXPLAIN is supported for SELECT only")
        }
        let lines: [String]
        switch explain.kind {
        case .syntax: lines = Statement.select(query).multilineText.split(separator: "\n").map(String.init)
        case .plan:
            let analysed = try Analyser(environment).analyse(query)
            let plan = Planner(environment.settings).plan(analysed.plan)
            let showsIndexes = explain.settings.contains { $0.name == "indexes" && $0.value.text == "1" }
            lines = try PlanPrinter(environment.context, showsIndexes: showsIndexes).lines(of: plan)
        case .ast, .queryTree, .pipeline, .estimate, .tableOverride, .currentTransaction:
            throw QueryError(.notImplemented, "EXPLAIN \(explain.kind) is not supported: EXPLAIN and EXPLAIN SYNTAX are")
        }
        return .strings("explain", lines)
    }
}
