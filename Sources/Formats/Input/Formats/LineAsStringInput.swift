import Columns
import Errors

extension LineAsString: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let splitter = try WholeTextSplitter(header, .line, formatName: name)
        return TextBlockReader(header, try InputSettings(options).withoutNull, InputBuffer(source), splitter)
    }
}

extension RawBLOB: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let splitter = try WholeTextSplitter(header, .all, formatName: name)
        return TextBlockReader(header, try InputSettings(options).withoutNull, InputBuffer(source), splitter)
    }
}

/// Each JSON object as one string; for input only.
package enum JSONAsString: InputFormat {
    package static let name = "JSONAsString"

    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let splitter = try WholeTextSplitter(header, .object, formatName: name)
        return TextBlockReader(header, try InputSettings(options).withoutNull, InputBuffer(source), splitter)
    }
}
