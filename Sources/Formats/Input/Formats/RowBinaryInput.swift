import Columns
import Errors

extension RowBinary: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        RowBinaryReader(header, try InputSettings(options), source, heading: .none)
    }
}

extension RowBinaryWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        RowBinaryReader(header, try InputSettings(options), source, heading: .names)
    }
}

extension RowBinaryWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        RowBinaryReader(header, try InputSettings(options), source, heading: .namesAndTypes)
    }
}
