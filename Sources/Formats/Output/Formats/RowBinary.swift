import Columns
import Errors

/// The values' bytes, row by row, with nothing between them.
package enum RowBinary: OutputFormat {
    package static let name = "RowBinary"
    package static let contentType = "application/octet-stream"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try RowBinaryFamily.writer(header, options, heading: .none)
    }
}

/// RowBinary behind the columns' count and names.
package enum RowBinaryWithNames: OutputFormat {
    package static let name = "RowBinaryWithNames"
    package static let contentType = RowBinary.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try RowBinaryFamily.writer(header, options, heading: .names)
    }
}

/// RowBinary behind the columns' count, names and types.
package enum RowBinaryWithNamesAndTypes: OutputFormat {
    package static let name = "RowBinaryWithNamesAndTypes"
    package static let contentType = RowBinary.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try RowBinaryFamily.writer(header, options, heading: .namesAndTypes)
    }
}

private enum RowBinaryFamily {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, heading: Heading
    ) throws(QueryError) -> any BlockWriter {
        let cells = CellWriter(style: .binary, settings: try TextSettings(options))
        var prologue: [UInt8] = []
        if heading != .none {
            appendVarUInt(header.count, to: &prologue)
            var texts = header.map(\.name)
            if heading == .namesAndTypes { texts += header.map(\.type.name) }
            for text in texts {
                appendVarUInt(text.utf8.count, to: &prologue)
                prologue.append(contentsOf: text.utf8)
            }
        }
        return RowsWriter(cells, RowFrame(columns: header.count), prologue: prologue)
    }
}
