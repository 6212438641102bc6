import Columns
import Errors

/// Writes the values of columns as the cells of a text (or of RowBinary): a stretch of rows of one column at a time, so
/// that every loop is over one type. Rows are put together from the cells afterwards (`RowFrame`).
struct CellWriter: Sendable {
    let style: CellStyle
    let settings: TextSettings
    /// JSON only: values that have parts go over several lines.
    let indentation: Indentation?

    init(style: CellStyle, settings: TextSettings, indentation: Indentation? = nil) {
        self.style = style
        self.settings = settings
        self.indentation = indentation
    }

    /// One text per row of `rows`.
    func cells(of column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        if style == .jsonString { return try jsonStrings(of: column, type, rows: rows) }
        switch (column, type.storedValue) {
        case (.constant(let constant), _):
            return try cells(of: constant.value, type, rows: 0..<1).gathering(0, count: rows.count)
        case (.lowCardinality(let column), .lowCardinality(let inner)):
            return try cells(of: column, inner, rows: rows)
        case (.nullable(let column), .nullable(let inner)):
            return try cells(of: column, inner, rows: rows)
        case (.array(let column), .array(let element)): return try arrays(column, element, rows: rows)
        case (.array(let column), .map(let key, let value)):
            guard case .tuple(let pairs) = column.elements, pairs.elements.count == 2 else { throw mismatch(type) }
            return try maps(column.ends, pairs, key, value, rows: rows)
        case (.tuple(let column), .tuple(let elements)):
            guard column.elements.count == elements.count else { throw mismatch(type) }
            return try tuples(column, elements, rows: rows)
        case (.nothing, _): return nulls(rows.count)
        case (_, .variant(let types)): return try variants(column, types, rows: rows)
        case (_, .dynamicValue): return try dynamics(column, type, rows: rows)
        default: return try leaves(of: column, type, rows: rows)
        }
    }

    private func jsonStrings(of column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        let texts = try CellWriter(style: .display, settings: settings).cells(of: column, type, rows: rows)
        return try CellWriter(style: .json, settings: settings).cells(of: .string(texts), .string, rows: 0..<rows.count)
    }

    /// Each value of the dictionary is written once, where the rows use it more than once on average.
    private func cells(
        of column: LowCardinalityColumn, _ inner: DataType, rows: Range<Int>
    ) throws(QueryError) -> StringColumn {
        let valueType = inner.withoutNullable
        guard column.dictionary.count <= rows.count else {
            let plain = LowCardinalityColumn(
                dictionary: column.dictionary, codes: Array(column.codes[rows]), isNullable: column.isNullable)
            return try cells(of: plain.decoded, inner, rows: 0..<rows.count)
        }
        var dictionary = try cells(of: column.dictionary, valueType, rows: 0..<column.dictionary.count)
        if column.isNullable {
            if style == .binary { dictionary = dictionary.prefixed(with: 0) }
            let null = nullText
            var changed = StringColumn()
            for code in 0..<dictionary.count {
                if code == 0 { changed.append(null) } else { changed.append(dictionary[code]) }
            }
            dictionary = changed
        }
        return dictionary.gathering(Array(column.codes[rows]))
    }

    private func cells(
        of column: NullableColumn, _ inner: DataType, rows: Range<Int>
    ) throws(QueryError) -> StringColumn {
        if inner == .nothing { return nulls(rows.count) }
        var values = try cells(of: column.withoutUnknownEnumValues(inner), inner, rows: rows)
        if style == .binary { return flagged(values, column.nulls, rows: rows) }
        let nulls = column.nulls[rows]
        guard nulls.contains(1) else { return values }
        // NULL's text is one more row, which the NULLs take.
        let place = UInt32(truncatingIfNeeded: values.count)
        values.append(nullText)
        var places: [UInt32] = []
        places.reserveCapacity(rows.count)
        for isNull in nulls { places.append(isNull != 0 ? place : UInt32(truncatingIfNeeded: places.count)) }
        return values.gathering(places)
    }

    /// RowBinary: a byte before each value, and no value where it is 1.
    private func flagged(_ values: StringColumn, _ nulls: [UInt8], rows: Range<Int>) -> StringColumn {
        var result = StringColumn()
        result.ends.reserveCapacity(rows.count)
        for (index, row) in rows.enumerated() {
            result.bytes.append(nulls[row] == 0 ? 0 : 1)
            if nulls[row] == 0 { result.bytes.append(contentsOf: values[index]) }
            result.ends.append(result.bytes.count)
        }
        return result
    }

    private func nulls(_ count: Int) -> StringColumn {
        var result = StringColumn()
        let null = nullText
        for _ in 0..<count { result.append(null) }
        return result
    }

    /// How NULL is written in this style.
    var nullText: [UInt8] {
        switch style {
        case .escaped, .raw: settings.nullInTSV
        case .csv: settings.nullInCSV
        case .display, .jsonString: Array("ᴺᵁᴸᴸ".utf8)
        case .quoted: Array("NULL".utf8)
        case .json: Array("null".utf8)
        case .xml: Array("\\N".utf8)
        case .binary: [1]
        }
    }

    func mismatch(_ type: DataType) -> QueryError {
        QueryError(.logicalError, "A column is not laid out as its type says: \(type.name)")
    }

    /// The writer of what stands inside values of this style.
    var nested: CellWriter { CellWriter(style: style.nested, settings: settings, indentation: indentation?.deeper) }
}

extension StringColumn {
    /// Row `row`, `count` times.
    fileprivate func gathering(_ row: Int, count: Int) -> StringColumn {
        var result = StringColumn()
        result.ends.reserveCapacity(count)
        let bytes = Array(self[row])
        result.bytes.reserveCapacity(count * bytes.count)
        for _ in 0..<count { result.append(bytes) }
        return result
    }

    fileprivate func prefixed(with byte: UInt8) -> StringColumn {
        var result = StringColumn()
        for row in 0..<count {
            result.bytes.append(byte)
            result.append(self[row])
        }
        return result
    }
}

extension NullableColumn {
    /// The values, with the first value of the enum where the row is NULL: a client may leave any number there.
    fileprivate func withoutUnknownEnumValues(_ type: DataType) -> Column {
        switch (type.storedValue, values) {
        case (.enum8(let names), .int8(let numbers)):
            let first = Int8(truncatingIfNeeded: names.numbers[0])
            return .int8(numbers.indices.map { nulls[$0] == 0 ? numbers[$0] : first })
        case (.enum16(let names), .int16(let numbers)):
            return .int16(numbers.indices.map { nulls[$0] == 0 ? numbers[$0] : names.numbers[0] })
        default: return values
        }
    }
}
