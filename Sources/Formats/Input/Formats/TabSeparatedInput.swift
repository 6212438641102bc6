import Columns
import Errors

extension TabSeparated: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .escaped, .none)
    }
}

extension TabSeparatedWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .escaped, .names)
    }
}

extension TabSeparatedWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .escaped, .namesAndTypes)
    }
}

extension TabSeparatedRaw: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .raw, .none)
    }
}

extension TabSeparatedRawWithNames: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .raw, .names)
    }
}

extension TabSeparatedRawWithNamesAndTypes: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        try TabSeparatedInput.reader(header, options, source, .raw, .namesAndTypes)
    }
}

private enum TabSeparatedInput {
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks, _ style: InputStyle,
        _ heading: Heading
    ) throws(QueryError) -> any BlockReader {
        let settings = try InputSettings(options)
        let buffer = InputBuffer(source)
        let scanner = TSVScanner(
            style: style,
            allowsCarriageReturn: options.flag("input_format_tsv_crlf_end_of_line", default: false))
        let columns = try SeparatedHeading(scanner: scanner, header: header, settings: settings, buffer: buffer)
            .columnOfField(
                heading, skippingLines: options.number("input_format_tsv_skip_first_lines", default: 0),
                detects: style == .escaped && options.flag("input_format_tsv_detect_header", default: true))
        let allowsAny = options.flag("input_format_tsv_allow_variable_number_of_columns", default: false)
        let splitter = SeparatedSplitter(
            scanner: scanner, columnOfField: columns, allowsAnyCount: allowsAny,
            emptyIsMissing: settings.emptyAsDefaultInTSV)
        return TextBlockReader(header, settings, buffer, splitter)
    }
}
