import Columns
import Errors

extension TSKV: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        return TextBlockReader(header, settings, InputBuffer(source), TSKVSplitter(header, settings))
    }
}
