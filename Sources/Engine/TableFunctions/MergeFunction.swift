import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct MergeFunction: TableFunction {
    static let name = "merge"
    static let documentation = FunctionDocumentation(
        summary: "The rows of all tables of a database whose name matches: `merge('db', '^trades')`.",
        examples: [.init(sql: "(SELECT count() > 0 FROM merge('system', '^one$'))", result: "1")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        let tables = try MergedTables(arguments).tables(environment)
        guard !tables.isEmpty else {
            throw QueryError(
                .cannotExtractTableStructure,
                "There are no tables satisfied provided regexp, you must specify table structure manually")
        }
        let header = try MergedTables.unionHeader(of: tables)
        let schema = TableSchema(columns: header.map { Storage.ColumnDeclaration(name: $0.name, type: $0.type) })
        return MergedTables.rows(of: tables, as: schema, environment)
    }
}
