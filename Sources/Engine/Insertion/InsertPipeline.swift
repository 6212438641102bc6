import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Brings the rows of one INSERT into a table and through all materialized views behind it.
///
/// The whole insert is one commit: all its blocks, and what every view makes of them, become visible together, or
/// nothing does.
struct InsertPipeline {
    private let environment: QueryEnvironment
    let target: QualifiedName
    let table: any Table
    private let defaults: ColumnDefaults
    /// Where the rows wait for a part; `nil` where they are written into one at once.
    private let journal: InsertJournal?
    /// One entry for each block: its rows in the table, then those in the views behind it.
    private var prepared: [[any PreparedInsert]] = []
    /// Looks for rows that say which events they are; set by who brings rows of clients.
    var eventFinder: EventRowFinder?
    private var events: [EventRow] = []
    /// What the client may rely on behind `commit`.
    let acknowledgement: InsertAcknowledgement
    private(set) var writtenRows = 0
    private(set) var writtenBytes = 0

    /// `columns` are those that the INSERT names, in its order.
    init(
        _ environment: QueryEnvironment, target: QualifiedName, table: any Table, columns: [String],
        journal: InsertJournal? = nil
    ) throws(QueryError) {
        self.environment = environment
        self.journal = journal
        self.target = target
        self.table = table
        acknowledgement = try InsertAcknowledgement(environment.settings)
        defaults = try ColumnDefaults(table.schema, given: columns, environment.context)
    }

    /// The columns that blocks must bring, with the table's types.
    var header: [ColumnHeader] { defaults.givenHeader }

    /// All stored columns of the rows of a block. Its columns are some of `header`'s, by name: the others, and rows
    /// with a 1 in the mask of their column, get the defaults.
    func completed(_ block: Block, missing: [[UInt8]]) throws(QueryError) -> Block {
        let names = block.columns.map(\.name)
        let filler =
            names == header.map(\.name)
            ? defaults : try ColumnDefaults(table.schema, given: names, environment.context)
        let complete = try filler.complete(block, missing: missing)
        try environment.session.principal.authoriseInserting(complete, into: target)
        return complete
    }

    /// Writes one block whose columns are `header`'s, by position; types are converted.
    mutating func insert(_ block: Block) throws(QueryError) {
        guard block.rowCount > 0 else { return }
        let complete = try defaults.complete(block)
        try environment.session.principal.authoriseInserting(complete, into: target)
        try insert(complete: complete)
    }

    /// Writes one block of all stored columns.
    mutating func insert(complete all: Block) throws(QueryError) {
        var complete = all
        if let eventFinder {
            let (found, rest) = try eventFinder.split(all)
            events += found
            complete = rest
            if !found.isEmpty {
                writtenRows += found.count
                writtenBytes += found.reduce(0) { $0 + $1.line.utf8.count }
                guard rest.rowCount > 0 else { return }
            }
        }
        var inserts: [any PreparedInsert] = []
        do throws(QueryError) {
            try prepare(complete, into: target, table, depth: 0, &inserts)
        } catch {
            for insert in inserts { insert.abandon() }
            throw error
        }
        prepared.append(inserts)
        writtenRows += complete.rowCount
        writtenBytes += complete.byteCount
    }

    /// Makes all that was inserted visible.
    mutating func commit() throws(QueryError) {
        let blocks = prepared
        prepared = []
        let instance = environment.instance
        if let journal {
            let rows = blocks.joined().compactMap { $0 as? JournaledRows }
            try journal.append(rows, isDurable: isDurable, of: instance)
        } else {
            try instance.storage.commits.commit(blocks, isDurable: isDurable)
        }
        if let eventFinder, !events.isEmpty {
            let taken = events
            events = []
            try eventFinder.take(taken)
        }
        instance.events.add(.insertedRows, writtenRows)
        instance.events.add(.insertedBytes, writtenBytes)
        if writtenRows > 0, journal == nil { instance.insertObservers.tell(target) }
    }

    private var isDurable: Bool { acknowledgement == .fsync }

    /// The table's own rows first, then those of the views that read it, and of the views behind those.
    private func prepare(
        _ block: Block, into name: QualifiedName, _ table: any Table, depth: Int, _ prepared: inout [any PreparedInsert]
    ) throws(QueryError) {
        guard depth <= 32 else {
            throw QueryError(.tooDeepRecursion, "Materialized views feed each other deeper than 32 levels at \(name)")
        }
        let settings = environment.settings
        try checkNested(block)
        if let entry = environment.entry(name), let constraints = try Constraints(entry, table.schema, environment) {
            try constraints.check(block, in: environment.context)
        }
        var options = InsertOptions(isDurable: isDurable, deduplicationToken: token, context: environment.context)
        options.parallel = environment.resources.parallel
        // What a view makes of other rows may be the same rows again: only the insert itself is compared.
        options.deduplicates = depth == 0 && settings.flag("insert_deduplicate")
        options.collapses = settings.flag("optimize_on_insert")
        if let buffer = table as? BufferTable {
            try pass(block, through: buffer, depth: depth, &prepared)
        } else {
            let own = try insert(block, for: name, table, options)
            prepared.append(own)
            guard !own.isDuplicate else { return }
        }
        for view in environment.instance.catalog.views(of: name) {
            do throws(QueryError) {
                try prepare(view, rows: block, of: name, depth: depth, &prepared)
            } catch {
                if settings.flag("materialized_views_ignore_errors") { continue }
                throw error.adding(": while pushing to view \(view.name)")
            }
        }
    }

    /// The rows of a buffer go on to its destination.
    private func pass(
        _ block: Block, through buffer: BufferTable, depth: Int, _ prepared: inout [any PreparedInsert]
    ) throws(QueryError) {
        guard let name = buffer.destination else { return }
        let catalog = environment.instance.catalog
        var target = try catalog.entry(name)
        if case .materializedView(_, _, let inner) = target.kind { target = try catalog.entry(inner) }
        guard let table = target.table else {
            throw QueryError(.notImplemented, "\(name) is a view: it stores no rows")
        }
        let names = block.columns.map(\.name).filter { table.schema.position(of: $0) != nil }
        let defaults = try ColumnDefaults(table.schema, given: names, environment.context)
        let complete = try defaults.complete(try block.selecting(names))
        try environment.session.principal.authoriseInserting(complete, into: target.name)
        try prepare(complete, into: target.name, table, depth: depth + 1, &prepared)
    }

    private func insert(
        _ block: Block, for name: QualifiedName, _ table: any Table, _ options: InsertOptions
    ) throws(QueryError) -> any PreparedInsert {
        guard journal != nil else { return try table.prepareInsert(block, options) }
        return try JournaledRows(block, for: try environment.instance.catalog.entry(name), environment.context)
    }

    /// The client's token for this block: the blocks of one insert are no duplicates of each other.
    private var token: String {
        let token = environment.settings.text("insert_deduplication_token")
        return token.isEmpty || prepared.isEmpty ? token : "\(token):\(prepared.count)"
    }

    /// The arrays of one nested structure have one length in every row.
    private func checkNested(_ block: Block) throws(QueryError) {
        var first: [Substring: BlockColumn] = [:]
        for column in block.columns {
            guard case .array = column.type, let point = column.name.firstIndex(of: ".") else { continue }
            let structure = column.name[..<point]
            guard let other = first[structure] else {
                first[structure] = column
                continue
            }
            guard case .array(let left) = other.column.materialised,
                case .array(let right) = column.column.materialised, left.ends != right.ends
            else { continue }
            throw QueryError(
                .sizesOfArraysDontMatch,
                "Elements '\(other.name)' and '\(column.name)' of Nested data structure '\(structure)' (Array columns) "
                    + "have different array sizes")
        }
    }

    private func prepare(
        _ view: CatalogEntry, rows: Block, of source: QualifiedName, depth: Int, _ prepared: inout [any PreparedInsert]
    ) throws(QueryError) {
        guard case .materializedView(let query, _, let target) = view.kind,
            let table = try environment.instance.catalog.entry(target).table
        else { return }
        let inner = environment.reading(rows, insteadOf: source, in: view.name.database)
        let run = try inner.start(Analyser(inner).analyse(query.qualified(in: view.name.database)))
        let names = run.header.map(\.name)
        let targetDefaults = try ColumnDefaults(
            table.schema, given: names.filter { table.schema.position(of: $0) != nil }, environment.context)
        var blocks: [Block] = []
        while let block = try run.next() { blocks.append(block) }
        guard !blocks.isEmpty else { return }
        let all = Block.concatenating(blocks)
        let complete = try targetDefaults.complete(try all.selecting(targetDefaults.givenHeader.map(\.name)))
        try prepare(complete, into: target, table, depth: depth + 1, &prepared)
    }
}

extension QueryEnvironment {
    /// The entry with this name, temporary tables (which are in no database) included.
    fileprivate func entry(_ name: QualifiedName) -> CatalogEntry? {
        name.database.isEmpty ? session.temporaryTable(name.table) : instance.catalog.find(name)
    }

    /// The same environment, in which `source` has just `rows`.
    func reading(_ rows: Block, insteadOf source: QualifiedName, in database: String) -> QueryEnvironment {
        let table = RowsTable(engineName: "Memory", header: rows.header, blocks: [rows])
        return reading(table, as: source, in: database)
    }

    /// The same environment, in which `name` is `table`.
    func reading(_ table: any Table, as name: QualifiedName, in database: String? = nil) -> QueryEnvironment {
        var context = context
        if let database { context.database = database }
        let inner = QueryEnvironment(
            instance: instance, session: session, settings: settings, context: context, resources: resources,
            parameters: [:])
        inner.overrides[name] = table
        return inner
    }
}
