/// `INSERT INTO …`
package struct Insert: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        case table(TableName)
        /// `INSERT INTO FUNCTION f(…)`
        case function(FunctionCall)
    }

    package enum Source: Sendable, Hashable {
        case select(SelectUnion)
        /// `VALUES …` (format `Values`) or `FORMAT name …`; the data are the bytes of the text from
        /// `ParsedStatement.end`.
        case format(String)
        /// `FROM INFILE 'path'`: the server refuses it.
        case infile(String)
    }

    package var target: Target
    /// As written: identifiers, `*`, `COLUMNS(…)`, with `EXCEPT`. Empty means every column.
    package var columns: [Expression] = []
    /// `PARTITION BY` of a table function.
    package var partitionBy: Expression?
    package var settings: [SettingChange] = []
    package var source: Source
}
