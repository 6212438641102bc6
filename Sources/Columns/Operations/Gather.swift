extension Column {
    /// Row `rows[i]` of this column as row `i`; rows may repeat. Every index must be below `count`.
    package func gathering(_ rows: [UInt32]) -> Column {
        switch self {
        case .string(let column): return .string(column.gathering(rows))
        case .fixedString(let column): return .fixedString(column.gathering(rows))
        case .array(let column): return .array(column.gathering(rows))
        case .tuple(let column):
            return .tuple(TupleColumn(elements: column.elements.map { $0.gathering(rows) }, count: rows.count))
        case .nullable(let column):
            return .nullable(
                NullableColumn(nulls: gathered(column.nulls, rows), values: column.values.gathering(rows)))
        case .lowCardinality(var column):
            column.codes = gathered(column.codes, rows)
            return .lowCardinality(column)
        case .constant(let constant): return .constant(ConstantColumn(constant.value, count: rows.count))
        case .nothing: return .nothing(count: rows.count)
        default:
            var visitor = GatherVisitor(rows: rows)
            guard let result = visitor.run(on: self) else { preconditionFailure("every layout is handled") }
            return result
        }
    }

    /// The rows of `rows`, in order.
    package func slice(_ rows: Range<Int>) -> Column {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "the slice lies inside the column")
        switch self {
        case .string(let column): return .string(column.slice(rows))
        case .fixedString(let column):
            let bytes = column.bytes[rows.lowerBound * column.size..<rows.upperBound * column.size]
            return .fixedString(FixedStringColumn(size: column.size, bytes: Array(bytes)))
        case .array(let column):
            let start = rows.lowerBound == 0 ? 0 : column.ends[rows.lowerBound - 1]
            let ends = column.ends[rows].map { $0 &- start }
            return .array(ArrayColumn(ends: ends, elements: column.elements.slice(start..<start + (ends.last ?? 0))))
        case .tuple(let column):
            return .tuple(TupleColumn(elements: column.elements.map { $0.slice(rows) }, count: rows.count))
        case .nullable(let column):
            return .nullable(NullableColumn(nulls: Array(column.nulls[rows]), values: column.values.slice(rows)))
        case .lowCardinality(var column):
            column.codes = Array(column.codes[rows])
            return .lowCardinality(column)
        case .constant(let constant): return .constant(ConstantColumn(constant.value, count: rows.count))
        case .nothing: return .nothing(count: rows.count)
        default:
            var visitor = SliceVisitor(rows: rows)
            guard let result = visitor.run(on: self) else { preconditionFailure("every layout is handled") }
            return result
        }
    }
}

private struct GatherVisitor: TotalFixedWidthVisitor {
    let rows: [UInt32]

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column { T.column(gathered(values, rows)) }
}

private struct SliceVisitor: TotalFixedWidthVisitor {
    let rows: Range<Int>

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column { T.column(Array(values[rows])) }
}

func gathered<T: FixedWidthValue>(_ values: [T], _ rows: [UInt32]) -> [T] {
    unsafe [T](unsafeUninitializedCapacity: rows.count) { result, count in
        // Safe: `result` has a place per index; reads are checked by the array.
        for index in 0..<rows.count { unsafe result[index] = values[Int(rows[index])] }
        count = rows.count
    }
}

extension StringColumn {
    package func gathering(_ rows: [UInt32]) -> StringColumn {
        var total = 0
        var newEnds = [Int](repeating: 0, count: rows.count)
        for index in rows.indices {
            total &+= range(of: Int(rows[index])).count
            newEnds[index] = total
        }
        let newBytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, count in
            unsafe bytes.withUnsafeBytes { source in
                guard let from = source.baseAddress, let base = target.baseAddress else { return }
                let to = UnsafeMutableRawPointer(base)
                // Up to here a text may be copied with bytes behind it.
                let (lastRead, lastWritten) = (source.count &- 80, total &- 80)
                var position = 0
                for row in rows {
                    let range = range(of: Int(row))
                    // Safe: the ranges lie inside `bytes`, and `total` is the sum of their lengths.
                    if range.lowerBound <= lastRead && position <= lastWritten {
                        unsafe copyText(from: from + range.lowerBound, to: to + position, count: range.count)
                    } else {
                        unsafe (to + position).copyMemory(from: from + range.lowerBound, byteCount: range.count)
                    }
                    position &+= range.count
                }
            }
            count = total
        }
        return StringColumn(ends: newEnds, bytes: newBytes)
    }

    func slice(_ rows: Range<Int>) -> StringColumn {
        let start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
        let newEnds = ends[rows].map { $0 &- start }
        return StringColumn(ends: newEnds, bytes: Array(bytes[start..<start + (newEnds.last ?? 0)]))
    }
}

extension FixedStringColumn {
    fileprivate func gathering(_ rows: [UInt32]) -> FixedStringColumn {
        var result: [UInt8] = []
        result.reserveCapacity(rows.count * size)
        for row in rows { result.append(contentsOf: self[Int(row)]) }
        return FixedStringColumn(size: size, bytes: result)
    }
}

extension ArrayColumn {
    fileprivate func gathering(_ rows: [UInt32]) -> ArrayColumn {
        var newEnds = [Int](repeating: 0, count: rows.count)
        var elementRows: [UInt32] = []
        for index in rows.indices {
            for element in range(of: Int(rows[index])) { elementRows.append(UInt32(truncatingIfNeeded: element)) }
            newEnds[index] = elementRows.count
        }
        return ArrayColumn(ends: newEnds, elements: elements.gathering(elementRows))
    }
}
