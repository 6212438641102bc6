/// Texts of several columns put together as rows.
package enum TextRows {
    /// Appends rows: for each, the cell of every column behind that column's `before`, then `after`; `between` stands
    /// before each row, but for the first where `isFirst`. `cells` has one text per row for each column, and `before`
    /// as many texts, or one where there is no column.
    package static func append(
        _ cells: [StringColumn], before: [[UInt8]], after: [UInt8], between: [UInt8], rowCount: Int, isFirst: Bool,
        to output: inout [UInt8]
    ) {
        precondition(before.count == max(cells.count, 1), "each column has a text before it")
        guard rowCount > 0 else { return }
        // All texts in one array: cells first, then what stands around them.
        var source = TextSource(cells, rowCount: rowCount)
        let fixed = before.map { source.add($0) } + [source.add(after), source.add(between)]
        let perRow = before.reduce(after.count + between.count) { $0 + $1.count }
        let total = source.cellBytes + rowCount * perRow - (isFirst ? between.count : 0)
        source.pad()
        let bytes = source.bytes
        let ends = source.ends
        var starts = source.starts
        let columns = cells.count
        let (afterAt, betweenAt) = (fixed.count - 2, fixed.count - 1)
        output.append(addingCapacity: total + copiedBytes) { span in
            unsafe span.withUnsafeMutableBufferPointer { target, count in
                unsafe bytes.withUnsafeBytes { source in
                    guard let from = source.baseAddress, let base = target.baseAddress else { return }
                    let to = UnsafeMutableRawPointer(base)
                    var position = 0
                    @inline(__always)
                    func copy(_ range: Range<Int>) {
                        // Safe: `source` has `copiedBytes` behind its last text, `target` behind the `total` of all.
                        unsafe copyText(from: from + range.lowerBound, to: to + position, count: range.count)
                        position &+= range.count
                    }
                    for row in 0..<rowCount {
                        if row > 0 || !isFirst { copy(fixed[betweenAt]) }
                        if columns == 0 { copy(fixed[0]) }
                        for column in 0..<columns {
                            copy(fixed[column])
                            let end = ends[column &* rowCount &+ row]
                            copy(starts[column]..<end)
                            starts[column] = end
                        }
                        copy(fixed[afterAt])
                    }
                    count = position
                }
            }
        }
    }
}

/// Texts one behind the other, and where they end.
private struct TextSource {
    var bytes: [UInt8] = []
    /// Column by column, where each row's cell ends.
    var ends: [Int] = []
    /// Where each column begins.
    var starts: [Int] = []
    let cellBytes: Int

    init(_ cells: [StringColumn], rowCount: Int) {
        cellBytes = cells.reduce(0) { $0 + $1.bytes.count }
        bytes.reserveCapacity(cellBytes + 1024)
        ends.reserveCapacity(cells.count * rowCount)
        for column in cells {
            precondition(column.count == rowCount && (column.ends.last ?? 0) == column.bytes.count, "a cell per row")
            let start = bytes.count
            starts.append(start)
            bytes.append(contentsOf: column.bytes)
            for end in column.ends { ends.append(start &+ end) }
        }
    }

    mutating func add(_ text: [UInt8]) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }

    /// Room to read behind the last text.
    mutating func pad() { bytes.append(contentsOf: repeatElement(0, count: copiedBytes)) }
}

/// How many bytes `copyText` copies at a time.
let copiedBytes = 16

/// Copies `count` bytes, most of which are few: up to `copiedBytes` behind them are read and written too.
@inline(__always)
func copyText(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int) {
    if count > 64 { return unsafe target.copyMemory(from: source, byteCount: count) }
    var offset = 0
    repeat {
        let bytes = unsafe (source + offset).loadUnaligned(as: SIMD16<UInt8>.self)
        unsafe (target + offset).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
        offset &+= copiedBytes
    } while offset < count
}
