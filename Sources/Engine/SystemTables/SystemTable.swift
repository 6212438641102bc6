import Columns
import Errors
import Functions
import Storage

/// A table of the `system` database: one type per table, listed in `SystemTables.swift`.
///
/// Columns that a row does not name have their type's default: ClickHouse's neutral value for what does not exist here.
protocol SystemTable: Sendable {
    static var name: String { get }
    /// One sentence, for `system.tables`.
    static var comment: String { get }
    /// ClickHouse's columns in its order, one a line: name and type.
    static var columns: String { get }
    /// Columns that are other names of columns: `*` leaves them out.
    static var aliases: [String: String] { get }
    /// Further columns that `*` leaves out.
    static var hidden: Set<String> { get }
    /// Adds the rows as they are now.
    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError)
}

extension SystemTable {
    static var aliases: [String: String] { [:] }
    static var hidden: Set<String> { [] }

    /// `SystemDataSkippingIndices`
    static var engineName: String {
        "System" + name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The columns as a table declares them.
    static func makeSchema() throws(QueryError) -> TableSchema {
        var columns: [ColumnDeclaration] = []
        for line in Self.columns.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            columns.append(ColumnDeclaration(name: String(words[0]), type: try DataType(parsing: String(words[1]))))
        }
        for position in columns.indices {
            let name = columns[position].name
            if let target = aliases[name], let source = columns.firstIndex(where: { $0.name == target }) {
                columns[position].defaultKind = .alias
                columns[position].defaultText = target
                columns[position].defaultExpression = .column(source, type: columns[position].type)
            } else if hidden.contains(name) {
                columns[position].defaultKind = .materialized
            }
        }
        return TableSchema(columns: columns)
    }
}

/// What the rows of a system table are made from.
struct SystemScope: Sendable {
    let instance: Instance
    /// Whose temporary tables are seen; `nil` for none.
    let session: Session?
    let settings: QuerySettings
    let context: QueryContext
    /// Columns that the query compares with a constant: other rows would be thrown away again.
    private let wanted: [String: Set<String>]

    init(
        _ instance: Instance, _ session: Session?, _ settings: QuerySettings, _ request: ScanRequest,
        _ schema: TableSchema
    ) {
        self.instance = instance
        self.session = session
        self.settings = settings
        context = request.context
        var wanted: [String: Set<String>] = [:]
        for condition in request.filter {
            guard let (position, text) = condition.textEquality, schema.columns.indices.contains(position) else {
                continue
            }
            let name = schema.columns[position].name
            wanted[name] = wanted[name]?.intersection([text]) ?? [text]
        }
        self.wanted = wanted
    }

    /// The query may want rows that have `text` in `column`.
    func wants(_ text: String, in column: String) -> Bool { wanted[column]?.contains(text) ?? true }

    /// The session's key may know of the database.
    func sees(_ database: String) -> Bool { session?.principal.sees(database: database) ?? true }

    /// The session's key sees some rows of the tables only: their sizes are hidden. System tables are as they are.
    func hidesTotals(of database: Catalog.Database?) -> Bool {
        guard let database, !database.isVirtual else { return false }
        return session?.principal.hidesTotals ?? false
    }

    var catalog: Catalog { instance.catalog }

    /// All entries of the databases that the query wants, by name; then the session's temporary ones. `column` is where
    /// the query would name the table.
    func entries(tableColumn column: String) -> [(database: Catalog.Database?, entry: CatalogEntry)] {
        var result: [(database: Catalog.Database?, entry: CatalogEntry)] = []
        for database in catalog.databases where wants(database.name, in: "database") && sees(database.name) {
            let entries = database.entries.values.filter { wants($0.name.table, in: column) }
            result += entries.sorted { $0.name.table < $1.name.table }.map { (database, $0) }
        }
        let temporary = (session?.temporaryTables ?? []).filter {
            wants($0.name.table, in: column) && wants("", in: "database")
        }
        return result + temporary.sorted { $0.name.table < $1.name.table }.map { (nil, $0) }
    }

    /// The MergeTree tables among them.
    func mergeTrees() -> [(name: QualifiedName, entry: CatalogEntry, table: MergeTreeTable)] {
        entries(tableColumn: "table").compactMap { _, entry in
            (entry.table as? MergeTreeTable).map { (entry.name, entry, $0) }
        }
    }
}

extension BoundExpression {
    /// `column = 'text'`: the column's identifier and the text.
    fileprivate var textEquality: (Int, String)? {
        guard case .call(let call) = node, call.function.name == "equals", call.arguments.count == 2 else { return nil }
        for (column, constant) in [(0, 1), (1, 0)] {
            guard case .column(let identifier) = call.arguments[column].node,
                case .string(let bytes)? = call.arguments[constant].constantValue?.value(at: 0)
            else { continue }
            return (identifier, String(decoding: bytes, as: UTF8.self))
        }
        return nil
    }
}
