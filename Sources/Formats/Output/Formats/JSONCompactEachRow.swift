import Columns
import Errors

/// A JSON array per row.
package enum JSONCompactEachRow: OutputFormat {
    package static let name = "JSONCompactEachRow"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .json, heading: .none)
    }
}

/// JSONCompactEachRow behind a row of names.
package enum JSONCompactEachRowWithNames: OutputFormat {
    package static let name = "JSONCompactEachRowWithNames"
    package static let contentType = JSONCompactEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .json, heading: .names)
    }
}

/// JSONCompactEachRow behind rows of names and types.
package enum JSONCompactEachRowWithNamesAndTypes: OutputFormat {
    package static let name = "JSONCompactEachRowWithNamesAndTypes"
    package static let contentType = JSONCompactEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .json, heading: .namesAndTypes)
    }
}

/// A JSON array per row, with every value as a string.
package enum JSONCompactStringsEachRow: OutputFormat {
    package static let name = "JSONCompactStringsEachRow"
    package static let contentType = JSONCompactEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .jsonString, heading: .none)
    }
}

/// JSONCompactStringsEachRow behind a row of names.
package enum JSONCompactStringsEachRowWithNames: OutputFormat {
    package static let name = "JSONCompactStringsEachRowWithNames"
    package static let contentType = JSONCompactEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .jsonString, heading: .names)
    }
}

/// JSONCompactStringsEachRow behind rows of names and types.
package enum JSONCompactStringsEachRowWithNamesAndTypes: OutputFormat {
    package static let name = "JSONCompactStringsEachRowWithNamesAndTypes"
    package static let contentType = JSONCompactEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONArrayRows.writer(header, options, .jsonString, heading: .namesAndTypes)
    }
}

private enum JSONArrayRows {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, _ style: CellStyle, heading: Heading
    ) throws(QueryError) -> any BlockWriter {
        let settings = try TextSettings(options)
        let frame = RowFrame("[", separator: ", ", "]\n", columns: header.count)
        let names = CellWriter(style: .json, settings: settings).heading(heading, header, frame)
        return RowsWriter(CellWriter(style: style, settings: settings), frame, prologue: names)
    }
}
