import Columns
import Errors

/// The lines of a table.
enum PrettyKind: Sendable {
    case boxes, compact, space
}

/// What the settings say of tables.
struct PrettySettings: Sendable {
    let cells: TextSettings
    let rowsMax: Int
    let valueWidthMax: Int
    let padWidthMax: Int
    let nameWidthCut: Int
    let nameCharactersMinToCut: Int
    let cutsSingleValues: Bool
    let numbersRows: Bool
    let isASCII: Bool
    let footerRowsMin: Int?
    let tip: NumberTip
    let namedTuplesAsJSON: Bool
    let fallsBackToVertical: Bool
    let verticalRowsMax: Int
    let verticalColumnsMin: Int
    let verticalWidthMin: Int
    let breaksLines: Bool
    let paint: TerminalPaint

    /// `isPlain`: whatever the settings say, nothing is coloured.
    init(_ options: FormatOptions, isPlain: Bool) throws(QueryError) {
        func number(_ name: String, _ fallback: Int) -> Int {
            options.number("output_format_pretty_" + name, default: fallback)
        }
        func flag(_ name: String, _ fallback: Bool) -> Bool {
            options.flag("output_format_pretty_" + name, default: fallback)
        }
        cells = try TextSettings(options)
        rowsMax = Swift.max(number("max_rows", 1000), 0)
        valueWidthMax = Swift.max(number("max_value_width", 10_000), 1)
        padWidthMax = Swift.max(number("max_column_pad_width", 250), 1)
        nameWidthCut = number("max_column_name_width_cut_to", 24)
        nameCharactersMinToCut = number("max_column_name_width_min_chars_to_cut", 4)
        cutsSingleValues = flag("max_value_width_apply_for_single_value", false)
        numbersRows = flag("row_numbers", true)
        isASCII = options.text("output_format_pretty_grid_charset", default: "UTF-8").uppercased() == "ASCII"
        footerRowsMin =
            flag("display_footer_column_names", true) ? number("display_footer_column_names_min_rows", 50) : nil
        tip = NumberTip(options)
        namedTuplesAsJSON = flag("named_tuples_as_json", true)
        fallsBackToVertical = flag("fallback_to_vertical", true)
        verticalRowsMax = number("fallback_to_vertical_max_rows_per_chunk", 10)
        verticalColumnsMin = number("fallback_to_vertical_min_columns", 5)
        verticalWidthMin = number("fallback_to_vertical_min_table_width", 250)
        paint = isPlain ? .none : TerminalPaint(options)
        breaksLines = flag("multiline_fields", true)
    }

    /// The values' texts, column by column.
    func texts(of block: Block) throws(QueryError) -> [StringColumn] {
        let rows = 0..<block.rowCount
        var result: [StringColumn] = []
        for column in block.columns {
            var writer = CellWriter(style: .display, settings: cells)
            if namedTuplesAsJSON, case .tuple(let elements) = column.type, elements.contains(where: { $0.name != nil })
            {
                writer = CellWriter(
                    style: .json, settings: cells, indentation: Indentation(unit: "  ", depth: 0))
            }
            result.append(try writer.cells(of: column.column, column.type, rows: rows))
        }
        return result
    }
}
