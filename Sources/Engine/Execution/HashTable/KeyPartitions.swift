import Columns

/// Rows dealt out by the hash of their keys: equal keys, and so all rows of a group, lie in one partition.
enum KeyPartitions {
    /// A partition of ten million keys has a table that fits into a processor's cache.
    static let count = 256
    private static let shift = UInt64(UInt64.bitWidth - count.trailingZeroBitCount)

    /// All rows, partition by partition, within one in their order: those of partition `p` are
    /// `rows[starts[p]..<starts[p + 1]]`.
    static func order(of keys: [Column], rowCount: Int) -> (rows: [UInt32], starts: [Int]) {
        var hashes = [UInt64](repeating: rowHashSeed, count: rowCount)
        for key in keys { key.hash(into: &hashes) }
        var starts = [Int](repeating: 0, count: count + 1)
        for hash in hashes { starts[Int(hash &>> shift) &+ 1] &+= 1 }
        for partition in 1...count { starts[partition] &+= starts[partition &- 1] }
        var next = starts
        let rows = unsafe [UInt32](unsafeUninitializedCapacity: rowCount) { rows, written in
            for row in 0..<rowCount {
                let partition = Int(hashes[row] &>> shift)
                // Safe: the counts of the partitions add up to `rowCount`, and each place is given once.
                unsafe rows[next[partition]] = UInt32(truncatingIfNeeded: row)
                next[partition] &+= 1
            }
            written = rowCount
        }
        return (rows, starts)
    }
}
