import Columns
import Errors

/// Tab-separated values, `\t` and `\n` escaped.
package enum TabSeparated: OutputFormat {
    package static let name = "TabSeparated"
    package static let aliases = ["TSV"]
    package static let contentType = "text/tab-separated-values; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .escaped, heading: .none)
    }
}

/// TabSeparated behind a row of names.
package enum TabSeparatedWithNames: OutputFormat {
    package static let name = "TabSeparatedWithNames"
    package static let aliases = ["TSVWithNames"]
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .escaped, heading: .names)
    }
}

/// TabSeparated behind rows of names and types.
package enum TabSeparatedWithNamesAndTypes: OutputFormat {
    package static let name = "TabSeparatedWithNamesAndTypes"
    package static let aliases = ["TSVWithNamesAndTypes"]
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .escaped, heading: .namesAndTypes)
    }
}

/// TabSeparated without escapes.
package enum TabSeparatedRaw: OutputFormat {
    package static let name = "TabSeparatedRaw"
    package static let aliases = ["TSVRaw", "Raw"]
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .raw, heading: .none)
    }
}

/// TabSeparatedRaw behind a row of names.
package enum TabSeparatedRawWithNames: OutputFormat {
    package static let name = "TabSeparatedRawWithNames"
    package static let aliases = ["TSVRawWithNames", "RawWithNames"]
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .raw, heading: .names)
    }
}

/// TabSeparatedRaw behind rows of names and types.
package enum TabSeparatedRawWithNamesAndTypes: OutputFormat {
    package static let name = "TabSeparatedRawWithNamesAndTypes"
    package static let aliases = ["TSVRawWithNamesAndTypes", "RawWithNamesAndTypes"]
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try TabSeparatedFamily.writer(header, options, .raw, heading: .namesAndTypes)
    }
}

/// Which rows stand before the data.
enum Heading: Sendable {
    case none, names, namesAndTypes, types
}

/// What the formats of the family share.
private enum TabSeparatedFamily {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, _ style: CellStyle, heading: Heading
    ) throws(QueryError) -> any BlockWriter {
        let cells = CellWriter(style: style, settings: try TextSettings(options))
        let end = options.flag("output_format_tsv_crlf_end_of_line", default: false) ? "\r\n" : "\n"
        let frame = RowFrame(separator: "\t", end, columns: header.count)
        return RowsWriter(cells, frame, prologue: cells.heading(heading, header, frame), appendix: .sections)
    }
}

extension CellWriter {
    /// Rows of the columns' names and types as strings of the style, in `frame`.
    func heading(_ heading: Heading, _ header: [ColumnHeader], _ frame: RowFrame) -> [UInt8] {
        var bytes: [UInt8] = []
        var rows: [[String]] = []
        if heading == .names || heading == .namesAndTypes { rows.append(header.map(\.name)) }
        if heading == .namesAndTypes { rows.append(header.map(\.type.name)) }
        for row in rows {
            let cells = row.map { text(ofString: Array($0.utf8)) }
            frame.append(
                cells.map { StringColumn(ends: [$0.count], bytes: $0) }, rowCount: 1, isFirst: true, to: &bytes)
        }
        return bytes
    }
}
