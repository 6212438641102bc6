import Columns
import Errors

/// Comma-separated values; strings in double quotes, tuples spread over several fields.
package enum CSV: OutputFormat {
    package static let name = "CSV"
    package static let contentType = "text/csv; charset=UTF-8; header=absent"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CSVFamily.writer(header, options, heading: .none)
    }
}

/// CSV behind a row of names.
package enum CSVWithNames: OutputFormat {
    package static let name = "CSVWithNames"
    package static let contentType = "text/csv; charset=UTF-8; header=present"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CSVFamily.writer(header, options, heading: .names)
    }
}

/// CSV behind rows of names and types.
package enum CSVWithNamesAndTypes: OutputFormat {
    package static let name = "CSVWithNamesAndTypes"
    package static let contentType = CSVWithNames.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try CSVFamily.writer(header, options, heading: .namesAndTypes)
    }
}

private enum CSVFamily {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, heading: Heading
    ) throws(QueryError) -> any BlockWriter {
        let settings = try TextSettings(options)
        let cells = CellWriter(style: .csv, settings: settings)
        let columns = settings.spreadsTuplesInCSV ? header.flatMap(\.spread) : header
        let end = options.flag("output_format_csv_crlf_end_of_line", default: false) ? "\r\n" : "\n"
        var frame = RowFrame("", end, columns: columns.count)
        for position in 1..<Swift.max(columns.count, 1) { frame.before[position] = [settings.csvDelimiter] }
        let names = options.flag("output_format_csv_header_serialize_tuple_into_separate_columns", default: true)
        let titles = names ? columns : header
        var titleFrame = frame
        titleFrame.before = Array(frame.before.prefix(Swift.max(titles.count, 1)))
        return RowsWriter(
            cells, frame, prologue: cells.heading(heading, titles, titleFrame),
            spreadsTuples: settings.spreadsTuplesInCSV, appendix: .sections)
    }
}

extension ColumnHeader {
    /// The fields of CSV: a tuple's elements in its place, `t.1` or `t.x`.
    var spread: [ColumnHeader] {
        guard case .tuple(let elements) = type, !elements.isEmpty else { return [self] }
        return elements.enumerated().flatMap { position, element in
            ColumnHeader(name: "\(name).\(element.name ?? "\(position + 1)")", type: element.type).spread
        }
    }
}
