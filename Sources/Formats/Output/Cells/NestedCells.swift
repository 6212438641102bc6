import Columns
import Errors

/// Arrays, maps and tuples: their elements are written first, all together, then joined row by row.
extension CellWriter {
    func arrays(_ column: ArrayColumn, _ element: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        let elements = column.elementRange(of: rows)
        let texts = try nested.cells(of: column.elements, element, rows: elements)
        let marks = arrayMarks(element)
        var result = StringColumn()
        result.ends.reserveCapacity(rows.count)
        result.bytes.reserveCapacity(texts.bytes.count &+ elements.count &+ 2 &* rows.count)
        for row in rows {
            let range = column.range(of: row)
            if style == .binary {
                appendVarUInt(range.count, to: &result.bytes)
                result.bytes.append(
                    contentsOf: texts.bytes[texts.range(ofRows: range.moved(by: 0 &- elements.lowerBound))])
            } else {
                result.bytes.append(contentsOf: range.isEmpty ? marks.openEmpty : marks.open)
                for index in range {
                    if index > range.lowerBound { result.bytes.append(contentsOf: marks.between) }
                    result.bytes.append(contentsOf: marks.before)
                    result.bytes.append(contentsOf: texts[index &- elements.lowerBound])
                    result.bytes.append(contentsOf: marks.after)
                }
                result.bytes.append(contentsOf: range.isEmpty ? marks.closeEmpty : marks.close)
            }
            var asCell = result.bytes.count
            if style == .csv { asCell = quoteForCSV(&result.bytes, from: result.ends.last ?? 0) }
            result.ends.append(asCell)
        }
        return result
    }

    /// What stands around the elements of an array, and what an empty one is.
    private struct ArrayMarks {
        var open: [UInt8], before: [UInt8] = [], between: [UInt8], after: [UInt8] = [], close: [UInt8]
        var openEmpty: [UInt8], closeEmpty: [UInt8]
    }

    private func arrayMarks(_ element: DataType) -> ArrayMarks {
        if style == .xml {
            return ArrayMarks(
                open: bytes("<array>"), before: bytes("<elem>"), between: [], after: bytes("</elem>"),
                close: bytes("</array>"), openEmpty: bytes("<array>"), closeEmpty: bytes("</array>"))
        }
        var marks = ArrayMarks(
            open: bytes("["), between: bytes(","), close: bytes("]"), openEmpty: bytes("["), closeEmpty: bytes("]"))
        // In a document of many lines, elements that have parts stand on lines of their own.
        if let indentation, style == .json, element.hasParts {
            let deeper = [UInt8(ascii: "\n")] + indentation.deeper.text
            marks.open += deeper
            marks.between += deeper
            marks.close = [UInt8(ascii: "\n")] + indentation.text + marks.close
        }
        return marks
    }

    func maps(
        _ ends: [Int], _ pairs: TupleColumn, _ key: DataType, _ value: DataType, rows: Range<Int>
    ) throws(QueryError) -> StringColumn {
        if style == .json && settings.mapsAsArrays {
            let pair = DataType.tuple([TupleElement(nil, key), TupleElement(nil, value)])
            return try arrays(ArrayColumn(ends: ends, elements: .tuple(pairs)), pair, rows: rows)
        }
        let all = ArrayColumn(ends: ends, elements: .tuple(pairs))
        let elements = all.elementRange(of: rows)
        var keys = try nested.cells(of: pairs.elements[0], key, rows: elements)
        if style == .json { keys = quotedKeys(keys) }
        let values = try nested.cells(of: pairs.elements[1], value, rows: elements)
        let marks = mapMarks
        var result = StringColumn()
        result.ends.reserveCapacity(rows.count)
        for row in rows {
            let range = all.range(of: row)
            if style == .binary { appendVarUInt(range.count, to: &result.bytes) }
            result.bytes.append(contentsOf: range.isEmpty ? marks.openEmpty : marks.open)
            for index in range {
                if index > range.lowerBound { result.bytes.append(contentsOf: marks.between) }
                result.bytes.append(contentsOf: marks.before)
                result.bytes.append(contentsOf: keys[index &- elements.lowerBound])
                result.bytes.append(contentsOf: marks.colon)
                result.bytes.append(contentsOf: values[index &- elements.lowerBound])
                result.bytes.append(contentsOf: marks.after)
            }
            result.bytes.append(contentsOf: range.isEmpty ? marks.closeEmpty : marks.close)
            var end = result.bytes.count
            if style == .csv { end = quoteForCSV(&result.bytes, from: result.ends.last ?? 0) }
            result.ends.append(end)
        }
        return result
    }

    private struct MapMarks {
        var open: [UInt8] = [], before: [UInt8] = [], colon: [UInt8] = [], after: [UInt8] = []
        var between: [UInt8] = [], close: [UInt8] = [], openEmpty: [UInt8] = [], closeEmpty: [UInt8] = []
    }

    private var mapMarks: MapMarks {
        var marks: MapMarks
        switch style {
        case .binary: return MapMarks()
        case .xml:
            marks = MapMarks(
                open: bytes("<map>"), before: bytes("<elem><key>"), colon: bytes("</key><value>"),
                after: bytes("</value></elem>"), close: bytes("</map>"))
        default: marks = MapMarks(open: bytes("{"), colon: bytes(":"), between: bytes(","), close: bytes("}"))
        }
        (marks.openEmpty, marks.closeEmpty) = (marks.open, marks.close)
        if let indentation, style == .json {
            let deeper = [UInt8(ascii: "\n")] + indentation.deeper.text
            marks.open += deeper
            marks.between += deeper
            marks.colon = bytes(": ")
            marks.close = [UInt8(ascii: "\n")] + indentation.text + marks.close
        }
        return marks
    }

    /// Keys of JSON objects are strings, whatever the type.
    private func quotedKeys(_ keys: StringColumn) -> StringColumn {
        var result = StringColumn()
        let quote = UInt8(ascii: "\"")
        for row in 0..<keys.count {
            let key = keys[row]
            if key.first == quote { result.append(key) } else { result.append([quote] + key + [quote]) }
        }
        return result
    }

    func tuples(_ column: TupleColumn, _ elements: [TupleElement], rows: Range<Int>) throws(QueryError) -> StringColumn
    {
        var texts: [StringColumn] = []
        let writer = nested
        for (position, element) in elements.enumerated() {
            texts.append(try writer.cells(of: column.elements[position], element.type, rows: rows))
        }
        let names = elements.compactMap(\.name)
        let isObject =
            style == .json && settings.namedTuplesAsObjects && names.count == elements.count && !elements.isEmpty
        let marks = tupleMarks(names: isObject ? names : nil, count: elements.count)
        var skips: [Bool] = []
        if isObject && settings.skipsNullsInNamedTuples { skips = elements.map { $0.type.unwrapped != $0.type } }
        var result = StringColumn()
        result.ends.reserveCapacity(rows.count)
        let null = nested.nullText
        if style == .csv && settings.spreadsTuplesInCSV && elements.isEmpty {
            // The one field that no element fills.
            return StringColumn(ends: [Int](repeating: 0, count: rows.count))
        }
        for row in 0..<rows.count {
            result.bytes.append(contentsOf: marks.open)
            var isFirst = true
            for position in texts.indices {
                let text = texts[position][row]
                if !skips.isEmpty, skips[position], text.elementsEqual(null) { continue }
                if !isFirst { result.bytes.append(contentsOf: marks.between) }
                isFirst = false
                result.bytes.append(contentsOf: marks.before[position])
                result.bytes.append(contentsOf: text)
                result.bytes.append(contentsOf: marks.after)
            }
            result.bytes.append(contentsOf: marks.close)
            var end = result.bytes.count
            if style == .csv { end = quoteForCSV(&result.bytes, from: result.ends.last ?? 0) }
            result.ends.append(end)
        }
        return result
    }

    private struct TupleMarks {
        var open: [UInt8], before: [[UInt8]], after: [UInt8], between: [UInt8], close: [UInt8]
    }

    private func tupleMarks(names: [String]?, count: Int) -> TupleMarks {
        var marks = plainTupleMarks(names: names, count: count)
        if let indentation, style == .json {
            let deeper = [UInt8(ascii: "\n")] + indentation.deeper.text
            marks.open += count == 0 ? [UInt8(ascii: "\n")] : deeper
            marks.between += deeper
            marks.close = [UInt8(ascii: "\n")] + indentation.text + marks.close
        }
        return marks
    }

    private func plainTupleMarks(names: [String]?, count: Int) -> TupleMarks {
        if let names {
            let keys = names.map { text(ofString: Array($0.utf8)) + bytes(indentation == nil ? ":" : ": ") }
            return TupleMarks(open: bytes("{"), before: keys, after: [], between: bytes(","), close: bytes("}"))
        }
        let none = [[UInt8]](repeating: [], count: count)
        switch style {
        case .binary: return TupleMarks(open: [], before: none, after: [], between: [], close: [])
        case .json: return TupleMarks(open: bytes("["), before: none, after: [], between: bytes(","), close: bytes("]"))
        case .xml:
            return TupleMarks(
                open: bytes("<tuple>"), before: none.map { _ in bytes("<elem>") }, after: bytes("</elem>"), between: [],
                close: bytes("</tuple>"))
        default: return TupleMarks(open: bytes("("), before: none, after: [], between: bytes(","), close: bytes(")"))
        }
    }

    /// Puts the text from `start` on between double quotes; gives the new end.
    private func quoteForCSV(_ bytes: inout [UInt8], from start: Int) -> Int {
        let text = Array(bytes[start...])
        bytes.removeLast(text.count)
        let span = text.span
        CSVText.writeQuoted(span, to: &bytes)
        return bytes.count
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension DataType {
    /// Arrays, maps and tuples.
    fileprivate var hasParts: Bool {
        switch storedValue {
        case .array, .map, .tuple: true
        default: false
        }
    }
}

extension ArrayColumn {
    /// The elements of all of `rows`.
    fileprivate func elementRange(of rows: Range<Int>) -> Range<Int> {
        rows.isEmpty ? 0..<0 : range(of: rows.lowerBound).lowerBound..<range(of: rows.upperBound - 1).upperBound
    }
}

extension Range<Int> {
    fileprivate func moved(by distance: Int) -> Range<Int> { lowerBound &+ distance..<upperBound &+ distance }
}
