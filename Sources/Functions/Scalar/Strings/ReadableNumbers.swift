import Columns
import Errors

/// Numbers with a unit that keeps them short: two decimals and the greatest unit that is not above the number.
protocol ReadableNumber: ScalarFunction {
    static var step: Double { get }
    static var units: [String] { get }
}

extension ReadableNumber {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isReadableNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var written = StringColumn()
        for number in try readableDoubles(arguments[0], in: context) {
            var value = number
            var unit = 0
            while unit + 1 < units.count, value.magnitude >= step {
                value /= step
                unit += 1
            }
            FixedDecimals.append(value, to: &written.bytes)
            written.bytes.append(contentsOf: units[unit].utf8)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

extension DataType {
    /// What the `formatReadable` functions take: integers, floats and decimals.
    var isReadableNumber: Bool {
        if case .decimal = self { return true }
        return isInteger || isFloat
    }
}

/// The rows as the nearest floats.
func readableDoubles(_ argument: TypedColumn, in context: QueryContext) throws(QueryError) -> [Double] {
    let column = try convertColumn(argument.column, from: argument.type, to: .float64, in: context)
    guard case .float64(let numbers) = column.materialised else { throw wrongLayout(column, .float64) }
    return numbers
}

enum FormatReadableSize: ReadableNumber {
    static let name = "formatReadableSize"
    static let aliases = ["FORMAT_BYTES"]
    static let step = 1024.0
    static let units = [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB", " ZiB", " YiB"]
    static let documentation = FunctionDocumentation(
        "A number of bytes with a binary unit.", example: "formatReadableSize(1536)", "1.50 KiB")
}

enum FormatReadableDecimalSize: ReadableNumber {
    static let name = "formatReadableDecimalSize"
    static let step = 1000.0
    static let units = [" B", " KB", " MB", " GB", " TB", " PB", " EB", " ZB", " YB"]
    static let documentation = FunctionDocumentation(
        "A number of bytes with a decimal unit.", example: "formatReadableDecimalSize(1500)", "1.50 KB")
}

enum FormatReadableQuantity: ReadableNumber {
    static let name = "formatReadableQuantity"
    static let step = 1000.0
    static let units = [
        "", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion", " sextillion",
        " septillion", " octillion", " nonillion", " decillion", " undecillion", " duodecillion", " tredecillion",
        " quattuordecillion", " quindecillion", " sexdecillion", " septendecillion", " octodecillion",
        " novemdecillion", " vigintillion",
    ]
    static let documentation = FunctionDocumentation(
        "A number rounded, with a word for its size.", example: "formatReadableQuantity(1234567)", "1.23 million")
}
