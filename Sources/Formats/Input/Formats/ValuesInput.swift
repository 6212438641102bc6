import Columns
import Errors

extension Values: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        let evaluates = options.flag("input_format_values_interpret_expressions", default: true)
        return TextBlockReader(
            header, try InputSettings(options), InputBuffer(source), ValuesSplitter(header),
            evaluate: evaluates ? options.evaluateExpression : nil)
    }
}
