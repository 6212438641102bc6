import Columns
import Errors

/// Apache Parquet: a file of columns.
package enum Parquet: OutputFormat {
    package static let name = "Parquet"
    package static let contentType = "application/octet-stream"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try ParquetBlockWriter(header, options)
    }
}
