import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

/// What `ENGINE = Join(strictness, kind, keys…)` declares: the one join that the table stands at the right of.
struct JoinDeclaration: Sendable {
    let strictness: JoinNode.Strictness
    let kind: JoinNode.Kind
    let keys: [String]
    /// The last row of a key counts, not the first.
    let takesLastRow: Bool

    init(_ create: CreateTable, _ schema: TableSchema) throws(QueryError) {
        let arguments = create.storage.engine?.arguments ?? []
        guard arguments.count >= 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Storage Join requires at least 3 parameters: Join(ANY|ALL|SEMI|ANTI, LEFT|INNER|RIGHT, keys...).")
        }
        let strictnesses: [String: JoinNode.Strictness] = ["ANY": .any, "ALL": .all, "SEMI": .semi, "ANTI": .anti]
        let kinds: [String: JoinNode.Kind] = ["LEFT": .left, "INNER": .inner, "RIGHT": .right, "FULL": .full]
        guard let strictness = strictnesses[arguments[0].identifier?.name.uppercased() ?? ""] else {
            throw QueryError(
                .badArguments, "First parameter of storage Join must be ANY or ALL or SEMI or ANTI (without quotes).")
        }
        guard let kind = kinds[arguments[1].identifier?.name.uppercased() ?? ""] else {
            throw QueryError(
                .badArguments,
                "Second parameter of storage Join must be LEFT or INNER or RIGHT or FULL (without quotes).")
        }
        var keys: [String] = []
        for argument in arguments[2...] {
            guard let name = argument.identifier?.name else {
                throw QueryError(
                    .badArguments, "Parameter №\(keys.count + 3) of storage Join don't look like column name.")
            }
            guard schema.position(of: name) != nil else {
                throw QueryError(.noSuchColumnInTable, "Key column (\(name)) does not exist in table declaration.")
            }
            keys.append(name)
        }
        var takesLastRow = false
        for setting in create.storage.settings {
            switch setting.name {
            case "join_any_take_last_row": takesLastRow = setting.value.text == "1" || setting.value.text == "true"
            case "join_use_nulls", "persistent", "max_rows_in_join", "max_bytes_in_join", "join_overflow_mode", "disk":
                break
            default:
                throw QueryError(.badArguments, "Unknown setting \(setting.name) for storage Join")
            }
        }
        self.strictness = strictness
        self.kind = kind
        self.keys = keys
        self.takesLastRow = takesLastRow
    }
}

/// `ENGINE = Join`: rows for the right side of a join. But with ALL, one row of each key counts.
final class JoinEngineTable: Table {
    let engineName = "Join"
    let declaration: JoinDeclaration
    private let rows: LogTable
    private let known = Mutex<Known?>(nil)

    /// What was found among so many rows of all.
    private struct Known: Sendable {
        let rowCount: Int
        let block: Block
        var content: DictionaryContent?
    }

    init(_ declaration: JoinDeclaration, rows: LogTable) {
        self.declaration = declaration
        self.rows = rows
    }

    var schema: TableSchema { rows.schema }
    var totalBytes: Int? { rows.totalBytes }

    var totalRows: Int? {
        guard declaration.strictness != .all else { return rows.totalRows }
        let names = schema.stored.map(\.name)
        let context = QueryContext(
            timeZone: "UTC", startNanoseconds: 0, database: "", user: "", queryIdentifier: "", settings: [:])
        let request = ScanRequest(columns: names, filter: [], streamsMax: 1, context: context)
        return (try? distinctRows(request))?.rowCount
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        guard declaration.strictness != .all else { return try rows.scan(request) }
        let block = try distinctRows(request)
        return TableScan(
            sources: [BlockListSource(block.rowCount == 0 ? [] : [try block.selecting(request.columns)])],
            filterIsApplied: false, statistics: ScanStatistics())
    }

    /// One row of each key, in the order of the inserts.
    private func distinctRows(_ request: ScanRequest) throws(QueryError) -> Block {
        let count = rows.totalRows ?? 0
        if let known = known.withLock({ $0 }), known.rowCount == count { return known.block }
        var inner = request
        inner.columns = schema.stored.map(\.name)
        inner.filter = []
        inner.streamsMax = 1
        inner.isFinal = false
        inner.rowsWanted = nil
        var blocks: [Block] = []
        for source in try rows.scan(inner).sources { while let block = try source.next() { blocks.append(block) } }
        let header = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        let all = blocks.isEmpty ? Block(header: header) : Block.concatenating(blocks)
        let keys = try all.selecting(declaration.keys).columns.map(\.column.materialised)
        var places: [[Value]: Int] = [:]
        var chosen: [UInt32] = []
        for row in 0..<all.rowCount {
            let key = keys.map { $0.value(at: row) }
            if let place = places[key] {
                if declaration.takesLastRow { chosen[place] = UInt32(truncatingIfNeeded: row) }
            } else {
                places[key] = chosen.count
                chosen.append(UInt32(truncatingIfNeeded: row))
            }
        }
        let block = all.mapping(rowCount: chosen.count) { $0.materialised.gathering(chosen) }
        known.withLock { $0 = Known(rowCount: count, block: block) }
        return block
    }

    func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        try rows.prepareInsert(block, options)
    }

    func truncate() throws(QueryError) {
        try rows.truncate()
        known.withLock { $0 = nil }
    }

    func shutdown() { rows.shutdown() }
    func drop() throws(QueryError) { try rows.drop() }

    /// The table as a dictionary, for `joinGet`: found by its keys, with the default of a column where there is none.
    func content(named name: String, in context: QueryContext) throws(QueryError) -> DictionaryContent {
        let names = schema.stored.map(\.name)
        let request = ScanRequest(columns: names, filter: [], streamsMax: 1, context: context)
        let block = try distinctRows(request)
        if let content = known.withLock({ $0?.content }) { return content }
        var keys: [(Column, DataType)] = []
        var attributes: [DictionaryContent.Attribute] = []
        for column in block.columns where !declaration.keys.contains(column.name) {
            attributes.append(
                DictionaryContent.Attribute(
                    name: column.name, type: column.type, values: column.column.materialised,
                    standard: .defaults(of: column.type, count: 1), isHierarchical: false))
        }
        for key in try block.selecting(declaration.keys).columns { keys.append((key.column, key.type)) }
        let content = DictionaryContent(
            name: name, keyTypes: keys.map(\.1), keys: keys.map(\.0), attributes: attributes, range: nil,
            rowCount: block.rowCount)
        _ = known.withLock { $0?.content = content }
        return content
    }
}
