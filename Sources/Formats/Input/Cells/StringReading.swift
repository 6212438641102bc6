import Columns
import Errors

/// Strings, and what is written as one: enums, fixed strings.
extension CellReader {
    func strings(_ cells: TextCells) throws(CellError) -> StringColumn {
        var result = StringColumn()
        result.ends.reserveCapacity(cells.count)
        result.bytes.reserveCapacity(cells.byteCount)
        let span = cells.bytes.span
        for cell in 0..<cells.count {
            if cells.starts[cell] >= 0 {
                do throws(QueryError) {
                    try appendText(span, cells.starts[cell]..<cells.ends[cell], to: &result.bytes)
                } catch {
                    throw CellError(cell: cell, error)
                }
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }

    /// Appends the string that a cell stands for.
    private func appendText(
        _ span: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
    ) throws(QueryError) {
        switch style {
        case .raw, .display: TextExcerpt.append(span, range, to: &output)
        case .escaped: try appendEscaped(span, range, to: &output)
        case .csv:
            let first = range.isEmpty ? 0 : span[range.lowerBound]
            guard
                first == UInt8(ascii: "\"") && settings.doubleQuotesInCSV
                    || first == UInt8(ascii: "'") && settings.singleQuotesInCSV
            else { return TextExcerpt.append(span, range, to: &output) }
            var position = 0
            _ = CSVText.read(
                span.extracting(range), at: &position, delimiter: 0, singleQuotes: settings.singleQuotesInCSV,
                doubleQuotes: settings.doubleQuotesInCSV, to: &output)
        case .json, .jsonString: try appendJSON(span, range, to: &output)
        case .quoted: try appendQuoted(span, range, to: &output)
        }
    }

    private func appendEscaped(
        _ span: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
    ) throws(QueryError) {
        guard hasBackslash(span, range) else { return TextExcerpt.append(span, range, to: &output) }
        var position = 0
        let text = span.extracting(range)
        while position < text.count {
            try TSVText.readEscaped(text, at: &position, to: &output)
            // It stops at a tab or a line feed, which a cell has only behind a backslash.
            guard position < text.count else { break }
            output.append(text[position])
            position &+= 1
        }
    }

    private func hasBackslash(_ span: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let backslash = UInt8(ascii: "\\")
        return ByteSearch.first(backslash, or: backslash, in: span, range) < range.upperBound
    }

    /// A JSON string's text; other values as they are written.
    private func appendJSON(
        _ span: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
    ) throws(QueryError) {
        guard !range.isEmpty, span[range.lowerBound] == UInt8(ascii: "\"") else {
            return TextExcerpt.append(span, range, to: &output)
        }
        let inner = range.lowerBound &+ 1..<Swift.max(range.lowerBound &+ 1, range.upperBound &- 1)
        guard hasBackslash(span, inner) else { return TextExcerpt.append(span, inner, to: &output) }
        var position = 0
        try JSONText.readQuoted(span.extracting(range), at: &position, to: &output)
    }

    private func appendQuoted(
        _ span: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
    ) throws(QueryError) {
        var position = 0
        let text = span.extracting(range)
        guard !range.isEmpty, text[0] == UInt8(ascii: "'") else {
            let got = range.isEmpty ? "" : String(UnicodeScalar(text[0]))
            throw QueryError(
                .cannotParseQuotedString, "Cannot parse quoted string: expected opening quote ''', got '\(got)'")
        }
        try SQLText.readQuoted(text, at: &position, quote: UInt8(ascii: "'"), to: &output)
        guard position == text.count else {
            throw InputText.expected(",", before: InputText.rest(of: text, from: position))
        }
    }

    func fixedStrings(_ cells: TextCells, size: Int) throws(CellError) -> Column {
        let texts = try strings(cells)
        var result: [UInt8] = []
        result.reserveCapacity(Swift.min(texts.count &* size, 1 << 24))
        for row in 0..<texts.count {
            let text = texts[row]
            guard text.count <= size else {
                throw CellError(
                    cell: row, QueryError(.tooLargeStringSize, "Too large value for FixedString(\(size))"))
            }
            result.append(contentsOf: text)
            result.append(contentsOf: repeatElement(0, count: size &- text.count))
        }
        return .fixedString(FixedStringColumn(size: size, bytes: result))
    }

    /// Each distinct text is looked up once.
    func enums(_ cells: TextCells, _ names: EnumValues, wide: Bool) throws(CellError) -> Column {
        let (texts, places) = cells.distinct()
        var numbers: [Int16] = []
        do throws(CellError) {
            let strings = try enumTexts(texts)
            for place in 0..<strings.count {
                guard texts.starts[place] >= 0 else {
                    numbers.append(names.numbers[0])
                    continue
                }
                numbers.append(try number(Array(strings[place]), names, cell: place))
            }
        } catch {
            var moved = error
            moved.cell = places.firstIndex(of: UInt32(truncatingIfNeeded: error.cell)) ?? 0
            throw moved
        }
        if wide { return .int16(places.map { numbers[Int($0)] }) }
        return .int8(places.map { Int8(truncatingIfNeeded: numbers[Int($0)]) })
    }

    /// A number stands bare where names are quoted.
    private func enumTexts(_ cells: TextCells) throws(CellError) -> StringColumn {
        guard style == .quoted else { return try strings(cells) }
        let span = cells.bytes.span
        var result = StringColumn()
        for cell in 0..<cells.count {
            if cells.starts[cell] >= 0 {
                let range = cells.starts[cell]..<cells.ends[cell]
                let isBare = !range.isEmpty && span[range.lowerBound] != UInt8(ascii: "'")
                do throws(QueryError) {
                    if isBare {
                        TextExcerpt.append(span, range, to: &result.bytes)
                    } else {
                        try appendQuoted(span, range, to: &result.bytes)
                    }
                } catch {
                    throw CellError(cell: cell, error)
                }
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }

    private func number(_ text: [UInt8], _ names: EnumValues, cell: Int) throws(CellError) -> Int16 {
        if let number = names.number(of: text) { return number }
        let word = String(decoding: text, as: UTF8.self)
        if let number = Int16(word), names.name(of: number) != nil { return number }
        let near = names.names.map { String(decoding: $0, as: UTF8.self) }.first { isNear($0, word) }
        let hint = near.map { ", maybe you meant: ['\($0)']" } ?? ""
        throw CellError(
            cell: cell, QueryError(.unknownElementOfEnum, "Unknown element '\(word)' for enum\(hint)"))
    }

    /// A change apart, or a third of the letters in long words.
    private func isNear(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        guard !left.isEmpty, !right.isEmpty, left.count <= 64, right.count <= 64 else { return false }
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                current.append(
                    min(previous[column + 1] + 1, current[column] + 1, previous[column] + (byte == other ? 0 : 1)))
            }
            previous = current
        }
        return previous[right.count] <= max(1, min(left.count, right.count) / 3)
    }
}
