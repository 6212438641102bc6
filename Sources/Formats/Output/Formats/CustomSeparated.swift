import Columns
import Errors

/// Rows and fields between the separators that settings say.
package enum CustomSeparated: OutputFormat {
    package static let name = "CustomSeparated"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CustomSeparatedFamily.writer(header, options, heading: .none)
    }
}

/// CustomSeparated behind a row of names.
package enum CustomSeparatedWithNames: OutputFormat {
    package static let name = "CustomSeparatedWithNames"
    package static let contentType = CustomSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CustomSeparatedFamily.writer(header, options, heading: .names)
    }
}

/// CustomSeparated behind rows of names and types.
package enum CustomSeparatedWithNamesAndTypes: OutputFormat {
    package static let name = "CustomSeparatedWithNamesAndTypes"
    package static let contentType = CustomSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CustomSeparatedFamily.writer(header, options, heading: .namesAndTypes)
    }
}

private enum CustomSeparatedFamily {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, heading: Heading
    ) throws(QueryError) -> any BlockWriter {
        func setting(_ name: String, _ fallback: String) -> String {
            options.text("format_custom_" + name, default: fallback)
        }
        let style: CellStyle
        switch setting("escaping_rule", "Escaped").lowercased() {
        case "escaped": style = .escaped
        case "quoted": style = .quoted
        case "csv": style = .csv
        case "json": style = .json
        case "xml": style = .xml
        case "raw": style = .raw
        case let other: throw QueryError(.badArguments, "Unknown escaping rule \(other)")
        }
        let cells = CellWriter(style: style, settings: try TextSettings(options))
        let frame = RowFrame(
            setting("row_before_delimiter", ""), separator: setting("field_delimiter", "\t"),
            setting("row_after_delimiter", "\n"), between: setting("row_between_delimiter", ""), columns: header.count)
        let prologue = Array(setting("result_before_delimiter", "").utf8) + cells.heading(heading, header, frame)
        return RowsWriter(
            cells, frame, prologue: prologue, epilogue: Array(setting("result_after_delimiter", "").utf8))
    }
}
