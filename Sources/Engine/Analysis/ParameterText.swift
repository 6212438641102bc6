import Columns
import Errors
import Formats
import Functions

/// What a client gives for `{name:Type}`: a value in the text of TabSeparated.
struct ParameterText {
    let name: String
    let text: String

    /// The value as a column of one row.
    func column(of type: DataType, in context: QueryContext) throws(QueryError) -> Column {
        switch type.withoutLowCardinality.withoutNullable {
        case .array, .map, .tuple: break
        default: try checkEnd(type)
        }
        do {
            let value = EscapedValue(
                timeZone: context.timeZone, nowSeconds: context.startNanoseconds / 1_000_000_000)
            return try value.column(text, of: type)
        } catch {
            throw QueryError(
                .badQueryParameter,
                "Value \(text) cannot be parsed as \(type.name) for query parameter '\(name)': " + error.message)
        }
    }

    /// A tab or a new line that is not escaped ends the value: what follows is refused.
    private func checkEnd(_ type: DataType) throws(QueryError) {
        var isEscaped = false
        for (position, byte) in text.utf8.enumerated() {
            if !isEscaped, byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                throw QueryError(
                    .badQueryParameter,
                    "Value \(text) cannot be parsed as \(type.name) for query parameter '\(name)' because it isn't "
                        + "parsed completely: only \(position) of \(text.utf8.count) bytes was parsed: "
                        + String(decoding: text.utf8.prefix(position), as: UTF8.self))
            }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
    }
}
