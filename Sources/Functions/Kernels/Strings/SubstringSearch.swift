import CRE2
import Columns

/// Looks for one needle in whole columns of strings: glibc's `memmem` runs over all rows' bytes at once.
struct SubstringSearch {
    let needle: [UInt8]

    init(_ needle: [UInt8]) { self.needle = needle }

    /// 1 where the row contains the needle; an empty needle is in every row.
    func containsRows(_ strings: StringColumn) -> [UInt8] {
        var mask = [UInt8](repeating: needle.isEmpty ? 1 : 0, count: strings.count)
        if needle.isEmpty { return mask }
        var row = 0
        var from = 0
        let ends = strings.ends
        while let hit = firstOffset(in: strings.bytes, from: from, to: strings.bytes.count) {
            while ends[row] <= hit { row &+= 1 }
            // A hit across the border of two rows is none.
            if hit &+ needle.count <= ends[row] {
                mask[row] = 1
                from = ends[row]
            } else {
                from = hit &+ 1
            }
        }
        return mask
    }

    /// The offset of the first occurrence in every row, -1 for none; an empty needle is at 0.
    func offsetRows(_ strings: StringColumn) -> [Int] {
        var result = [Int](repeating: needle.isEmpty ? 0 : -1, count: strings.count)
        if needle.isEmpty { return result }
        var row = 0
        var from = 0
        let ends = strings.ends
        while let hit = firstOffset(in: strings.bytes, from: from, to: strings.bytes.count) {
            while ends[row] <= hit { row &+= 1 }
            if hit &+ needle.count <= ends[row] {
                result[row] = hit &- (row == 0 ? 0 : ends[row &- 1])
                from = ends[row]
            } else {
                from = hit &+ 1
            }
        }
        return result
    }

    /// The offset in `bytes` of the first occurrence inside `bytes[from..<to]`.
    func firstOffset(in bytes: [UInt8], from: Int, to: Int) -> Int? {
        precondition(from >= 0 && to <= bytes.count, "the range lies inside the bytes")
        guard to &- from >= needle.count else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe needle.withUnsafeBufferPointer { needle -> Int? in
                guard let base = bytes.baseAddress, let needleBase = needle.baseAddress else { return nil }
                // Safe: the range was checked against the bytes above.
                let found = unsafe cre2_find(base + from, to &- from, needleBase, needle.count)
                return found < 0 ? nil : from &+ Int(found)
            }
        }
    }
}
