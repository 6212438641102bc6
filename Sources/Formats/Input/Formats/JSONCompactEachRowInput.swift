import Columns
import Errors

extension JSONCompactEachRow: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .json, .none)
    }
}

extension JSONCompactEachRowWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .json, .names)
    }
}

extension JSONCompactEachRowWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .json, .namesAndTypes)
    }
}

extension JSONCompactStringsEachRow: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .jsonString, .none)
    }
}

extension JSONCompactStringsEachRowWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .jsonString, .names)
    }
}

extension JSONCompactStringsEachRowWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try JSONArraysInput.reader(header, options, source, .jsonString, .namesAndTypes)
    }
}

private enum JSONArraysInput {
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks, _ style: InputStyle,
        _ heading: Heading
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let allowsAny = options.flag("input_format_json_compact_allow_variable_number_of_columns", default: false)
        let splitter = JSONArraySplitter(header, settings, style: style, heading: heading, allowsAnyCount: allowsAny)
        return TextBlockReader(header, settings, InputBuffer(source), splitter)
    }
}
