import Errors

/// The number of ones in a canonical 0/1 mask.
package func countOnes(in mask: [UInt8]) -> Int {
    var total = 0
    for byte in mask { total &+= Int(byte) }
    return total
}

/// The rows where `mask` is 1, in order.
package func rowsSelected(by mask: [UInt8]) -> [UInt32] {
    let kept = countOnes(in: mask)
    return unsafe [UInt32](unsafeUninitializedCapacity: kept + 1) { rows, count in
        var next = 0
        for row in 0..<mask.count {
            // Safe: `next` never passes `kept`, and there is one more place for the write that is not kept.
            unsafe rows[next] = UInt32(truncatingIfNeeded: row)
            next &+= Int(mask[row])
        }
        count = kept
    }
}

extension Column {
    /// The rows where `mask` is 1; `keeping` is their number, counted once for all columns of a block.
    package func filtered(by mask: [UInt8], keeping: Int) -> Column {
        precondition(mask.count == count, "the mask has a byte per row")
        if keeping == count { return self }
        switch self {
        case .constant(let constant): return .constant(ConstantColumn(constant.value, count: keeping))
        case .nothing: return .nothing(count: keeping)
        case .nullable(let column):
            let nulls = compacted(column.nulls, by: mask, keeping: keeping)
            return .nullable(
                NullableColumn(nulls: nulls, values: column.values.filtered(by: mask, keeping: keeping)))
        case .lowCardinality(var column):
            column.codes = compacted(column.codes, by: mask, keeping: keeping)
            return .lowCardinality(column)
        case .string, .fixedString, .array, .tuple: return gathering(rowsSelected(by: mask))
        default:
            var visitor = FilterVisitor(mask: mask, keeping: keeping)
            guard let result = visitor.run(on: self) else { preconditionFailure("every layout is handled") }
            return result
        }
    }
}

private struct FilterVisitor: TotalFixedWidthVisitor {
    let mask: [UInt8]
    let keeping: Int

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        T.column(compacted(values, by: mask, keeping: keeping))
    }
}

/// Branch-free compaction: every row is written, only a kept one advances.
private func compacted<T: FixedWidthValue>(_ values: [T], by mask: [UInt8], keeping: Int) -> [T] {
    unsafe [T](unsafeUninitializedCapacity: keeping + 1) { kept, count in
        var next = 0
        for row in 0..<mask.count {
            // Safe: `next` never passes `keeping`, and there is one more place for the write that is not kept.
            unsafe kept[next] = values[row]
            next &+= Int(mask[row])
        }
        count = keeping
    }
}
