import Columns
import Errors

/// Reads one value of a fixed width; one kind of value has one such reader.
protocol LeafParser {
    associatedtype Element: FixedWidthValue
    mutating func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Element
}

/// Values that have nothing inside them.
extension CellReader {
    func leaves(_ cells: TextCells, _ type: DataType) throws(CellError) -> Column {
        switch type.storedValue {
        case .string, .aggregateFunction: return .string(try strings(cells))
        case .fixedString(let size): return try fixedStrings(cells, size: size)
        case .enum8(let names): return try enums(cells, names, wide: false)
        case .enum16(let names): return try enums(cells, names, wide: true)
        case .bool: return try bools(cells)
        case .date, .date32, .dateTime, .dateTime64: return try times(cells, type)
        case .uuid: return try fixed(cells, UUIDParser())
        case .ipv4: return try fixed(cells, IPv4Parser())
        case .ipv6: return try fixed(cells, IPv6Parser())
        case .decimal(let precision, let scale): return try decimals(cells, type, precision: precision, scale: scale)
        default: return try numbers(cells, type)
        }
    }

    private func numbers(_ cells: TextCells, _ type: DataType) throws(CellError) -> Column {
        let words = style == .json
        switch type.physicalKind {
        case .int8: return try fixed(cells, IntegerParser<Int8>(takesWords: words))
        case .int16: return try fixed(cells, IntegerParser<Int16>(takesWords: words))
        case .int32: return try fixed(cells, IntegerParser<Int32>(takesWords: words))
        case .int64: return try fixed(cells, IntegerParser<Int64>(takesWords: words))
        case .uint8: return try fixed(cells, IntegerParser<UInt8>(takesWords: words))
        case .uint16: return try fixed(cells, IntegerParser<UInt16>(takesWords: words))
        case .uint32: return try fixed(cells, IntegerParser<UInt32>(takesWords: words))
        case .uint64: return try fixed(cells, IntegerParser<UInt64>(takesWords: words))
        case .int128: return try fixed(cells, WideIntegerParser<Int128>())
        case .int256: return try fixed(cells, WideIntegerParser<Int256>())
        case .uint128: return try fixed(cells, WideIntegerParser<UInt128>())
        case .uint256: return try fixed(cells, WideIntegerParser<UInt256>())
        case .float32: return try fixed(cells, Float32Parser(takesWords: words))
        case .float64: return try fixed(cells, Float64Parser(takesWords: words))
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing:
            throw CellError(
                cell: 0, QueryError(.notImplemented, "Values of type \(type.name) are not supported in text formats"))
        }
    }

    private func decimals(
        _ cells: TextCells, _ type: DataType, precision: Int, scale: Int
    ) throws(CellError) -> Column {
        switch type.physicalKind {
        case .int32: try fixed(cells, DecimalParser<Int32>(precision: precision, scale: scale))
        case .int64: try fixed(cells, DecimalParser<Int64>(precision: precision, scale: scale))
        case .int128: try fixed(cells, DecimalParser<Int128>(precision: precision, scale: scale))
        default: try fixed(cells, DecimalParser<Int256>(precision: precision, scale: scale))
        }
    }

    private func times(_ cells: TextCells, _ type: DataType) throws(CellError) -> Column {
        let zone: TimeZone
        do throws(QueryError) { zone = try settings.text.zone(of: type.storedValue) } catch {
            throw CellError(cell: 0, error)
        }
        let reader = DateTimeTextReader(zone, style: settings.timeStyle, now: settings.now)
        return switch type.storedValue {
        case .date: try fixed(cells, DateParser())
        case .date32: try fixed(cells, Date32Parser())
        case .dateTime64(let precision, _):
            try fixed(cells, DateTime64Parser(reader: reader, precision: precision))
        default: try fixed(cells, DateTimeParser(reader: reader))
        }
    }

    /// Reads one value per cell, all of one kind.
    private func fixed<P: LeafParser>(_ cells: TextCells, _ parser: P) throws(CellError) -> Column {
        var parser = parser
        var result: [P.Element] = []
        result.reserveCapacity(cells.count)
        let span = cells.bytes.span
        let quote = style.quote
        for cell in 0..<cells.count {
            var (start, end) = (cells.starts[cell], cells.ends[cell])
            guard start >= 0 else {
                result.append(.zero)
                continue
            }
            let isQuoted = quote != 0 && end &- start >= 2 && span[start] == quote && span[end &- 1] == quote
            if isQuoted {
                start &+= 1
                end &-= 1
            }
            var position = 0
            do throws(QueryError) {
                if start == end {
                    result.append(try empty(&parser))
                } else {
                    result.append(try parser.parse(span.extracting(start..<end), at: &position))
                }
            } catch {
                throw CellError(cell: cell, error)
            }
            if start &+ position != end {
                throw CellError(
                    cell: cell, garbage: InputText.rest(of: span, from: start &+ position),
                    closing: isQuoted ? quote : 0)
            }
        }
        return P.Element.column(result)
    }

    /// What an empty cell means: ClickHouse sees the delimiter there, which is not the end of the data.
    private func empty<P: LeafParser>(_ parser: inout P) throws(QueryError) -> P.Element {
        let delimiter: [UInt8] = [UInt8(ascii: "\n")]
        let span = delimiter.span
        var position = 0
        return try parser.parse(span, at: &position)
    }

    // MARK: - Bool

    private func bools(_ cells: TextCells) throws(CellError) -> Column {
        let span = cells.bytes.span
        var result: [UInt8] = []
        result.reserveCapacity(cells.count)
        let (yes, no) =
            style == .json
            ? (Array("true".utf8), Array("false".utf8)) : (settings.text.trueText, settings.text.falseText)
        for cell in 0..<cells.count {
            var (start, end) = (cells.starts[cell], cells.ends[cell])
            guard start >= 0 else {
                result.append(0)
                continue
            }
            if style == .quoted, end &- start >= 2, span[start] == style.quote {
                start &+= 1
                end &-= 1
            }
            let text = span.extracting(start..<end)
            if isSame(text, yes) || isSame(text, no) {
                result.append(isSame(text, yes) ? 1 : 0)
                continue
            }
            if style == .json {
                result.append(try jsonBit(text, cell: cell))
                continue
            }
            var position = 0
            guard end > start, let value = BoolText.readOrNil(text, at: &position) else {
                throw CellError(cell: cell, noBool(InputText.rest(of: span, from: start)))
            }
            if start &+ position != end {
                throw CellError(cell: cell, garbage: InputText.rest(of: span, from: start &+ position))
            }
            result.append(value ? 1 : 0)
        }
        return .uint8(result)
    }

    private func isSame(_ text: Span<UInt8>, _ word: [UInt8]) -> Bool {
        guard text.count == word.count else { return false }
        for index in 0..<word.count where text[index] != word[index] { return false }
        return true
    }

    private func jsonBit(_ text: Span<UInt8>, cell: Int) throws(CellError) -> UInt8 {
        if text.count == 1, text[0] == UInt8(ascii: "1") || text[0] == UInt8(ascii: "0") { return text[0] & 1 }
        let first = text.isEmpty ? "" : String(UnicodeScalar(text[0]))
        throw CellError(
            cell: cell,
            QueryError(
                .cannotParseBool,
                "Invalid boolean value, should be true/false, 1/0, but it starts with the '\(first)' character"))
    }

    private func noBool(_ rest: [UInt8]) -> QueryError {
        QueryError(
            .cannotParseBool,
            "Cannot parse boolean value here: '\(String(decoding: rest.prefix(32), as: UTF8.self))', should be "
                + "'\(String(decoding: settings.text.trueText, as: UTF8.self))' or "
                + "'\(String(decoding: settings.text.falseText, as: UTF8.self))' controlled by setting "
                + "bool_true_representation and bool_false_representation or one of "
                + "True/False/T/F/Y/N/Yes/No/On/Off/Enable/Disable/Enabled/Disabled/1/0")
    }
}
