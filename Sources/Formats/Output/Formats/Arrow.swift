import Columns
import Errors

/// Apache Arrow's stream of record batches.
package enum ArrowStream: OutputFormat {
    package static let name = "ArrowStream"
    package static let contentType = "application/octet-stream"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try ArrowBlockWriter(header, options, isFile: false)
    }
}

/// Apache Arrow's file, which is Feather's second version: a stream with a table of its batches at the end.
package enum Arrow: OutputFormat {
    package static let name = "Arrow"
    package static let contentType = "application/octet-stream"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try ArrowBlockWriter(header, options, isFile: true)
    }
}
