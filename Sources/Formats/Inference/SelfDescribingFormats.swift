import Codecs
import Columns
import Errors

// Which formats say, or let guess, what columns they have; Arrow and Parquet say it beside their readers.

extension JSONEachRow: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.objects(options, source)
    }
}

extension JSONStringsEachRow: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.objects(options, source, keepsStrings: true)
    }
}

extension JSONCompactEachRow: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .none)
    }
}

extension JSONCompactEachRowWithNames: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .names)
    }
}

extension JSONCompactEachRowWithNamesAndTypes: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .namesAndTypes)
    }
}

extension JSONCompactStringsEachRow: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .none, keepsStrings: true)
    }
}

extension JSONCompactStringsEachRowWithNames: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .names, keepsStrings: true)
    }
}

extension JSONCompactStringsEachRowWithNamesAndTypes: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.arrays(options, source, .namesAndTypes, keepsStrings: true)
    }
}

extension JSON: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.document(options, source)
    }
}

extension JSONCompact: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.document(options, source)
    }
}

extension JSONObjectEachRow: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.objectOfRows(options, source)
    }
}

extension JSONAsString: SelfDescribingFormat {
    package static func schema(_ options: FormatOptions, _ source: any ByteChunks) -> [ColumnHeader] {
        [ColumnHeader(name: "json", type: .string)]
    }
}

extension LineAsString: SelfDescribingFormat {
    package static func schema(_ options: FormatOptions, _ source: any ByteChunks) -> [ColumnHeader] {
        [ColumnHeader(name: "line", type: .string)]
    }
}

extension RawBLOB: SelfDescribingFormat {
    package static func schema(_ options: FormatOptions, _ source: any ByteChunks) -> [ColumnHeader] {
        [ColumnHeader(name: "raw_blob", type: .string)]
    }
}

extension Native: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        var reader = NativeReader(revision: 0)
        while let chunk = try source.next() {
            reader.append(chunk)
            if let block = try reader.next() { return block.header }
        }
        reader.finish()
        guard let block = try reader.next() else {
            throw QueryError(.cannotExtractTableStructure, "the file is empty")
        }
        return block.header
    }
}

extension TSKV: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        let bytes = try InferredSchema.sample(options, source)
        var columns = InferredColumns(isJSON: false)
        for (row, line) in bytes.split(separator: UInt8(ascii: "\n")).prefix(25_000).enumerated() {
            for field in line.split(separator: UInt8(ascii: "\t")) {
                guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let text = Array(field[(equals + 1)...])
                try columns.add(
                    String(decoding: field[..<equals], as: UTF8.self),
                    LiteralTypeReader.type(ofField: text, isQuoted: false, allowsTuples: true), row: row)
            }
        }
        return try columns.headers()
    }
}

extension CSV: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.csv(options, source, .none)
    }
}

extension CSVWithNames: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.csv(options, source, .names)
    }
}

extension CSVWithNamesAndTypes: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.csv(options, source, .namesAndTypes)
    }
}

extension TabSeparated: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .escaped, .none)
    }
}

extension TabSeparatedWithNames: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .escaped, .names)
    }
}

extension TabSeparatedWithNamesAndTypes: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .escaped, .namesAndTypes)
    }
}

extension TabSeparatedRaw: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .raw, .none)
    }
}

extension TabSeparatedRawWithNames: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .raw, .names)
    }
}

extension TabSeparatedRawWithNamesAndTypes: SelfDescribingFormat {
    package static func schema(
        _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> [ColumnHeader] {
        try SeparatedSchema.tabs(options, source, .raw, .namesAndTypes)
    }
}

/// The settings of the two families of separated lines.
private enum SeparatedSchema {
    static func csv(
        _ options: FormatOptions, _ source: any ByteChunks, _ heading: Heading
    ) throws(QueryError) -> [ColumnHeader] {
        try InferredSchema.lines(
            options, source, CSVScanner(try InputSettings(options)), heading,
            skippingLines: options.number("input_format_csv_skip_first_lines", default: 0),
            detects: options.flag("input_format_csv_detect_header", default: true))
    }

    static func tabs(
        _ options: FormatOptions, _ source: any ByteChunks, _ style: InputStyle, _ heading: Heading
    ) throws(QueryError) -> [ColumnHeader] {
        let scanner = TSVScanner(
            style: style,
            allowsCarriageReturn: options.flag("input_format_tsv_crlf_end_of_line", default: false))
        return try InferredSchema.lines(
            options, source, scanner, heading,
            skippingLines: options.number("input_format_tsv_skip_first_lines", default: 0),
            detects: options.flag("input_format_tsv_detect_header", default: true))
    }
}
