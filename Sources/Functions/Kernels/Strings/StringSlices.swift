import Columns

extension StringColumn {
    /// A column whose row `i` is `lengths[i]` bytes of these bytes from `starts[i]`.
    func slicing(starts: [Int], lengths: [Int]) -> StringColumn {
        precondition(starts.count == lengths.count, "a length per start")
        var total = 0
        var newEnds = [Int](repeating: 0, count: starts.count)
        for row in starts.indices {
            precondition(starts[row] >= 0 && lengths[row] >= 0 && starts[row] &+ lengths[row] <= bytes.count)
            total &+= lengths[row]
            newEnds[row] = total
        }
        let newBytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                var position = 0
                for row in 0..<starts.count {
                    // Safe: every slice was checked to lie inside `bytes`, and `total` is the sum of the lengths.
                    unsafe (to + position).update(from: from + starts[row], count: lengths[row])
                    position &+= lengths[row]
                }
            }
            count = total
        }
        return StringColumn(ends: newEnds, bytes: newBytes)
    }
}
