import Columns
import Errors

extension JSONObjectEachRow: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try UnsupportedSettings.refuse(["format_json_object_each_row_column_for_object_name"], in: options)
        let settings = try InputSettings(options)
        let splitter = JSONObjectRowsSplitter(header, settings, formatName: name)
        return TextBlockReader(header, settings, InputBuffer(source), splitter)
    }
}
