import Columns
import Errors

extension JSON: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONDocumentInput.reader(header, options, source, .json, name)
    }
}

extension JSONCompact: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONDocumentInput.reader(header, options, source, .json, name)
    }
}

private enum JSONDocumentInput {
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks, _ style: InputStyle,
        _ name: String
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let splitter = JSONDocumentSplitter(header, settings, style: style, formatName: name)
        return TextBlockReader(header, settings, InputBuffer(source), splitter)
    }
}
