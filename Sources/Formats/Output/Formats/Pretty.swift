import Columns
import Errors

/// A table in boxes; at most `output_format_pretty_max_rows` rows. In colours where
/// `output_format_pretty_color` asks for them.
package enum Pretty: OutputFormat {
    package static let name = "Pretty"
    package static let aliases = ["PrettyMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.boxes, try PrettySettings(options, isPlain: false))
    }
}

/// A table in as few lines as may be; at most `output_format_pretty_max_rows` rows. In colours where
/// `output_format_pretty_color` asks for them.
package enum PrettyCompact: OutputFormat {
    package static let name = "PrettyCompact"
    package static let aliases = ["PrettyCompactMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.compact, try PrettySettings(options, isPlain: false))
    }
}

/// A table without lines; at most `output_format_pretty_max_rows` rows. In colours where
/// `output_format_pretty_color` asks for them.
package enum PrettySpace: OutputFormat {
    package static let name = "PrettySpace"
    package static let aliases = ["PrettySpaceMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.space, try PrettySettings(options, isPlain: false))
    }
}

/// `Pretty` without colours, whatever the settings say.
package enum PrettyNoEscapes: OutputFormat {
    package static let name = "PrettyNoEscapes"
    package static let aliases = ["PrettyNoEscapesMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.boxes, try PrettySettings(options, isPlain: true))
    }
}

/// `PrettyCompact` without colours, whatever the settings say.
package enum PrettyCompactNoEscapes: OutputFormat {
    package static let name = "PrettyCompactNoEscapes"
    package static let aliases = ["PrettyCompactNoEscapesMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.compact, try PrettySettings(options, isPlain: true))
    }
}

/// `PrettySpace` without colours, whatever the settings say.
package enum PrettySpaceNoEscapes: OutputFormat {
    package static let name = "PrettySpaceNoEscapes"
    package static let aliases = ["PrettySpaceNoEscapesMonoBlock"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        PrettyWriter(.space, try PrettySettings(options, isPlain: true))
    }
}
