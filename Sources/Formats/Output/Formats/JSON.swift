import Columns
import Errors

/// One JSON document: meta, data as an array of objects, counts, statistics.
package enum JSON: OutputFormat {
    package static let name = "JSON"
    package static let contentType = "application/json; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONDocumentWriter(header, options, .json, shape: .objects)
    }
}

/// JSON with arrays as rows.
package enum JSONCompact: OutputFormat {
    package static let name = "JSONCompact"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONDocumentWriter(header, options, .json, shape: .arrays)
    }
}

/// JSON with every value as a string.
package enum JSONStrings: OutputFormat {
    package static let name = "JSONStrings"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONDocumentWriter(header, options, .jsonString, shape: .objects)
    }
}

/// JSONCompact with every value as a string.
package enum JSONCompactStrings: OutputFormat {
    package static let name = "JSONCompactStrings"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONDocumentWriter(header, options, .jsonString, shape: .arrays)
    }
}
