import Columns
import Errors
import Formats
import Functions
import Storage

/// A table that comes with a request and goes with it.
package struct ExternalTable: Sendable {
    /// Its rows as they came.
    package enum Rows: Sendable {
        case blocks([ColumnHeader], [Block])
        /// Bytes in a format, with the columns as a table's definition has them: `a UInt8, b String`.
        case text([UInt8], format: String, structure: String)
    }

    package let name: String
    package let rows: Rows

    package init(name: String, rows: Rows) {
        self.name = name
        self.rows = rows
    }

    func table(_ environment: QueryEnvironment) throws(QueryError) -> RowsTable {
        switch rows {
        case .blocks(let header, let blocks):
            return RowsTable(engineName: "Memory", header: header, blocks: blocks)
        case .text(let bytes, let format, let structureText):
            let header = try structure(structureText)
            let options = FormatOptions(
                settings: environment.settings.changed, timeZone: environment.context.timeZone)
            let blocks = try FormatFunction.rows(
                of: bytes, try FormatRegistry.input(format), header, options, environment.context)
            return RowsTable(engineName: "Memory", header: header, blocks: blocks)
        }
    }
}
