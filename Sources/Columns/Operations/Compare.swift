import Glibc

/// Where NULL and NaN stand, and which way the values go.
package struct SortDirection: Hashable, Sendable {
    package let isDescending: Bool
    /// NULL and NaN before the values; ClickHouse's default is behind them, whatever the direction.
    package let nullsFirst: Bool

    package init(isDescending: Bool = false, nullsFirst: Bool = false) {
        self.isDescending = isDescending
        self.nullsFirst = nullsFirst
    }

    package static let ascending = SortDirection()
}

extension Column {
    /// Negative, zero or positive as row `row` of this column sorts before, with or behind row `otherRow` of `other`,
    /// ascending. Both columns have one logical type. NULL and NaN sort last, or first where `nullsFirst`.
    package func compare(_ row: Int, with other: Column, _ otherRow: Int, nullsFirst: Bool = false) -> Int {
        switch (self, other) {
        case (.int8(let a), .int8(let b)): compareValues(a[row], b[otherRow])
        case (.int16(let a), .int16(let b)): compareValues(a[row], b[otherRow])
        case (.int32(let a), .int32(let b)): compareValues(a[row], b[otherRow])
        case (.int64(let a), .int64(let b)): compareValues(a[row], b[otherRow])
        case (.int128(let a), .int128(let b)): compareValues(a[row], b[otherRow])
        case (.int256(let a), .int256(let b)): compareValues(a[row], b[otherRow])
        case (.uint8(let a), .uint8(let b)): compareValues(a[row], b[otherRow])
        case (.uint16(let a), .uint16(let b)): compareValues(a[row], b[otherRow])
        case (.uint32(let a), .uint32(let b)): compareValues(a[row], b[otherRow])
        case (.uint64(let a), .uint64(let b)): compareValues(a[row], b[otherRow])
        case (.uint128(let a), .uint128(let b)): compareValues(a[row], b[otherRow])
        case (.uint256(let a), .uint256(let b)): compareValues(a[row], b[otherRow])
        case (.float32(let a), .float32(let b)): compareFloats(a[row], b[otherRow], nullsFirst: nullsFirst)
        case (.float64(let a), .float64(let b)): compareFloats(a[row], b[otherRow], nullsFirst: nullsFirst)
        case (.string(let a), .string(let b)): compareBytes(a, row, b, otherRow)
        default: compareNested(row, with: other, otherRow, nullsFirst: nullsFirst)
        }
    }

    private func compareNested(_ row: Int, with other: Column, _ otherRow: Int, nullsFirst: Bool) -> Int {
        switch (self, other) {
        case (.constant(let a), _): return a.value.compare(0, with: other, otherRow, nullsFirst: nullsFirst)
        case (_, .constant(let b)): return compare(row, with: b.value, 0, nullsFirst: nullsFirst)
        case (.fixedString(let a), .fixedString(let b)): return compareLexicographically(a[row], b[otherRow])
        case (.array(let a), .array(let b)):
            let mine = a.range(of: row)
            let theirs = b.range(of: otherRow)
            for (left, right) in zip(mine, theirs) {
                let order = a.elements.compare(left, with: b.elements, right, nullsFirst: nullsFirst)
                if order != 0 { return order }
            }
            return mine.count - theirs.count
        case (.tuple(let a), .tuple(let b)):
            for (left, right) in zip(a.elements, b.elements) {
                let order = left.compare(row, with: right, otherRow, nullsFirst: nullsFirst)
                if order != 0 { return order }
            }
            return 0
        case (.nullable(let a), .nullable(let b)):
            if a.nulls[row] | b.nulls[otherRow] != 0 {
                let order = Int(a.nulls[row]) - Int(b.nulls[otherRow])
                return nullsFirst ? -order : order
            }
            return a.values.compare(row, with: b.values, otherRow, nullsFirst: nullsFirst)
        case (.lowCardinality(let a), .lowCardinality(let b)):
            if a.isNullable {
                let isNull = a.codes[row] == 0
                let otherIsNull = b.isNullable && b.codes[otherRow] == 0
                if isNull || otherIsNull {
                    let order = (isNull ? 1 : 0) - (otherIsNull ? 1 : 0)
                    return nullsFirst ? -order : order
                }
            }
            return a.dictionary.compare(
                Int(a.codes[row]), with: b.dictionary, Int(b.codes[otherRow]), nullsFirst: nullsFirst)
        case (.nothing, .nothing): return 0
        default: preconditionFailure("only columns of one layout are compared")
        }
    }
}

@inline(__always)
private func compareValues<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : (b < a ? 1 : 0) }

private func compareFloats<T: BinaryFloatingPoint>(_ a: T, _ b: T, nullsFirst: Bool) -> Int {
    if a.isNaN || b.isNaN {
        let order = (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0)
        return nullsFirst ? -order : order
    }
    return compareValues(a, b)
}

private func compareBytes(_ a: StringColumn, _ row: Int, _ b: StringColumn, _ otherRow: Int) -> Int {
    compareLexicographically(a[row], b[otherRow])
}

/// Unsigned byte order, the shorter first where one starts with the other.
package func compareLexicographically(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
    let shared = min(a.count, b.count)
    let order = unsafe a.withUnsafeBytes { left in
        unsafe b.withUnsafeBytes { right in
            // Safe: both have at least `shared` bytes; memcmp of nothing never reads.
            if let left = left.baseAddress, let right = right.baseAddress {
                Int(unsafe memcmp(left, right, shared))
            } else {
                0
            }
        }
    }
    return order != 0 ? order : a.count - b.count
}
