import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct ViewFunction: TableFunction {
    static let name = "view"
    static let documentation = FunctionDocumentation(
        summary: "The rows of a query.", examples: [.init(sql: "(SELECT x FROM view(SELECT 1 AS x))", result: "1")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...1)
        guard case .subquery(let query) = arguments.written[0] else {
            throw QueryError(.badArguments, "Table function 'view' requires a query argument")
        }
        let analysed = try Analyser(environment).analyse(query)
        let header = analysed.columns.map { ColumnHeader(name: $0.name, type: $0.type) }
        let block = try environment.run(analysed, limit: .max)
        return RowsTable(engineName: "View", header: header, blocks: block.rowCount == 0 ? [] : [block])
    }
}

struct NullFunction: TableFunction {
    static let name = "null"
    static let documentation = FunctionDocumentation(
        summary: "An empty table with a given structure.",
        examples: [.init(sql: "(SELECT count() FROM null('x UInt8'))", result: "0")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...1)
        let header = try structure(try arguments.text(0))
        for column in header { try environment.refuseSuspicious(column.type) }
        return RowsTable(engineName: "Null", header: header, blocks: [])
    }
}

struct ValuesFunction: TableFunction {
    static let name = "values"
    static let documentation = FunctionDocumentation(
        summary: "The rows that are written: `values('a UInt8, b String', (1, 'x'), (2, 'y'))`.",
        examples: [.init(sql: "(SELECT sum(a) FROM values('a UInt8', 1, 2))", result: "3")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        guard arguments.count > 0 else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Table function 'values' requires at least one argument")
        }
        var header: [ColumnHeader] = []
        var first = 0
        if case .string(let bytes)? = arguments.written[0].literal, arguments.count > 1,
            let declared = try? structure(String(decoding: bytes, as: UTF8.self))
        {
            header = declared
            first = 1
        }
        var rows: [[(Column, DataType)]] = []
        for position in first..<arguments.count { rows.append(try row(arguments.constant(position))) }
        guard let width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else {
            throw QueryError(.badArguments, "All rows of table function 'values' must have one number of values")
        }
        if header.isEmpty {
            for position in 0..<width {
                let type = try leastSupertype(of: rows.map { $0[position].1 })
                header.append(ColumnHeader(name: "c\(position + 1)", type: type))
            }
        }
        guard header.count == width else {
            throw QueryError(
                .numberOfColumnsDoesntMatch, "Table function 'values': \(header.count) columns, \(width) values")
        }
        var columns: [BlockColumn] = []
        for (position, column) in header.enumerated() {
            var parts: [Column] = []
            for row in rows {
                let (value, type) = row[position]
                parts.append(try convertColumn(value, from: type, to: column.type, in: environment.context))
            }
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: Column.concatenating(parts)))
        }
        let block = Block(columns, rowCount: rows.count)
        return RowsTable(engineName: "Values", header: header, blocks: [block])
    }

    private static func row(_ value: (Column, DataType)) throws(QueryError) -> [(Column, DataType)] {
        guard case .tuple(let elements) = value.1, case .tuple(let tuple) = value.0.materialised else { return [value] }
        return zip(tuple.elements, elements).map { ($0, $1.type) }
    }
}

/// `(VALUES (1, 'a'), (2, 'b')) AS t (x, y)`: what standard SQL writes.
struct StandardValuesFunction: TableFunction {
    static let name = "SQLStandardValues"
    static let documentation = FunctionDocumentation(
        summary: "The rows that are written after VALUES in FROM.",
        examples: [.init(sql: "(SELECT sum(x) FROM (VALUES (1), (2)) AS t (x))", result: "3")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try ValuesFunction.table(for: call, arguments, environment)
    }
}

struct DictionaryFunction: TableFunction {
    static let name = "dictionary"
    static let documentation = FunctionDocumentation(summary: "The rows of a dictionary.", examples: [])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...1)
        let text = try arguments.text(0)
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        let name =
            parts.count == 2
            ? QualifiedName(database: parts[0], table: parts[1])
            : QualifiedName(database: environment.context.database, table: text)
        guard let table = environment.instance.catalog.find(name)?.table as? DictionaryTable else {
            throw QueryError(.badArguments, "Dictionary (`\(text)`) not found")
        }
        return try table.rows(environment)
    }
}

/// `name Type, …` as table functions take a structure.
func structure(_ text: String) throws(QueryError) -> [ColumnHeader] {
    let declarations = try Parser.parseColumnsDeclaration(text).columns
    var header: [ColumnHeader] = []
    for declaration in declarations {
        guard let type = declaration.type else {
            throw QueryError(.syntaxError, "Column \(declaration.name) has no type")
        }
        header.append(ColumnHeader(name: declaration.name, type: try DataType(parsing: type.canonicalText)))
    }
    return header
}
