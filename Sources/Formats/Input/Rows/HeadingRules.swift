import Columns
import Errors

/// What the names and types before rows mean for the columns.
enum HeadingRules {
    /// The column of each field, -1 for those to skip.
    static func columns(
        of names: [String], _ header: [ColumnHeader], _ settings: InputSettings
    ) throws(QueryError) -> [Int] {
        let matcher = ColumnMatcher(header, settings.matching)
        var result: [Int] = []
        var seen: Set<Int> = []
        for name in names {
            let column = matcher.column(named: Array(name.utf8))
            if column < 0, !settings.skipsUnknown {
                throw QueryError(
                    .incorrectData,
                    "Unknown field found in format header: '\(name)' at position \(result.count)\n"
                        + "Set the 'input_format_skip_unknown_fields' parameter explicitly to ignore and proceed")
            }
            if column >= 0, !seen.insert(column).inserted {
                throw QueryError(.incorrectData, "Duplicate field found while parsing format header: \(name)")
            }
            result.append(column)
        }
        return result
    }

    /// Refuses types that are not those of the columns.
    static func check(_ types: [String], _ columns: [Int], _ header: [ColumnHeader]) throws(QueryError) {
        guard types.count == columns.count else {
            throw QueryError(
                .incorrectData, "The number of data types differs from the number of column names in input data")
        }
        for (type, column) in zip(types, columns) where column >= 0 {
            let expected = header[column]
            if type != expected.type.name, try DataType(parsing: type) != expected.type {
                throw QueryError(
                    .incorrectData, "Type of '\(expected.name)' must be \(expected.type.name), not \(type)")
            }
        }
    }
}
