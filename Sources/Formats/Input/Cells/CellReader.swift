import Columns
import Errors

/// Reads the cells of one column as values of a type: the column in one loop, nested values level by level.
struct CellReader {
    let style: InputStyle
    let settings: InputSettings

    init(_ style: InputStyle, _ settings: InputSettings) {
        self.style = style
        self.settings = settings
    }

    /// One row per cell; cells that are not there get the type's default.
    func column(_ cells: TextCells, _ type: DataType) throws(CellError) -> Column {
        if style == .jsonString { return try CellReader(.display, settings).column(try unquoted(cells), type) }
        switch type.storedValue {
        case .nullable(let inner): return try nullable(cells, inner)
        case .lowCardinality(let inner): return try lowCardinality(cells, inner)
        case .array, .map, .tuple:
            return try NestedCellReader(self).column(plain(nullsAsMissing(cells)), type)
        case .variant(let types): return try variants(cells, types)
        case .dynamicValue: return try dynamics(cells)
        case .nothing: return .nothing(count: cells.count)
        default: return try leaves(nullsAsMissing(cells), type)
        }
    }

    /// The texts of JSON strings as cells of their own; null and what is no string stand for themselves.
    private func unquoted(_ cells: TextCells) throws(CellError) -> TextCells {
        let plain = cells.withoutCells(where: CellReader(.json, settings).nullMask(cells))
        let texts = try CellReader(.json, settings).strings(plain)
        var result = TextCells(bytes: texts.bytes)
        for cell in 0..<cells.count {
            if plain.starts[cell] < 0 { result.appendMissing() } else { result.append(texts.range(of: cell)) }
        }
        return result
    }

    /// The cells with NULLs taken for missing values where that is wanted: the type takes no NULL.
    func nullsAsMissing(_ cells: TextCells) -> TextCells {
        guard settings.nullAsDefault || style == .json else { return cells }
        let nulls = nullMask(cells)
        return nulls.isEmpty ? cells : cells.withoutCells(where: nulls)
    }

    /// 1 where the cell says NULL; empty where none does.
    func nullMask(_ cells: TextCells) -> [UInt8] {
        let word = nullWord
        let span = cells.bytes.span
        let foldsCase = style == .quoted
        guard cells.hasCell(of: word.count) else { return [] }
        var mask: [UInt8] = []
        for cell in 0..<cells.count {
            let start = cells.starts[cell]
            guard start >= 0, cells.ends[cell] &- start == word.count else { continue }
            var isNull = true
            for offset in 0..<word.count {
                let byte = span[start &+ offset]
                let folded = foldsCase && byte &- UInt8(ascii: "a") < 26 ? byte & 0xdf : byte
                if folded != word[offset] {
                    isNull = false
                    break
                }
            }
            guard isNull else { continue }
            if mask.isEmpty { mask = [UInt8](repeating: 0, count: cells.count) }
            mask[cell] = 1
        }
        return mask
    }

    private var nullWord: [UInt8] {
        switch style {
        case .escaped, .raw: settings.text.nullInTSV
        case .csv: settings.text.nullInCSV
        case .json, .jsonString: Array("null".utf8)
        case .display: Array("ᴺᵁᴸᴸ".utf8)
        case .quoted: Array("NULL".utf8)
        }
    }

    private func nullable(_ cells: TextCells, _ inner: DataType) throws(CellError) -> Column {
        var nulls = nullMask(cells)
        if nulls.isEmpty { nulls = [UInt8](repeating: 0, count: cells.count) }
        for cell in 0..<cells.count where cells.starts[cell] < 0 { nulls[cell] = 1 }
        let values = try column(cells.withoutCells(where: nulls), inner)
        return .nullable(NullableColumn(nulls: nulls, values: values))
    }

    /// Every distinct text is read once.
    private func lowCardinality(_ cells: TextCells, _ inner: DataType) throws(CellError) -> Column {
        let (texts, places) = cells.distinct()
        let values: Column
        do throws(CellError) {
            values = try column(texts, inner)
        } catch {
            var moved = error
            moved.cell = places.firstIndex(of: UInt32(truncatingIfNeeded: error.cell)) ?? 0
            throw moved
        }
        do throws(QueryError) {
            return try LowCardinalityColumn.encoding(values, inner).gathering(places)
        } catch {
            throw CellError(cell: 0, error)
        }
    }

    /// The cells' texts without the quotes of CSV, for values that have a syntax of their own.
    private func plain(_ cells: TextCells) -> TextCells {
        guard style == .csv else { return cells }
        var bytes: [UInt8] = []
        var starts: [Int] = []
        var ends: [Int] = []
        let span = cells.bytes.span
        for cell in 0..<cells.count {
            guard cells.starts[cell] >= 0 else {
                starts.append(-1)
                ends.append(-1)
                continue
            }
            starts.append(bytes.count)
            var position = 0
            _ = CSVText.read(
                span.extracting(cells.starts[cell]..<cells.ends[cell]), at: &position, delimiter: 0,
                singleQuotes: settings.singleQuotesInCSV, doubleQuotes: settings.doubleQuotesInCSV, to: &bytes)
            ends.append(bytes.count)
        }
        return TextCells(bytes: bytes, starts: starts, ends: ends)
    }
}
