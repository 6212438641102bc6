import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension StatementRunner {
    /// `CHECK VIEW v`: runs the view's query over its whole table and compares the rows with those that are stored.
    ///
    /// Both sides are merged first, as the target's engine merges: the recomputation is inserted into an empty table
    /// like the target, which nobody else sees. Floats may differ by a billionth of themselves, because sums depend on
    /// the order of rows.
    func checkView(_ name: TableName) throws(QueryError) -> StatementAnswer {
        let view = try entry(name)
        guard case .materializedView(let query, _, let target) = view.kind else {
            throw QueryError(
                .badArguments, "\(view.name) is not a materialized view: CHECK VIEW compares what is stored")
        }
        let targetEntry = try catalog.entry(target)
        guard let table = targetEntry.table, case .createTable(let definition) = targetEntry.definition else {
            throw QueryError(.unknownTable, "The table \(target) of view \(view.name) is not there")
        }
        let qualified = query.qualified(in: view.name.database)
        let merges = (table as? MergeTreeTable).map { $0.definition.mode != .plain } ?? false
        let joinsRows = try Analyser(environment).analyse(qualified).plan.joinsRows
        guard merges || !joinsRows else {
            throw QueryError(
                .notImplemented,
                "CHECK VIEW is not supported for \(view.name): it aggregates each insert by itself, and engine "
                    + "\(table.engineName) of \(target) does not merge the results")
        }
        let difference = try withScratchTable(like: definition) { (scratch, scratchName) throws(QueryError) in
            try recompute(qualified, into: scratch, scratchName)
            return try compare(table, scratch, isFinal: merges)
        }
        if environment.settings.flag("check_query_single_value_result") {
            return .number("result", difference == nil ? 1 : 0)
        }
        let block = Block(
            [
                BlockColumn(name: "view", type: .string, column: .string(StringColumn(["\(view.name)"]))),
                BlockColumn(name: "is_passed", type: .bool, column: .uint8([difference == nil ? 1 : 0])),
                BlockColumn(name: "message", type: .string, column: .string(StringColumn([difference ?? ""]))),
            ], rowCount: 1)
        return .rows(block.header, [block])
    }

    /// The view's rows, as an insert of the whole table would bring them.
    private func recompute(
        _ query: SelectUnion, into table: any Table, _ name: QualifiedName
    ) throws(QueryError) {
        let run = try environment.start(try Analyser(environment).analyse(query))
        let names = run.header.map(\.name).filter { table.schema.position(of: $0) != nil }
        var pipeline = try InsertPipeline(environment, target: name, table: table, columns: names)
        while let block = try run.next() { try pipeline.insert(try block.selecting(names)) }
        try pipeline.commit()
    }

    private func withScratchTable<Result>(
        like definition: CreateTable, _ body: (any Table, QualifiedName) throws(QueryError) -> Result
    ) throws(QueryError) -> Result {
        var create = definition
        create.uuid = environment.newUUID()
        let name = QualifiedName(database: "", table: ".check.\(create.uuid ?? "")")
        guard let scratch = try TableFactory(environment).makeEntry(create, name: name, isLoading: false).table else {
            throw QueryError(.logicalError, "A table definition made no table")
        }
        let result: Result
        do throws(QueryError) {
            result = try body(scratch, name)
        } catch {
            scratch.shutdown()
            try? scratch.drop()
            throw error
        }
        scratch.shutdown()
        try scratch.drop()
        return result
    }

    /// What differs, in words; `nil` where nothing does.
    private func compare(
        _ stored: any Table, _ recomputed: any Table, isFinal: Bool
    ) throws(QueryError) -> String? {
        var rows: [String: [ViewRow]] = [:]
        try read(stored, isFinal) { row in rows[row.key, default: []].append(row) }
        var missing: [String] = []
        try read(recomputed, isFinal) { row in
            guard let place = rows[row.key]?.firstIndex(where: { $0.isAlike(row) }) else {
                missing.append(row.text)
                return
            }
            rows[row.key]?.remove(at: place)
        }
        let wrong = rows.values.flatMap { $0 }.map(\.text).sorted()
        if missing.isEmpty && wrong.isEmpty { return nil }
        var parts: [String] = []
        if let first = missing.min() { parts.append("\(missing.count) rows are missing, such as (\(first))") }
        if let first = wrong.first { parts.append("\(wrong.count) rows should not be there, such as (\(first))") }
        return parts.joined(separator: "; ")
    }

    private func read(
        _ table: any Table, _ isFinal: Bool, _ body: (ViewRow) -> Void
    ) throws(QueryError) {
        let name = QualifiedName(database: environment.context.database, table: ".check")
        let inner = environment.reading(table, as: name)
        // States are compared by what they come to: their bytes depend on the order of rows.
        let columns = table.schema.stored.map { column in
            let quoted = quoteIdentifier(column.name)
            if case .aggregateFunction = column.type { return "finalizeAggregation(\(quoted))" }
            return quoted
        }
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM `.check`\(isFinal ? " FINAL" : "")"
        guard case .select(let query) = try Parser.parseStatement(sql).statement else { return }
        let run = try inner.start(try Analyser(inner).analyse(query))
        while let block = try run.next() {
            for row in 0..<block.rowCount {
                var found = ViewRow()
                for column in block.columns { found.add(column.column.value(at: row)) }
                body(found)
            }
        }
    }
}

/// A row of a view, with its floats apart.
private struct ViewRow {
    private(set) var key = ""
    private var floats: [Double] = []

    mutating func add(_ value: Value) {
        if case .float64(let number) = value {
            floats.append(number)
        } else {
            key += (key.isEmpty ? "" : ", ") + value.literal
        }
    }

    var text: String { ([key] + floats.map { "\($0)" }).filter { !$0.isEmpty }.joined(separator: ", ") }

    func isAlike(_ other: ViewRow) -> Bool {
        zip(floats, other.floats).allSatisfy { left, right in
            left == right || left.isNaN && right.isNaN || abs(left - right) <= 1e-9 * max(abs(left), abs(right))
        }
    }
}

extension PlanNode {
    /// Rows of the answer depend on several rows of the table: more rows in it change them, not only add to them.
    fileprivate var joinsRows: Bool {
        switch self {
        case .aggregate, .limit, .limitBy, .distinct, .window, .setOperation, .fill: true
        default: inputs.contains(where: \.joinsRows)
        }
    }
}
