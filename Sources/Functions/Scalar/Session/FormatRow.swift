import Columns
import Errors

/// `formatRow(format, x, …)`: a row as text in an output format.
///
/// The analyser puts the names of the columns, an array, behind the format.
protocol RowFormatting: ScalarFunction {
    static var keepsLineEnd: Bool { get }
}

extension RowFormatting {
    static var nulls: NullRule { .seen }
    static var dictionaries: DictionaryRule { .seen }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) requires at least two arguments: the format name and "
                    + "its output expression(s)")
        }
        guard let format = arguments[0].constantBytes else {
            throw QueryError(.badArguments, "First argument of function \(name) must be a constant: a format's name")
        }
        // Refuses unknown formats now.
        _ = try context.formatRows?(String(decoding: format, as: UTF8.self), Block([], rowCount: 0))
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let format = context.formatRows else {
            throw QueryError(.notImplemented, "\(name) outside of a query is not supported")
        }
        let format0 = String(
            decoding: arguments[0].constantBytes ?? arguments[0].strings.bytesOfFirstRow, as: UTF8.self)
        let names = arguments[1].column.single.value(at: 0).elements.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        let columns = zip(names, arguments.dropFirst(2)).map {
            BlockColumn(name: $0, type: $1.type, column: $1.column.materialised)
        }
        var written = StringColumn()
        for text in try format(format0, Block(columns, rowCount: rowCount)) {
            let endsLine = text.last == UInt8(ascii: "\n")
            written.append(endsLine && !keepsLineEnd ? Array(text.dropLast()) : text)
            try checkResultBytes(name, written.bytes.count)
        }
        return .string(written)
    }
}

enum FormatRow: RowFormatting {
    static let name = "formatRow"
    static let keepsLineEnd = true
    static let documentation = FunctionDocumentation(
        "The arguments as a row of an output format, with its line end.",
        example: "formatRow('CSV', 1, 'good')", "1,\"good\"\\n")
}

enum FormatRowNoNewline: RowFormatting {
    static let name = "formatRowNoNewline"
    static let keepsLineEnd = false
    static let documentation = FunctionDocumentation(
        "The arguments as a row of an output format, without its line end.",
        example: "formatRowNoNewline('CSV', 1, 'good')", "1,\"good\"")
}
