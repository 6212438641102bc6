import Columns
import Errors

/// Columns of strings as bytes: the two layouts that ClickHouse has.
extension ByteReader {
    /// `count` strings, each a length and its bytes.
    package mutating func readStrings(count: Int) throws(QueryError) -> StringColumn {
        // Every string takes at least the byte of its length.
        try need(count)
        var ends: [Int] = []
        ends.reserveCapacity(count)
        let start = offset
        var total = 0
        for _ in 0..<count {
            let size = try readCount(max: CodecLimits.stringSizeMax, of: "bytes of a string")
            try skip(size)
            total &+= size
            ends.append(total)
        }
        return StringColumn(ends: ends, bytes: stringBytes(from: start, ends: ends, total: total))
    }

    /// The bytes of strings that stand, each behind its length, from `start`; `ends` were read from there.
    private func stringBytes(from start: Int, ends: [Int], total: Int) -> [UInt8] {
        // Safe: `readStrings` has walked over the same lengths with checks; sizes add up to `total`.
        unsafe [UInt8](unsafeUninitializedCapacity: total) { target, initialised in
            unsafe bytes.withUnsafeBytes { source in
                var position = start
                var previous = 0
                for end in ends {
                    while unsafe source[position] & 0x80 != 0 { position &+= 1 }
                    position &+= 1
                    let size = end &- previous
                    if size > 0 {
                        let place = unsafe UnsafeMutableRawBufferPointer(target)[previous..<end]
                        unsafe UnsafeMutableRawBufferPointer(rebasing: place).copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: source[position..<position &+ size]))
                    }
                    position &+= size
                    previous = end
                }
            }
            initialised = total
        }
    }
}

extension ByteWriter {
    /// The strings of `rows`, each a length and its bytes.
    package mutating func writeStrings(_ column: StringColumn, rows: Range<Int>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= column.count, "the rows are the column's")
        guard !rows.isEmpty else { return }
        let first = rows.lowerBound == 0 ? 0 : column.ends[rows.lowerBound - 1]
        // A length takes at most ten bytes; most take one, and what is reserved too much costs nothing.
        let sizeMax = column.ends[rows.upperBound - 1] - first + rows.count * 10
        unsafe appendRaw(sizeMax: sizeMax) { target in
            // Safe: `sizeMax` has room for all, and `ends` never decrease nor go beyond the bytes.
            unsafe column.bytes.withUnsafeBytes { source in
                var position = 0
                var start = first
                for row in rows {
                    let end = column.ends[row]
                    var size = end &- start
                    while size >= 0x80 {
                        unsafe target[position] = UInt8(truncatingIfNeeded: size) | 0x80
                        position &+= 1
                        size &>>= 7
                    }
                    unsafe target[position] = UInt8(truncatingIfNeeded: size)
                    position &+= 1
                    if end > start {
                        let place = unsafe target[position..<position &+ (end &- start)]
                        unsafe UnsafeMutableRawBufferPointer(rebasing: place).copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: source[start..<end]))
                    }
                    position &+= end &- start
                    start = end
                }
                return position
            }
        }
    }
}
