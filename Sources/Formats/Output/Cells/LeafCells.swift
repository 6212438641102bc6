import Codecs
import Columns
import Errors

/// Values that have nothing inside them: numbers, strings, times, addresses.
extension CellWriter {
    func leaves(of column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        if style == .binary { return try binaryLeaves(of: column, type, rows: rows) }
        switch type.storedValue {
        case .string, .fixedString, .aggregateFunction: return try strings(column, type, rows: rows)
        case .object: return try objects(column, type, rows: rows)
        case .bool, .int8, .int16, .int32, .int64, .int128, .int256, .uint8, .uint16, .uint32, .uint64, .uint128,
            .uint256, .interval:
            return try integers(column, type, rows: rows)
        case .float32, .float64: return try floats(column, type, rows: rows)
        case .decimal(_, let scale): return try decimals(column, type, scale: scale, rows: rows)
        case .date, .date32, .dateTime, .dateTime64: return try times(column, type, rows: rows)
        case .enum8(let names), .enum16(let names): return try enums(column, type, names, rows: rows)
        case .uuid, .ipv4, .ipv6: return try identifiers(column, type, rows: rows)
        case .nothing, .nullable, .lowCardinality, .array, .tuple, .map, .simpleAggregateFunction, .variant,
            .dynamicValue:
            throw mismatch(type)
        }
    }

    /// Writes one cell per row, each between `quote`s if it is not 0.
    @inline(__always)
    private func each(
        _ rows: Range<Int>, quote: UInt8 = 0, bytesPerRow: Int = 8, _ write: (Int, inout [UInt8]) -> Void
    ) -> StringColumn {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        bytes.reserveCapacity(rows.count &* bytesPerRow)
        ends.reserveCapacity(rows.count)
        for row in rows {
            if quote != 0 { bytes.append(quote) }
            write(row, &bytes)
            if quote != 0 { bytes.append(quote) }
            ends.append(bytes.count)
        }
        return StringColumn(ends: ends, bytes: bytes)
    }

    // MARK: - Numbers

    private func integers(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        let quote: UInt8 = style == .json && settings.quotesIntegers64 ? UInt8(ascii: "\"") : 0
        switch column {
        case .uint8(let values) where type.storedValue == .bool:
            let (yes, no): ([UInt8], [UInt8]) =
                style == .json ? (Array("true".utf8), Array("false".utf8)) : (settings.trueText, settings.falseText)
            var texts = StringColumn()
            texts.append(no)
            texts.append(yes)
            return texts.gathering(values[rows].map { $0 != 0 ? 1 : 0 })
        case .int8(let values): return signed(values, rows)
        case .int16(let values): return signed(values, rows)
        case .int32(let values): return signed(values, rows)
        case .int64(let values): return signed(values, rows, quote: quote)
        case .uint8(let values): return unsigned(values, rows)
        case .uint16(let values): return unsigned(values, rows)
        case .uint32(let values): return unsigned(values, rows)
        case .uint64(let values): return unsigned(values, rows, quote: quote)
        case .int128(let values): return each(rows, quote: quote) { IntegerText.write(values[$0], to: &$1) }
        case .int256(let values): return each(rows, quote: quote) { IntegerText.write(values[$0], to: &$1) }
        case .uint128(let values): return each(rows, quote: quote) { IntegerText.write(values[$0], to: &$1) }
        case .uint256(let values): return each(rows, quote: quote) { IntegerText.write(values[$0], to: &$1) }
        default: throw mismatch(type)
        }
    }

    private func signed<T: SignedInteger & FixedWidthInteger>(
        _ values: [T], _ rows: Range<Int>, quote: UInt8 = 0
    ) -> StringColumn {
        each(rows, quote: quote) { row, bytes in
            if values[row] < 0 { bytes.append(UInt8(ascii: "-")) }
            IntegerText.writeDigits(UInt64(truncatingIfNeeded: values[row].magnitude), to: &bytes)
        }
    }

    private func unsigned<T: UnsignedInteger>(
        _ values: [T], _ rows: Range<Int>, quote: UInt8 = 0
    ) -> StringColumn {
        each(rows, quote: quote) { row, bytes in
            IntegerText.writeDigits(UInt64(truncatingIfNeeded: values[row]), to: &bytes)
        }
    }

    private func floats(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        guard style == .json else {
            switch column {
            case .float32(let values): return each(rows, bytesPerRow: 12) { FloatText.write(values[$0], to: &$1) }
            case .float64(let values): return each(rows, bytesPerRow: 12) { FloatText.write(values[$0], to: &$1) }
            default: throw mismatch(type)
            }
        }
        let quotesDenormals = settings.quotesDenormals || (settings.quotesFloats64 && type.storedValue == .float64)
        let quotesAll = settings.quotesFloats64 && type.storedValue == .float64
        @inline(__always)
        func write(isFinite: Bool, _ bytes: inout [UInt8], _ text: (inout [UInt8]) -> Void) {
            if isFinite ? quotesAll : quotesDenormals {
                bytes.append(UInt8(ascii: "\""))
                text(&bytes)
                bytes.append(UInt8(ascii: "\""))
            } else if isFinite {
                text(&bytes)
            } else {
                bytes.append(contentsOf: "null".utf8)
            }
        }
        switch column {
        case .float32(let values):
            return each(rows, bytesPerRow: 12) { row, bytes in
                write(isFinite: values[row].isFinite, &bytes) { FloatText.write(values[row], to: &$0) }
            }
        case .float64(let values):
            return each(rows, bytesPerRow: 12) { row, bytes in
                write(isFinite: values[row].isFinite, &bytes) { FloatText.write(values[row], to: &$0) }
            }
        default: throw mismatch(type)
        }
    }

    private func decimals(
        _ column: Column, _ type: DataType, scale: Int, rows: Range<Int>
    ) throws(QueryError) -> StringColumn {
        let zeros = settings.keepsTrailingZeros
        let quote: UInt8 = style == .json && settings.quotesDecimals ? UInt8(ascii: "\"") : 0
        switch column {
        case .int32(let values):
            return each(rows, quote: quote) {
                DecimalText.write(values[$0], scale: scale, trailingZeros: zeros, to: &$1)
            }
        case .int64(let values):
            return each(rows, quote: quote) {
                DecimalText.write(values[$0], scale: scale, trailingZeros: zeros, to: &$1)
            }
        case .int128(let values):
            return each(rows, quote: quote) {
                DecimalText.write(values[$0], scale: scale, trailingZeros: zeros, to: &$1)
            }
        case .int256(let values):
            return each(rows, quote: quote) {
                DecimalText.write(values[$0], scale: scale, trailingZeros: zeros, to: &$1)
            }
        default: throw mismatch(type)
        }
    }

    // MARK: - Times and identifiers

    private func times(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        switch (column, type.storedValue) {
        case (.uint16(let days), .date):
            return each(rows, quote: style.quote, bytesPerRow: 12) { DateText.write(day: Int(days[$0]), to: &$1) }
        case (.int32(let days), .date32):
            return each(rows, quote: style.quote, bytesPerRow: 12) { DateText.write(day: Int(days[$0]), to: &$1) }
        case (.uint32(let seconds), .dateTime):
            let ticks = rows.map { Int64(seconds[$0]) }
            return try times(ticks, precision: 0, type)
        case (.int64(let ticks), .dateTime64(let precision, _)):
            return try times(Array(ticks[rows]), precision: precision, type)
        default: throw mismatch(type)
        }
    }

    private func times(_ ticks: [Int64], precision: Int, _ type: DataType) throws(QueryError) -> StringColumn {
        let rows = 0..<ticks.count
        switch settings.timeForm {
        case .simple:
            var writer = DateTimeTextWriter(try settings.zone(of: type.storedValue))
            return each(rows, quote: style.quote, bytesPerRow: 32) {
                writer.write(ticks: ticks[$0], precision: precision, to: &$1)
            }
        case .iso:
            var writer = DateTimeTextWriter(.utc)
            return each(rows, quote: style.quote, bytesPerRow: 32) {
                writer.writeISO(ticks: ticks[$0], precision: precision, to: &$1)
            }
        case .unixTimestamp:
            return each(rows, quote: style.quote, bytesPerRow: 24) {
                DateTimeTextWriter.writeUnixTimestamp(ticks: ticks[$0], precision: precision, to: &$1)
            }
        }
    }

    private func identifiers(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        let quote = style.quote
        switch (column, type.storedValue) {
        case (.uint128(let values), .uuid):
            return each(rows, quote: quote, bytesPerRow: 38) { UUIDText.write(values[$0], to: &$1) }
        case (.uint128(let values), .ipv6):
            return each(rows, quote: quote, bytesPerRow: 38) { IPv6Text.write(values[$0], to: &$1) }
        case (.uint32(let values), .ipv4):
            return each(rows, quote: quote, bytesPerRow: 18) { IPv4Text.write(values[$0], to: &$1) }
        default: throw mismatch(type)
        }
    }

    // MARK: - Strings

    private func enums(
        _ column: Column, _ type: DataType, _ names: EnumValues, rows: Range<Int>
    ) throws(QueryError) -> StringColumn {
        var texts = StringColumn()
        for name in names.names { texts.append(text(ofString: name)) }
        var positions: [UInt32] = []
        positions.reserveCapacity(rows.count)
        let first = Int(names.numbers[0])
        var places = [Int](repeating: -1, count: Int(names.numbers[names.numbers.count - 1]) - first + 1)
        for (place, number) in names.numbers.enumerated() { places[Int(number) - first] = place }
        for row in rows {
            let number: Int
            switch column {
            case .int8(let values): number = Int(values[row])
            case .int16(let values): number = Int(values[row])
            default: throw mismatch(type)
            }
            guard places.indices.contains(number - first), places[number - first] >= 0 else {
                throw QueryError(.badArguments, "Unexpected value \(number) in enum")
            }
            positions.append(UInt32(truncatingIfNeeded: places[number - first]))
        }
        return texts.gathering(positions)
    }

    /// A string as this style writes it.
    func text(ofString bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        let span = bytes.span
        write(span, to: &result)
        return result
    }

    @inline(__always)
    private func write(_ span: Span<UInt8>, to bytes: inout [UInt8]) {
        switch style {
        case .escaped: TSVText.writeEscaped(span, to: &bytes)
        case .raw, .display: TextExcerpt.append(span, 0..<span.count, to: &bytes)
        case .quoted:
            if settings.doublesQuotesInValues {
                writeDoublingQuotes(span, to: &bytes)
            } else {
                SQLText.writeQuoted(span, to: &bytes)
            }
        case .csv: CSVText.writeQuoted(span, to: &bytes)
        case .json: JSONText.writeQuoted(span, escapingSlashes: settings.escapesSlashes, to: &bytes)
        case .xml: XMLText.writeEscaped(span, to: &bytes)
        case .jsonString, .binary: break
        }
    }

    /// `output_format_values_escape_quote_with_quote`: only quotes are escaped, by themselves.
    private func writeDoublingQuotes(_ span: Span<UInt8>, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        bytes.append(quote)
        for index in 0..<span.count {
            if span[index] == quote { bytes.append(quote) }
            bytes.append(span[index])
        }
        bytes.append(quote)
    }

    private func strings(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        let bytes: [UInt8]
        let ends: [Int]
        switch column {
        case .string(let strings):
            bytes = strings.bytes
            ends = [strings.range(ofRows: rows).lowerBound] + strings.ends[rows]
        case .fixedString(let strings):
            bytes = strings.bytes
            ends = (rows.lowerBound...rows.upperBound).map { $0 * strings.size }
        default: throw mismatch(type)
        }
        if (style == .json || style == .xml) && settings.validatesUTF8 {
            let valid = validUTF8(bytes, ends)
            return written(valid.bytes, [0] + valid.ends)
        }
        return written(bytes, ends)
    }

    /// `ends` has the first string's start before the ends.
    private func written(_ bytes: [UInt8], _ ends: [Int]) -> StringColumn {
        let span = bytes.span
        let size = (ends.last ?? 0) - (ends.first ?? 0)
        var result: [UInt8] = []
        var resultEnds: [Int] = []
        result.reserveCapacity(size + size / 8 + ends.count * 2)
        resultEnds.reserveCapacity(ends.count)
        for row in 1..<Swift.max(ends.count, 1) {
            write(span.extracting(ends[row - 1]..<ends[row]), to: &result)
            resultEnds.append(result.count)
        }
        return StringColumn(ends: resultEnds, bytes: result)
    }

    private func validUTF8(_ bytes: [UInt8], _ ends: [Int]) -> StringColumn {
        let span = bytes.span
        var result = StringColumn()
        for row in 1..<Swift.max(ends.count, 1) {
            UTF8Text.writeValid(span.extracting(ends[row - 1]..<ends[row]), to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return result
    }

    /// `JSON` values: as they are in JSON, as a string elsewhere.
    private func objects(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        guard case .string(let values) = column.materialised else { throw mismatch(type) }
        var writer = ObjectTextWriter(settings.sessionZone)
        let texts = try writer.texts(of: values, rows: rows)
        return style == .json ? texts : try strings(.string(texts), .string, rows: 0..<rows.count)
    }

    // MARK: - RowBinary

    private func binaryLeaves(of column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn
    {
        if case .string(let strings) = column {
            if type.isObject {
                var result = StringColumn()
                for row in rows {
                    ValueBytes.write(.string(Array(strings[row])), of: type, to: &result.bytes)
                    result.ends.append(result.bytes.count)
                }
                return result
            }
            if type.isKeptAsBytes {
                return StringColumn(
                    ends: strings.ends[rows].map { $0 - strings.range(ofRows: rows).lowerBound },
                    bytes: Array(strings.bytes[strings.range(ofRows: rows)]))
            }
            var result = StringColumn()
            for row in rows {
                appendVarUInt(strings.range(of: row).count, to: &result.bytes)
                result.append(strings[row])
            }
            return result
        }
        var writer = ByteWriter()
        try writer.writeLeaf(column, type: type, rows: rows)
        let bytes = writer.take()
        let width = rows.isEmpty ? 0 : bytes.count / rows.count
        return StringColumn(ends: (0..<rows.count).map { ($0 + 1) * width }, bytes: bytes)
    }
}

extension DataType {
    /// A column's strings are the values' own bytes, without a length before them.
    fileprivate var isKeptAsBytes: Bool {
        switch self {
        case .aggregateFunction: true
        default: false
        }
    }
}

/// A count as LEB128.
func appendVarUInt(_ count: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(truncatingIfNeeded: count)
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
}

extension StringColumn {
    /// Where the bytes of `rows` are.
    func range(ofRows rows: Range<Int>) -> Range<Int> {
        let start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
        return start..<(rows.isEmpty ? start : ends[rows.upperBound - 1])
    }
}
