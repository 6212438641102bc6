import Columns
import Errors

extension ArrowStream: SelfDescribingFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        ArrowBlockReader(header, options, source, name: name)
    }

    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try ArrowBlockReader(nil, options, source, name: name).schema()
    }
}

extension Arrow: SelfDescribingFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        ArrowBlockReader(header, options, source, name: name)
    }

    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try ArrowBlockReader(nil, options, source, name: name).schema()
    }
}
