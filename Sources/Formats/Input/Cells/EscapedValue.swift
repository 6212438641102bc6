import Columns
import Errors

/// A single value in the text of TabSeparated: that of a query's parameter.
package struct EscapedValue {
    private let options: FormatOptions

    package init(timeZone: String, nowSeconds: Int64) {
        var options = FormatOptions(settings: ["date_time_input_format": "basic"], timeZone: timeZone)
        options.nowSeconds = nowSeconds
        self.options = options
    }

    /// The value as a column of one row; a text that goes on behind the value is refused.
    package func column(_ text: String, of type: DataType) throws(QueryError) -> Column {
        let bytes = Array(text.utf8)
        let cells = TextCells(bytes: bytes, starts: [0], ends: [bytes.count])
        let settings = try InputSettings(options)
        do throws(CellError) {
            return try CellReader(.escaped, settings).column(cells, type)
        } catch {
            throw error.queryError(expected: "\\n")
        }
    }
}
