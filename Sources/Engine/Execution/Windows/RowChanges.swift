import Columns

/// Where rows differ from the row before.
enum RowChanges {
    /// 1 where a row of `columns` differs from the row before in any of them; the first row's byte is 1.
    static func flags(_ columns: [Column], rowCount: Int) -> [UInt8] {
        var flags = [UInt8](repeating: 0, count: rowCount)
        for column in columns { mark(column, in: &flags) }
        if rowCount > 0 { flags[0] = 1 }
        return flags
    }

    private static func mark(_ column: Column, in flags: inout [UInt8]) {
        switch column {
        case .constant, .nothing: break
        // The usual keys by name: a visitor of another module is not specialised to them.
        case .int64(let values): markValues(values, in: &flags)
        case .uint64(let values): markValues(values, in: &flags)
        case .int32(let values): markValues(values, in: &flags)
        case .uint32(let values): markValues(values, in: &flags)
        case .uint16(let values): markValues(values, in: &flags)
        case .lowCardinality(let low): markValues(low.codes, in: &flags)
        case .string(let strings): strings.markChanges(in: &flags)
        case .nullable(let nullable):
            // Two NULLs are equal, whatever stands under them.
            var changes = [UInt8](repeating: 0, count: flags.count)
            mark(nullable.values, in: &changes)
            let nulls = nullable.nulls
            for row in 1..<max(1, flags.count) {
                let bothNull = nulls[row] & nulls[row &- 1]
                flags[row] |= (changes[row] & (1 &- bothNull)) | (nulls[row] ^ nulls[row &- 1])
            }
        default:
            var visitor = ChangeVisitor(flags: flags)
            flags = []
            if let marked = visitor.run(on: column) {
                flags = marked
                return
            }
            flags = visitor.flags
            for row in 1..<max(1, flags.count) where column.compare(row, with: column, row - 1) != 0 {
                flags[row] = 1
            }
        }
    }
}

private func markValues<T: FixedWidthInteger>(_ values: [T], in flags: inout [UInt8]) {
    precondition(values.count == flags.count, "a value per row")
    for row in 1..<max(1, flags.count) { flags[row] |= values[row] == values[row &- 1] ? 0 : 1 }
}

private struct ChangeVisitor: TotalFixedWidthVisitor {
    var flags: [UInt8]

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt8] {
        var marked = flags
        flags = []
        for row in 1..<max(1, marked.count) {
            let value = values[row]
            let before = values[row &- 1]
            // NaN equals NaN here.
            let isSame = value == before || value != value && before != before
            marked[row] |= isSame ? 0 : 1
        }
        return marked
    }
}
