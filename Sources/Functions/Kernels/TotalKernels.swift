/// Loops of sums, counts and powers over one block: concrete at every call, one per shape.

/// `totals[groups[row]] += values[row]`, wrapping as ClickHouse integers do.
func addByGroup<T: FixedWidthInteger, S: FixedWidthInteger>(
    _ values: [T], groups: [UInt32], to totals: inout [S]
) {
    precondition(values.count >= groups.count, "a value per row")
    for row in 0..<groups.count { totals[Int(groups[row])] &+= S(truncatingIfNeeded: values[row]) }
}

func addByGroup<T: FixedWidthInteger, S: FixedWidthInteger>(
    _ values: [T], groups: [UInt32], where mask: [UInt8], to totals: inout [S]
) {
    precondition(values.count >= groups.count && mask.count >= groups.count, "a value and a mask byte per row")
    for row in 0..<groups.count {
        let keep = 0 &- S(truncatingIfNeeded: mask[row])
        totals[Int(groups[row])] &+= S(truncatingIfNeeded: values[row]) & keep
    }
}

func addByGroup(_ values: [Double], groups: [UInt32], to totals: inout [Double]) {
    precondition(values.count >= groups.count, "a value per row")
    for row in 0..<groups.count { totals[Int(groups[row])] += values[row] }
}

func addByGroup(_ values: [Double], groups: [UInt32], where mask: [UInt8], to totals: inout [Double]) {
    precondition(values.count >= groups.count && mask.count >= groups.count, "a value and a mask byte per row")
    for row in 0..<groups.count { totals[Int(groups[row])] += masked(values[row], mask[row]) }
}

/// `counts[groups[row]] += 1`.
func countByGroup(_ groups: [UInt32], to counts: inout [UInt64]) {
    for group in groups { counts[Int(group)] &+= 1 }
}

func countByGroup(_ groups: [UInt32], where mask: [UInt8], to counts: inout [UInt64]) {
    precondition(mask.count >= groups.count, "a mask byte per row")
    for row in 0..<groups.count { counts[Int(groups[row])] &+= UInt64(mask[row]) }
}

/// The wrapping sum of all values.
func total<T: FixedWidthInteger, S: FixedWidthInteger>(_ values: [T], rowCount: Int) -> S {
    var sum = S(truncatingIfNeeded: 0)
    for row in 0..<min(rowCount, values.count) { sum &+= S(truncatingIfNeeded: values[row]) }
    return sum
}

func total<T: FixedWidthInteger, S: FixedWidthInteger>(_ values: [T], where mask: [UInt8]) -> S {
    var sum = S(truncatingIfNeeded: 0)
    for row in 0..<min(mask.count, values.count) {
        sum &+= S(truncatingIfNeeded: values[row]) & (0 &- S(truncatingIfNeeded: mask[row]))
    }
    return sum
}

/// Adds all values to `sum` in sixteen partial sums, in the order that ClickHouse adds a block.
func addTotal(_ values: [Double], rowCount: Int, to sum: inout Double) {
    precondition(rowCount <= values.count, "a value per row")
    var partial = InlineArray<16, Double>(repeating: 0)
    let unrolled = rowCount / 16 * 16
    unsafe values.withUnsafeBufferPointer { source in
        guard let values = source.baseAddress else { return }
        var row = 0
        while row < unrolled {
            // Safe: `row + 15 < unrolled <= rowCount`, which was checked above.
            for lane in 0..<16 { partial[lane] += unsafe values[row &+ lane] }
            row &+= 16
        }
    }
    for lane in 0..<16 { sum += partial[lane] }
    var rest = 0.0
    for row in unrolled..<rowCount { rest += values[row] }
    sum += rest
}

/// As above over the rows whose mask byte is 1.
func addTotal(_ values: [Double], where mask: [UInt8], to sum: inout Double) {
    precondition(mask.count <= values.count, "a value per row")
    var partial = InlineArray<16, Double>(repeating: 0)
    let unrolled = mask.count / 16 * 16
    unsafe values.withUnsafeBufferPointer { source in
        unsafe mask.withUnsafeBufferPointer { bytes in
            guard let values = source.baseAddress, let bytes = bytes.baseAddress else { return }
            var row = 0
            while row < unrolled {
                // Safe: `row + 15 < unrolled`, which both have.
                for lane in 0..<16 {
                    partial[lane] += unsafe masked(values[row &+ lane], bytes[row &+ lane])
                }
                row &+= 16
            }
        }
    }
    for lane in 0..<16 { sum += partial[lane] }
    var rest = 0.0
    for row in unrolled..<mask.count { rest += masked(values[row], mask[row]) }
    sum += rest
}

/// `value` where `bit` is 1, zero where it is 0: no branch, and no NaN from a row that is left out.
@inline(__always)
func masked(_ value: Double, _ bit: UInt8) -> Double {
    Double(bitPattern: value.bitPattern & (0 &- UInt64(bit)))
}

/// `values[places[i]]` as value `i`.
func picked<T: BitwiseCopyable>(_ values: [T], _ places: [UInt32]) -> [T] { places.map { values[Int($0)] } }
