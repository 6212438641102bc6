import Columns
import Errors

/// Values as they are, tabs between them, a row per line.
package enum LineAsString: OutputFormat {
    package static let name = "LineAsString"
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .raw, settings: try TextSettings(options))
        return RowsWriter(cells, RowFrame(separator: "\t", "\n", columns: header.count))
    }
}

/// LineAsString behind a line of names.
package enum LineAsStringWithNames: OutputFormat {
    package static let name = "LineAsStringWithNames"
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .raw, settings: try TextSettings(options))
        let frame = RowFrame(separator: "\t", "\n", columns: header.count)
        return RowsWriter(cells, frame, prologue: cells.heading(.names, header, frame))
    }
}

/// LineAsString behind lines of names and types.
package enum LineAsStringWithNamesAndTypes: OutputFormat {
    package static let name = "LineAsStringWithNamesAndTypes"
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .raw, settings: try TextSettings(options))
        let frame = RowFrame(separator: "\t", "\n", columns: header.count)
        return RowsWriter(cells, frame, prologue: cells.heading(.namesAndTypes, header, frame))
    }
}

/// Values as they are and nothing between them.
package enum RawBLOB: OutputFormat {
    package static let name = "RawBLOB"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .raw, settings: try TextSettings(options))
        return RowsWriter(cells, RowFrame(columns: header.count))
    }
}
