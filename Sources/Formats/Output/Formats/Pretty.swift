import Columns
import Errors

/// A table in boxes; at most `output_format_pretty_max_rows` rows. Colours are for terminals:
/// there are none here.
package enum Pretty: OutputFormat {
    package static let name = "Pretty"
    package static let aliases = [
        "PrettyMonoBlock", "PrettyNoEscapes", "PrettyNoEscapesMonoBlock",
    ]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.boxes, try PrettySettings(options))
    }
}

/// A table in as few lines as may be; at most `output_format_pretty_max_rows` rows. Colours are for terminals:
/// there are none here.
package enum PrettyCompact: OutputFormat {
    package static let name = "PrettyCompact"
    package static let aliases = [
        "PrettyCompactMonoBlock", "PrettyCompactNoEscapes", "PrettyCompactNoEscapesMonoBlock",
    ]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.compact, try PrettySettings(options))
    }
}

/// A table without lines; at most `output_format_pretty_max_rows` rows. Colours are for terminals:
/// there are none here.
package enum PrettySpace: OutputFormat {
    package static let name = "PrettySpace"
    package static let aliases = [
        "PrettySpaceMonoBlock", "PrettySpaceNoEscapes", "PrettySpaceNoEscapesMonoBlock",
    ]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.space, try PrettySettings(options))
    }
}
