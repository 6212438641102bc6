import Columns
import Errors
import SQLSyntax

extension Instance {
    /// The databases `information_schema` and `INFORMATION_SCHEMA`: SQL's standard views over the system tables, each
    /// under its name in small and in capital letters.
    func addInformationSchema() throws(QueryError) {
        var views: [(name: String, create: CreateView, columns: [ColumnHeader])] = []
        for view in informationSchemaViews {
            guard case .createView(let create) = try Parser.parseStatement(view.statement).statement else { continue }
            views.append((view.name, create, try view.header()))
        }
        for database in ["information_schema", "INFORMATION_SCHEMA"] {
            var entries: [CatalogEntry] = []
            for (name, create, columns) in views {
                for name in [name, name.uppercased()] {
                    var create = create
                    create.name = TableName(database: database, table: name)
                    entries.append(
                        CatalogEntry(
                            name: QualifiedName(database: database, table: name), uuid: "",
                            kind: .view(create.query, columns: columns), definition: .createView(create), comment: "",
                            isTemporary: false))
                }
            }
            catalog.addVirtual(database, entries: entries)
        }
    }
}

/// One of SQL's standard views. Its columns come twice: as they are named here, then in capital letters.
struct InformationSchemaView {
    let name: String
    /// Groups of columns, one a line: name, type (and `/` the type of the twin in capitals), `:=`, expression.
    let columns: [String]
    /// What stands behind the select list.
    let source: String

    private struct Column {
        let name: String
        let type: String
        let expression: String
    }

    private var allColumns: [Column] {
        columns.flatMap { group -> [Column] in
            let plain = group.split(separator: "\n").map {
                line -> (name: String, types: [String], expression: String) in
                let cut = line.firstRange(of: " := ") ?? line.endIndex..<line.endIndex
                let declaration = line[..<cut.lowerBound].split(separator: " ", maxSplits: 1)
                let types = declaration[1].components(separatedBy: " / ")
                return (String(declaration[0]), types, String(line[cut.upperBound...]))
            }
            return plain.map { Column(name: $0.name, type: $0.types[0], expression: $0.expression) }
                + plain.map {
                    Column(name: $0.name.uppercased(), type: $0.types[$0.types.count - 1], expression: $0.name)
                }
        }
    }

    func header() throws(QueryError) -> [ColumnHeader] {
        var header: [ColumnHeader] = []
        for column in allColumns {
            header.append(ColumnHeader(name: column.name, type: try DataType(parsing: column.type)))
        }
        return header
    }

    /// `CREATE VIEW … (…) AS SELECT …`
    var statement: String {
        let all = allColumns
        let declared = all.map { "`\($0.name)` \($0.type)" }.joined(separator: ", ")
        let selected = all.map { $0.expression == $0.name ? $0.name : "\($0.expression) AS \($0.name)" }
            .joined(separator: ", ")
        return "CREATE VIEW information_schema.\(name) (\(declared)) AS SELECT \(selected) \(source)"
    }
}

extension Substring {
    /// The parts between the places where `separator` stands.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var result: [String] = []
        var rest = self
        while let cut = rest.firstRange(of: separator) {
            result.append(String(rest[..<cut.lowerBound]))
            rest = rest[cut.upperBound...]
        }
        return result + [String(rest)]
    }

    fileprivate func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
