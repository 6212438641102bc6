import Columns
import Errors

/// Which rows of a sparse column hold something else than the default.
///
/// The stream is a sequence of variable-length numbers: for each such row, how many default rows are before it; at the
/// end of what was written in one go, how many follow, with bit 62 set.
/// - Source: ClickHouse `SerializationSparse`.
enum SparseRows {
    private static let endFlag: UInt64 = 1 << 62

    /// `kept` are ascending rows of `rows`.
    static func write(_ kept: [UInt32], of rows: Range<Int>, to writer: inout ByteWriter) {
        var next = rows.lowerBound
        for row in kept {
            writer.writeVarUInt(UInt64(truncatingIfNeeded: Int(row) &- next))
            next = Int(row) &+ 1
        }
        writer.writeVarUInt(UInt64(truncatingIfNeeded: rows.upperBound &- next) | endFlag)
    }

    /// The rows below `rowCount` that hold values; what was written in several goes is read as one.
    static func read(rowCount: Int, from reader: inout ByteReader) throws(QueryError) -> [UInt32] {
        var rows: [UInt32] = []
        guard rowCount > 0 else { return rows }
        var next = 0
        while true {
            let number = try reader.readVarUInt()
            let skipped = number & ~endFlag
            guard skipped <= UInt64(truncatingIfNeeded: rowCount &- next) else { throw outOfRange(rowCount) }
            next &+= Int(skipped)
            if number & endFlag == 0 {
                guard next < rowCount else { throw outOfRange(rowCount) }
                rows.append(UInt32(truncatingIfNeeded: next))
                next &+= 1
            } else if next == rowCount {
                return rows
            }
        }
    }

    private static func outOfRange(_ rowCount: Int) -> QueryError {
        QueryError(.incorrectData, "The offsets of a sparse column go beyond its \(rowCount) rows")
    }

    /// A column of `rowCount` rows, the default of `type` but in `rows`, where `values` are in turn.
    static func spread(
        _ values: Column, over rows: [UInt32], rowCount: Int, type: DataType
    ) throws(QueryError) -> Column {
        let inner = type.withoutNullable
        var sources = [UInt32](repeating: 0, count: rowCount)
        for (index, row) in rows.enumerated() { sources[Int(row)] = UInt32(truncatingIfNeeded: index &+ 1) }
        let spread = Column.concatenating([standard(of: inner), values]).gathering(sources)
        guard type.isNullable else { return spread }
        return .nullable(NullableColumn(nulls: sources.map { $0 == 0 ? 1 : 0 }, values: spread))
    }

    /// What a sparse column leaves out: of enums the number 0, whatever their own default is.
    private static func standard(of type: DataType) -> Column {
        switch type.storedValue {
        case .enum8: .int8([0])
        case .enum16: .int16([0])
        default: .defaults(of: type, count: 1)
        }
    }

    /// The rows of `rows` whose value is not the default of `type`.
    static func rowsWithValues(
        of column: Column, type: DataType, in rows: Range<Int>
    ) throws(QueryError) -> [UInt32] {
        if case .string(let strings) = column {
            return rows.filter { !strings.range(of: $0).isEmpty }.map { UInt32(truncatingIfNeeded: $0) }
        }
        if case .fixedString(let strings) = column {
            return rows.filter { strings[$0].contains { $0 != 0 } }.map { UInt32(truncatingIfNeeded: $0) }
        }
        var visitor = ValueRows(rows: rows, standard: standard(of: type))
        guard let result = try column.visitFixedWidth(&visitor) else { throw layoutMismatch(type) }
        return result
    }

    private struct ValueRows: FixedWidthVisitor {
        let rows: Range<Int>
        let standard: Column

        mutating func visit<T: FixedWidthValue>(_ values: [T]) throws(QueryError) -> [UInt32] {
            let zero = T.values(of: standard)?.first ?? .zero
            return rows.filter { values[$0] != zero || isNegativeZero(values[$0]) }
                .map { UInt32(truncatingIfNeeded: $0) }
        }

        /// Equal to zero, but another value.
        private func isNegativeZero<T>(_ value: T) -> Bool {
            switch value {
            case let double as Double: double.sign == .minus
            case let float as Float: float.sign == .minus
            default: false
            }
        }
    }
}
