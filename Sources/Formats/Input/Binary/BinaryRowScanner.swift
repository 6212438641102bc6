import Codecs
import Columns
import Errors

/// Rows of RowBinary whose values say by themselves where they end: numbers, strings, and these with NULLs or a
/// dictionary. Where they lie is found row by row, their columns are read in one go.
struct BinaryRowScanner: Sendable {
    private let fields: [Field]
    private let columnCount: Int

    private struct Field {
        /// -1 for a value to skip.
        let column: Int
        /// -1 for a string.
        let width: Int
        let isNullable: Bool
    }

    /// `nil` where there is a value of another kind: arrays, tuples, states.
    init?(_ types: [(column: Int, type: DataType)], columnCount: Int) {
        var fields: [Field] = []
        for (column, type) in types {
            var plain = type.withoutLowCardinality
            var isNullable = false
            if case .nullable(let inner) = plain {
                isNullable = true
                plain = inner
            }
            switch plain.storedValue {
            case .string: fields.append(Field(column: column, width: -1, isNullable: isNullable))
            case .fixedString(let size): fields.append(Field(column: column, width: size, isNullable: isNullable))
            case .aggregateFunction, .array, .map, .tuple, .nothing: return nil
            case let other:
                guard let width = other.fixedWidth else { return nil }
                fields.append(Field(column: column, width: width, isNullable: isNullable))
            }
        }
        guard !fields.isEmpty else { return nil }
        self.fields = fields
        self.columnCount = columnCount
    }

    /// The cells of whole rows from `position` on, up to about `bytesMax` bytes; a NULL is a cell that is not there.
    /// Stops before a row that is not all there or not right.
    func rows(_ bytes: Span<UInt8>, at position: inout Int, bytesMax: Int) -> CellTable {
        var table = CellTable(columnCount: columnCount)
        let limit = Swift.min(bytes.count, position &+ bytesMax)
        while position < limit, table.rowCount < Limits.blockRowsMax {
            table.beginRow()
            guard let end = row(bytes, from: position, into: &table) else {
                table.truncate(rows: table.rowCount &- 1)
                break
            }
            position = end
        }
        return table
    }

    private func row(_ bytes: Span<UInt8>, from start: Int, into table: inout CellTable) -> Int? {
        var index = start
        for number in fields.indices {
            let field = fields[number]
            if field.isNullable {
                guard index < bytes.count, bytes[index] <= 1 else { return nil }
                index &+= 1
                if bytes[index &- 1] == 1 { continue }
            }
            var size = field.width
            if size < 0 {
                guard let count = stringSize(bytes, at: &index) else { return nil }
                size = count
            }
            guard size <= bytes.count &- index else { return nil }
            if field.column >= 0 { table.set(field.column, index, index &+ size) }
            index &+= size
        }
        return index
    }

    /// A length as far as four bytes have it; `nil` for a longer one, and where it is not all there.
    private func stringSize(_ bytes: Span<UInt8>, at index: inout Int) -> Int? {
        var size = 0
        var shift = 0
        while shift < 28, index < bytes.count {
            let byte = bytes[index]
            index &+= 1
            size |= Int(byte & 0x7f) &<< shift
            if byte < 0x80 { return size }
            shift &+= 7
        }
        return nil
    }

    // MARK: - Columns

    /// The values of one column.
    static func column(_ cells: TextCells, _ type: DataType) throws(QueryError) -> Column {
        let span = cells.bytes.span
        switch type.storedValue {
        case .lowCardinality(let inner):
            let (texts, places) = cells.distinct()
            return try LowCardinalityColumn.encoding(try column(texts, inner), inner).gathering(places)
        case .nullable(let inner):
            return .nullable(
                NullableColumn(nulls: cells.starts.map { $0 < 0 ? 1 : 0 }, values: try column(cells, inner)))
        case .string:
            var strings = StringColumn()
            strings.ends.reserveCapacity(cells.count)
            strings.bytes.reserveCapacity(cells.byteCount)
            for cell in 0..<cells.count {
                if cells.starts[cell] >= 0 {
                    TextExcerpt.append(span, cells.starts[cell]..<cells.ends[cell], to: &strings.bytes)
                }
                strings.ends.append(strings.bytes.count)
            }
            return .string(strings)
        case let other:
            var width = other.fixedWidth ?? 0
            if case .fixedString(let size) = other { width = size }
            var reader = ByteReader(ByteGather.fixed(span, at: cells.starts, width: width))
            return try reader.readLeaf(other, count: cells.count)
        }
    }
}
