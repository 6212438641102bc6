/// Loops of power sums over one block. A group's sums stand together: `sums[group * stride ..< (group + 1) * stride]`
/// are the count, Σx, Σx² and so on.

func addSquaresByGroup(_ values: [Double], groups: [UInt32], to sums: inout [Double]) {
    precondition(values.count >= groups.count, "a value per row")
    for row in 0..<groups.count {
        let value = values[row]
        let place = Int(groups[row]) &* 3
        sums[place] += 1
        sums[place &+ 1] += value
        sums[place &+ 2] += value * value
    }
}

func addSquaresByGroup(_ values: [Double], groups: [UInt32], where mask: [UInt8], to sums: inout [Double]) {
    precondition(values.count >= groups.count && mask.count >= groups.count, "a value and a mask byte per row")
    for row in 0..<groups.count {
        let value = masked(values[row], mask[row])
        let place = Int(groups[row]) &* 3
        sums[place] += Double(mask[row])
        sums[place &+ 1] += value
        sums[place &+ 2] += value * value
    }
}

/// Powers up to `order` ≥ 2.
func addPowersByGroup(_ values: [Double], groups: [UInt32], order: Int, to sums: inout [Double]) {
    precondition(values.count >= groups.count, "a value per row")
    let stride = order &+ 1
    for row in 0..<groups.count {
        let value = values[row]
        var power = 1.0
        var place = Int(groups[row]) &* stride
        for _ in 0..<stride {
            sums[place] += power
            power *= value
            place &+= 1
        }
    }
}

/// Σx and Σx² of the first `rowCount` values, in eight lanes.
func squares(_ values: [Double], rowCount: Int) -> (sum: Double, squares: Double) {
    precondition(rowCount <= values.count, "a value per row")
    var sums = InlineArray<8, Double>(repeating: 0)
    var powers = InlineArray<8, Double>(repeating: 0)
    let unrolled = rowCount / 8 * 8
    unsafe values.withUnsafeBufferPointer { source in
        guard let values = source.baseAddress else { return }
        var row = 0
        while row < unrolled {
            // Safe: `row + 7 < unrolled <= rowCount`, which was checked above.
            for lane in 0..<8 {
                let value = unsafe values[row &+ lane]
                sums[lane] += value
                powers[lane] += value * value
            }
            row &+= 8
        }
    }
    var sum = 0.0
    var square = 0.0
    for lane in 0..<8 {
        sum += sums[lane]
        square += powers[lane]
    }
    for row in unrolled..<rowCount {
        sum += values[row]
        square += values[row] * values[row]
    }
    return (sum, square)
}

/// As above in single precision, row by row as ClickHouse adds Float32 arguments.
func addPowersByGroup(_ values: [Float], groups: [UInt32], order: Int, to sums: inout [Float]) {
    precondition(values.count >= groups.count, "a value per row")
    let stride = order &+ 1
    for row in 0..<groups.count {
        let value = values[row]
        var power: Float = 1
        var place = Int(groups[row]) &* stride
        for _ in 0..<stride {
            sums[place] += power
            power *= value
            place &+= 1
        }
    }
}

/// Adds 1, x, y, xy and, if wanted, x² and y² to the sums of each row's group.
func addPairsByGroup(
    _ x: [Double], _ y: [Double], groups: [UInt32], withSquares: Bool, to sums: inout [Double]
) {
    precondition(x.count >= groups.count && y.count >= groups.count, "two values per row")
    let stride = withSquares ? 6 : 4
    for row in 0..<groups.count {
        let place = Int(groups[row]) &* stride
        sums[place] += 1
        sums[place &+ 1] += x[row]
        sums[place &+ 2] += y[row]
        sums[place &+ 3] += x[row] * y[row]
        if withSquares {
            sums[place &+ 4] += x[row] * x[row]
            sums[place &+ 5] += y[row] * y[row]
        }
    }
}
