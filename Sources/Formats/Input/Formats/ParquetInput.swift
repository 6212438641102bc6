import Columns
import Errors

extension Parquet: SelfDescribingFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        ParquetBlockReader(header, options, source)
    }

    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try ParquetBlockReader(nil, options, source).columnHeaders()
    }
}
