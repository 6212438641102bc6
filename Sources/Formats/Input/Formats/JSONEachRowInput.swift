import Columns
import Errors

extension JSONEachRow: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let splitter = JSONObjectSplitter(header, settings, formatName: name)
        return TextBlockReader(header, settings, InputBuffer(source), splitter)
    }
}

extension JSONStringsEachRow: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let splitter = JSONObjectSplitter(header, settings, formatName: name, style: .jsonString)
        return TextBlockReader(header, settings, InputBuffer(source), splitter)
    }
}
