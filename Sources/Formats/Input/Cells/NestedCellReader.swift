import Columns
import Errors

/// Reads arrays, maps and tuples: finds the elements of all cells first, then reads those as one column.
struct NestedCellReader {
    private let reader: CellReader
    private let isJSON: Bool
    private let quote: UInt8

    init(_ outer: CellReader) {
        reader = CellReader(outer.style.nested, outer.settings)
        isJSON = outer.style == .json
        quote = isJSON ? UInt8(ascii: "\"") : UInt8(ascii: "'")
    }

    func column(_ cells: TextCells, _ type: DataType) throws(CellError) -> Column {
        switch type.storedValue {
        case .array(let element): try arrays(cells, element)
        case .map(let key, let value): try maps(cells, key, value)
        case .tuple(let elements): try tuples(cells, elements)
        default: throw CellError(cell: 0, QueryError(.logicalError, "\(type.name) is not nested"))
        }
    }

    private func arrays(_ cells: TextCells, _ element: DataType) throws(CellError) -> Column {
        let span = cells.bytes.span
        var elements = TextCells(bytes: cells.bytes)
        var ends: [Int] = []
        ends.reserveCapacity(cells.count)
        for cell in 0..<cells.count {
            if cells.starts[cell] >= 0 {
                let range = stripped(span, cells.starts[cell]..<cells.ends[cell])
                guard !range.isEmpty, span[range.lowerBound] == UInt8(ascii: "[") else {
                    throw CellError(
                        cell: cell, QueryError(.cannotReadArrayFromText, "Array does not start with '[' character"))
                }
                for part in try split(span, range, close: UInt8(ascii: "]"), cell: cell) { elements.append(part) }
            }
            ends.append(elements.count)
        }
        do throws(CellError) {
            return .array(ArrayColumn(ends: ends, elements: try reader.column(elements, element)))
        } catch {
            throw error.moved(to: ends)
        }
    }

    private func maps(_ cells: TextCells, _ key: DataType, _ value: DataType) throws(CellError) -> Column {
        let span = cells.bytes.span
        var keys = TextCells(bytes: cells.bytes)
        var values = TextCells(bytes: cells.bytes)
        var ends: [Int] = []
        for cell in 0..<cells.count {
            if cells.starts[cell] >= 0 {
                let range = stripped(span, cells.starts[cell]..<cells.ends[cell])
                guard !range.isEmpty, span[range.lowerBound] == UInt8(ascii: "{") else {
                    throw CellError(
                        cell: cell, QueryError(.cannotReadMapFromText, "Map does not start with '{' character"))
                }
                for pair in try split(span, range, close: UInt8(ascii: "}"), cell: cell) {
                    let (name, content) = try splitPair(span, pair, cell: cell)
                    keys.append(name)
                    values.append(content)
                }
            }
            ends.append(keys.count)
        }
        do throws(CellError) {
            let pairs = [try reader.column(keys, key), try reader.column(values, value)]
            return .array(ArrayColumn(ends: ends, elements: .tuple(TupleColumn(elements: pairs, count: keys.count))))
        } catch {
            throw error.moved(to: ends)
        }
    }

    private func tuples(_ cells: TextCells, _ elements: [TupleElement]) throws(CellError) -> Column {
        let span = cells.bytes.span
        var parts = [TextCells](repeating: TextCells(bytes: cells.bytes), count: elements.count)
        for cell in 0..<cells.count {
            var found = [Range<Int>?](repeating: nil, count: elements.count)
            if cells.starts[cell] >= 0 {
                let range = stripped(span, cells.starts[cell]..<cells.ends[cell])
                let isObject = isJSON && !range.isEmpty && span[range.lowerBound] == UInt8(ascii: "{")
                found =
                    isObject
                    ? try object(span, range, elements, cell: cell)
                    : try list(span, range, count: elements.count, cell: cell)
            }
            for (part, range) in found.enumerated() {
                if let range { parts[part].append(range) } else { parts[part].appendMissing() }
            }
        }
        var columns: [Column] = []
        for (part, element) in zip(parts, elements) { columns.append(try reader.column(part, element.type)) }
        return .tuple(TupleColumn(elements: columns, count: cells.count))
    }

    /// `(1,'a')`, or `[1,"a"]` in JSON.
    private func list(
        _ span: Span<UInt8>, _ range: Range<Int>, count: Int, cell: Int
    ) throws(CellError) -> [Range<Int>?] {
        let (open, close) =
            isJSON ? (UInt8(ascii: "["), UInt8(ascii: "]")) : (UInt8(ascii: "("), UInt8(ascii: ")"))
        guard !range.isEmpty, span[range.lowerBound] == open else {
            throw CellError(
                cell: cell,
                InputText.expected(
                    String(UnicodeScalar(open)), before: InputText.rest(of: span, from: range.lowerBound)))
        }
        let parts = try split(span, range, close: close, cell: cell)
        if parts.count > count {
            let rest = InputText.rest(of: span, from: parts[count].lowerBound &- 1)
            throw CellError(cell: cell, InputText.expected(String(UnicodeScalar(close)), before: rest))
        }
        guard parts.count == count else {
            let rest = InputText.rest(of: span, from: range.upperBound &- 1)
            throw CellError(cell: cell, InputText.expected(",", before: rest))
        }
        return parts
    }

    /// A JSON object as a tuple with names: elements that it leaves out get their defaults.
    private func object(
        _ span: Span<UInt8>, _ range: Range<Int>, _ elements: [TupleElement], cell: Int
    ) throws(CellError) -> [Range<Int>?] {
        var found = [Range<Int>?](repeating: nil, count: elements.count)
        for pair in try split(span, range, close: UInt8(ascii: "}"), cell: cell) {
            let (key, value) = try splitPair(span, pair, cell: cell)
            var text: [UInt8] = []
            TextExcerpt.append(span, key, to: &text)
            let name: String
            do throws(CellError) {
                name = try reader.strings(TextCells(bytes: text, starts: [0], ends: [text.count])).text(at: 0)
            } catch {
                throw CellError(cell: cell, error.queryError(expected: ":"))
            }
            if let position = elements.firstIndex(where: { $0.name == name }) { found[position] = value }
        }
        return found
    }

    // MARK: - Finding elements

    /// The text without the quotes around it and the spaces at its ends.
    private func stripped(_ span: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        let trimmed = trim(span, range)
        guard trimmed.count >= 2, span[trimmed.lowerBound] == quote, span[trimmed.upperBound &- 1] == quote else {
            return trimmed
        }
        return trim(span, trimmed.lowerBound &+ 1..<trimmed.upperBound &- 1)
    }

    private func trim(_ span: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, isSpace(span[lower]) { lower &+= 1 }
        while upper > lower, isSpace(span[upper &- 1]) { upper &-= 1 }
        return lower..<upper
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

    /// The elements between the first character of `range` and `close`, which must end it.
    private func split(
        _ span: Span<UInt8>, _ range: Range<Int>, close: UInt8, cell: Int
    ) throws(CellError) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var position = range.lowerBound &+ 1
        var start = position
        var depth = 0
        while position < range.upperBound {
            let byte = span[position]
            if byte == quote {
                position = skipQuoted(span, position, range.upperBound)
                continue
            }
            switch byte {
            case UInt8(ascii: ",") where depth == 0:
                result.append(trim(span, start..<position))
                start = position &+ 1
            case close where depth == 0:
                let last = trim(span, start..<position)
                if !result.isEmpty || !last.isEmpty { result.append(last) }
                guard position &+ 1 == range.upperBound else {
                    throw CellError(cell: cell, garbage: InputText.rest(of: span, from: position &+ 1))
                }
                return result
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth &+= 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth &-= 1
            default: break
            }
            position &+= 1
        }
        let rest = InputText.rest(of: span, from: range.upperBound)
        throw CellError(cell: cell, InputText.expected(String(UnicodeScalar(close)), before: rest))
    }

    /// The position behind a quoted string, or the end.
    private func skipQuoted(_ span: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = start &+ 1
        while position < end {
            let byte = span[position]
            if byte == UInt8(ascii: "\\") {
                position &+= 2
            } else {
                position &+= 1
                if byte == quote { return position }
            }
        }
        return end
    }

    private func splitPair(
        _ span: Span<UInt8>, _ pair: Range<Int>, cell: Int
    ) throws(CellError) -> (key: Range<Int>, value: Range<Int>) {
        var position = pair.lowerBound
        var depth = 0
        while position < pair.upperBound {
            let byte = span[position]
            if byte == quote {
                position = skipQuoted(span, position, pair.upperBound)
                continue
            }
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth &+= 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth &-= 1
            case UInt8(ascii: ":") where depth == 0:
                return (trim(span, pair.lowerBound..<position), trim(span, position &+ 1..<pair.upperBound))
            default: break
            }
            position &+= 1
        }
        let rest = InputText.rest(of: span, from: pair.upperBound)
        throw CellError(cell: cell, InputText.expected(":", before: rest))
    }
}
