import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ optimize: Optimize) throws(QueryError) -> StatementAnswer {
        try refuseCluster(optimize.cluster)
        let (_, table) = try storedTable(of: try entry(optimize.table))
        // Their rows are where OPTIMIZE would bring them.
        if table is BufferTable || table is JoinEngineTable || table is SetTable { return .nothing }
        guard let mergeTree = table as? MergeTreeTable else {
            throw QueryError(.notImplemented, "Method optimize is not supported by storage \(table.engineName)")
        }
        var partition: String?
        if let reference = optimize.partition {
            guard case .partition(let identifier) = try MutationBinder(environment, table).target(reference) else {
                throw QueryError(.notImplemented, "OPTIMIZE is by partition, not by part")
            }
            partition = identifier
        }
        var deduplicated: [String]?
        if optimize.deduplicates {
            deduplicated = mergeTree.schema.stored.map(\.name)
            if !optimize.deduplicateBy.isEmpty {
                deduplicated = try optimize.deduplicateBy.map { (expression) throws(QueryError) in
                    guard let name = expression.identifier?.name else {
                        throw QueryError(.notImplemented, "DEDUPLICATE BY takes column names, got \(expression.text)")
                    }
                    _ = try mergeTree.schema.column(named: name)
                    return name
                }
            }
        }
        try mergeTree.optimize(
            partition: partition, isFinal: optimize.isFinal, deduplicated: deduplicated, isCleanup: optimize.cleansUp)
        return .nothing
    }

    /// `CHECK TABLE`: one row that says whether all is well, or one per part.
    func run(_ check: Check) throws(QueryError) -> StatementAnswer {
        try environment.session.principal.authoriseTotals("CHECK TABLE")
        if case .view(let name) = check.object { return try checkView(name) }
        guard case .table(let name) = check.object else {
            throw QueryError(.notImplemented, "CHECK is supported for one table at a time")
        }
        let (_, table) = try storedTable(of: try entry(name))
        guard let mergeTree = table as? MergeTreeTable else {
            throw QueryError(.notImplemented, "Check query is not supported for \(table.engineName) storage")
        }
        var target = PartitionTarget.all
        if let reference = check.partition { target = try MutationBinder(environment, table).target(reference) }
        let results = mergeTree.check(target)
        if environment.settings.flag("check_query_single_value_result") {
            return .number("result", results.allSatisfy(\.isSound) ? 1 : 0)
        }
        let block = Block(
            [
                BlockColumn(name: "part_path", type: .string, column: .string(StringColumn(results.map(\.part)))),
                BlockColumn(name: "is_passed", type: .uint8, column: .uint8(results.map { $0.isSound ? 1 : 0 })),
                BlockColumn(name: "message", type: .string, column: .string(StringColumn(results.map(\.message)))),
            ], rowCount: results.count)
        return .rows(block.header, [block])
    }
}
